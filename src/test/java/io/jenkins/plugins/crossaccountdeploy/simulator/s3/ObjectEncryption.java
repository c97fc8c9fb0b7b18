package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.Kms;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.util.Optional;

/** With which key an object is encrypted, and whether its caller may use that key. */
final class ObjectEncryption {

    private final Kms kms;

    ObjectEncryption(Kms kms) {
        this.kms = kms;
    }

    /** What the request asks for, or else the bucket's default. */
    Encryption of(Exchange exchange, Bucket bucket) {
        Request request = exchange.request();
        Optional<String> algorithm = request.header("x-amz-server-side-encryption");
        Optional<String> key = request.header("x-amz-server-side-encryption-aws-kms-key-id");
        Encryption byDefault = bucket.encryption();
        if (algorithm.isEmpty()) {
            if (key.isPresent()) {
                throw new AwsError(
                        400,
                        "InvalidArgument",
                        "Server Side Encryption with AWS KMS managed key requires HTTP header"
                                + " x-amz-server-side-encryption : aws:kms or aws:kms:dsse");
            }
            return byDefault.isKms() ? withKey(byDefault, exchange, bucket) : byDefault;
        }
        return switch (algorithm.get()) {
            case "AES256" -> {
                if (key.isPresent()) {
                    throw new AwsError(
                            400,
                            "InvalidArgument",
                            "Server Side Encryption with AWS KMS managed key requires HTTP header"
                                    + " x-amz-server-side-encryption : aws:kms or aws:kms:dsse");
                }
                yield new Encryption("AES256", Optional.empty(), false, true);
            }
            case "aws:kms", "aws:kms:dsse" ->
                withKey(
                        new Encryption(
                                algorithm.get(),
                                key.or(byDefault::keyArn),
                                request.header("x-amz-server-side-encryption-bucket-key-enabled")
                                        .map("true"::equalsIgnoreCase)
                                        .orElse(byDefault.bucketKey()),
                                true),
                        exchange,
                        bucket);
            default ->
                throw new AwsError(
                        400, "InvalidEncryptionAlgorithmError", "The encryption request you specified is not valid.");
        };
    }

    private Encryption withKey(Encryption encryption, Exchange exchange, Bucket bucket) {
        String arn = encryption
                .keyArn()
                .map(id -> kms.find(id, exchange.caller().accountId(), bucket.region()))
                .orElseGet(() -> kms.managedKey(bucket.accountId(), bucket.region()))
                .arn();
        return encryption.withKey(arn);
    }

    /**
     * Refuses a caller who may not use the key of an object.
     *
     * @param action such as {@code kms:Decrypt}
     */
    void require(
            Caller caller, String action, Encryption encryption, Bucket bucket, String key, RequestContext context) {
        if (encryption.isKms()) {
            String arn = encryption.keyArn().orElseThrow();
            kms.require(
                    caller,
                    action,
                    kms.byArn(arn)
                            .orElseThrow(() ->
                                    new AwsError(400, "KMS.NotFoundException", "Key '" + arn + "' does not exist")),
                    // a bucket key is one for all objects of the bucket
                    encryption.bucketKey() ? bucket.arn() : S3Permissions.objectArn(bucket, key),
                    context);
        }
    }
}
