package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import java.util.Optional;

/**
 * How an object is encrypted at rest.
 *
 * @param algorithm {@code AES256}, {@code aws:kms} or {@code aws:kms:dsse}
 * @param keyArn the key of the latter two; empty, in a bucket's default, for the key that AWS manages
 * @param bucketKey whether one data key serves all objects of the bucket
 * @param requested what the request itself asked for, which is all that conditions in policies see
 */
public record Encryption(String algorithm, Optional<String> keyArn, boolean bucketKey, boolean requested) {

    /** What S3 does when nobody says anything. */
    public static final Encryption DEFAULT = new Encryption("AES256", Optional.empty(), false, false);

    /** With a key of the Key Management Service. */
    public static Encryption kms(String keyArn) {
        return new Encryption("aws:kms", Optional.of(keyArn), false, false);
    }

    /** With the key {@code aws/s3}, which AWS manages. */
    public static Encryption managedKms() {
        return new Encryption("aws:kms", Optional.empty(), false, false);
    }

    /** The same with a bucket key. */
    public Encryption withBucketKey() {
        return new Encryption(algorithm, keyArn, true, requested);
    }

    Encryption withKey(String arn) {
        return new Encryption(algorithm, Optional.of(arn), bucketKey, requested);
    }

    boolean isKms() {
        return algorithm.startsWith("aws:kms");
    }

    void describe(Response response) {
        response.header("x-amz-server-side-encryption", algorithm);
        keyArn.ifPresent(arn -> response.header("x-amz-server-side-encryption-aws-kms-key-id", arn));
        if (bucketKey) {
            response.header("x-amz-server-side-encryption-bucket-key-enabled", "true");
        }
    }
}
