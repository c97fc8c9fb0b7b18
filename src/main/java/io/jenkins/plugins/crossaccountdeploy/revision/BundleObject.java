package io.jenkins.plugins.crossaccountdeploy.revision;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.bundle.BundleTail;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * The object that a bundle is, or is going to be.
 *
 * @param contents of the bundle
 */
record BundleObject(BucketAccess bucket, String key, Contents contents) {

    /** Of the metadata that every bundle is sent with. */
    static final String DIGEST = "bundle-digest";

    /**
     * Looks what is there. Reads the end of the object, which only a whole bundle of these contents has, and how it is
     * encrypted.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if that does not show
     */
    ExistingObject look() {
        try {
            ResponseBytes<GetObjectResponse> tail = bucket.s3()
                    .getObject(
                            request -> request.bucket(bucket.store().bucket())
                                    .key(key)
                                    .range("bytes=-" + BundleTail.LENGTH)
                                    .expectedBucketOwner(bucket.owner())
                                    .overrideConfiguration(bucket.asWriter()),
                            ResponseTransformer.toBytes());
            return judge(tail.response(), tail.asByteArrayUnsafe());
        } catch (S3Exception refused) {
            return judge(refused);
        }
    }

    private ExistingObject judge(GetObjectResponse object, byte[] tail) {
        if (!isWhole(object, tail)) {
            return new ExistingObject.Other("is not this bundle, or not all of it");
        }
        String key = bucket.store().kmsKeyArn();
        boolean isEncrypted = object.serverSideEncryption() == ServerSideEncryption.AWS_KMS
                || object.serverSideEncryption() == ServerSideEncryption.AWS_KMS_DSSE;
        if (!key.isEmpty() && !(isEncrypted && key.equals(object.ssekmsKeyId()))) {
            return new ExistingObject.Other("is encrypted with "
                    + Optional.ofNullable(object.ssekmsKeyId()).orElse(object.serverSideEncryptionAsString())
                    + ", not with "
                    + key);
        }
        return new ExistingObject.Bundle(revision(object.eTag(), object.versionId()));
    }

    /** An archive that was ready-made says nothing of itself: it has its digest and its size from the upload. */
    private boolean isWhole(GetObjectResponse object, byte[] tail) {
        return contents.isReadyMade()
                ? size(object) == contents.readyBytes()
                        && contents.digest().equals(object.metadata().get(DIGEST))
                : BundleTail.isWhole(size(object), tail, contents.digest());
    }

    private static ExistingObject judge(S3Exception refused) {
        String code = AwsErrors.code(refused);
        if (code.equals("AccessDenied")) {
            return new ExistingObject.Hidden(refused);
        }
        if (code.equals("NoSuchKey")) {
            return new ExistingObject.None();
        }
        if (refused.statusCode() == 416) {
            return new ExistingObject.Other("is empty");
        }
        if (code.equals("InvalidObjectState")) {
            return new ExistingObject.Other("is in an archive storage class, from which nothing is read");
        }
        if (code.startsWith("KMS.")) {
            return new ExistingObject.Other("cannot be decrypted (" + code + ": " + AwsErrors.message(refused) + ")");
        }
        throw refused;
    }

    private static long size(GetObjectResponse object) {
        String range = object.contentRange();
        return range == null ? object.contentLength() : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
    }

    /**
     * The object as a revision.
     *
     * @param eTag as S3 gives it; empty if it is not known
     * @param version as S3 gives it; null, empty or {@code null} in a bucket without versions
     */
    S3Revision revision(String eTag, String version) {
        return new S3Revision(
                bucket.store().bucket(),
                key,
                Optional.ofNullable(version).filter(id -> !id.equals("null")).orElse(""),
                eTag.replace("\"", ""),
                contents.digest());
    }
}
