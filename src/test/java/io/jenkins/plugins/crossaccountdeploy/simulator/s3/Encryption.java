package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import java.util.Optional;

/**
 * How an object is encrypted at rest.
 *
 * @param algorithm {@code AES256} or {@code aws:kms}
 * @param keyArn the key of the latter
 * @param requested what the request itself asked for, which is all that conditions in policies see
 */
public record Encryption(String algorithm, Optional<String> keyArn, boolean requested) {

    /** What S3 does when nobody says anything. */
    public static final Encryption DEFAULT = new Encryption("AES256", Optional.empty(), false);

    /** With a key of the Key Management Service. */
    public static Encryption kms(String keyArn) {
        return new Encryption("aws:kms", Optional.of(keyArn), false);
    }

    boolean isKms() {
        return algorithm.startsWith("aws:kms");
    }

    void describe(Response response) {
        response.header("x-amz-server-side-encryption", algorithm);
        keyArn.ifPresent(arn -> response.header("x-amz-server-side-encryption-aws-kms-key-id", arn));
    }
}
