package io.jenkins.plugins.crossaccountdeploy.request;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * The actions that bundles need on their objects, their bucket and the key that encrypts them: whatever grants, checks or
 * explains permissions names these (<a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html">Actions of Amazon S3</a>, <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html">of AWS KMS</a>).
 */
public final class BundleScope {

    /** Sending, and removing what is left of a broken upload; the parts of a multipart upload count as PutObject. */
    public static final List<String> WRITE = List.of("s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload");

    /** Telling an object that is not there from one that may not be read. */
    public static final List<String> FIND = List.of("s3:ListBucket");

    /** Objects of a versioned bucket are fetched by their version, others are not. */
    public static final List<String> READ = List.of("s3:GetObject", "s3:GetObjectVersion");

    /** Parts are encrypted, and read again to be joined. */
    public static final List<String> ENCRYPT = List.of("kms:GenerateDataKey", "kms:Decrypt");

    public static final List<String> DECRYPT = List.of("kms:Decrypt");

    public static final String READ_BUCKET_POLICY = "s3:GetBucketPolicy";

    public static final String READ_DEFAULT_ENCRYPTION = "s3:GetEncryptionConfiguration";

    public static final String READ_PUBLIC_ACCESS_BLOCK = "s3:GetBucketPublicAccessBlock";

    public static final String READ_VERSIONING = "s3:GetBucketVersioning";

    /** All that the check of an environment reads of a bucket. */
    public static final List<String> CHECK_BUCKET =
            List.of(READ_BUCKET_POLICY, READ_DEFAULT_ENCRYPTION, READ_PUBLIC_ACCESS_BLOCK, READ_VERSIONING);

    public static final String DESCRIBE_KEY = "kms:DescribeKey";

    public static final String READ_KEY_POLICY = "kms:GetKeyPolicy";

    /** All that the check of an environment reads of a key. */
    public static final List<String> CHECK_KEY = List.of(DESCRIBE_KEY, READ_KEY_POLICY);

    private BundleScope() {}

    /**
     * The same for requests alone that S3 makes of KMS on somebody's behalf. AWS does not document whether the condition has its
     * own DNS suffix in partitions that have one, such as China, or {@code amazonaws.com} as everywhere else: it is either.
     */
    public static Statement throughS3(Statement statement, Partition partition, String region) {
        return statement.when(
                "StringEquals",
                "kms:ViaService",
                Stream.of(partition.dnsSuffix(), "amazonaws.com")
                        .distinct()
                        .map(suffix -> "s3." + region + "." + suffix)
                        .toList());
    }
}
