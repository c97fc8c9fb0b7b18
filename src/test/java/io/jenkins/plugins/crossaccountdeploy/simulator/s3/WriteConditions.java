package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import java.util.Optional;

/**
 * What a request to write an object makes its success depend on.
 *
 * @param ifAbsent whether there must be no object, as {@code If-None-Match: *} demands
 * @param ifMatch the ETag that the present object must have
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">S3 User Guide,
 *     conditional writes</a>
 */
record WriteConditions(boolean ifAbsent, Optional<String> ifMatch) {

    static WriteConditions of(Request request) {
        request.header("If-None-Match").filter(value -> !value.equals("*")).ifPresent(value -> {
            throw notImplemented("If-None-Match");
        });
        request.header("If-Match").filter("*"::equals).ifPresent(value -> {
            throw notImplemented("If-Match");
        });
        return new WriteConditions(
                request.header("If-None-Match").isPresent(),
                request.header("If-Match").map(S3Answers::unquoted));
    }

    /** Refuses the request unless the present object is as it demands. */
    void require(String key, Optional<StoredObject> present) {
        if (ifAbsent && present.isPresent()) {
            throw failed("If-None-Match");
        }
        if (ifMatch.isPresent()) {
            StoredObject object = present.orElseThrow(() -> ObjectReader.noSuchKey(key));
            if (!object.eTag().equals(ifMatch.get())) {
                throw failed("If-Match");
            }
        }
    }

    /** Refuses to complete an upload since whose beginning the key was written or deleted by somebody else. */
    void requireUndisturbed(String key, boolean changedMeanwhile) {
        if (changedMeanwhile && (ifAbsent || ifMatch.isPresent())) {
            throw conflict(key, ifAbsent ? "If-None-Match" : "If-Match");
        }
    }

    static AwsError conflict(String key, String condition) {
        return new AwsError(
                        409,
                        "ConditionalRequestConflict",
                        "The conditional request cannot succeed due to a conflicting operation against this resource.")
                .detail("Condition", condition)
                .detail("Key", key);
    }

    static AwsError failed(String condition) {
        return new AwsError(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
                .detail("Condition", condition);
    }

    private static AwsError notImplemented(String header) {
        return new AwsError(
                        501, "NotImplemented", "A header you provided implies functionality that is not implemented")
                .detail("Header", header)
                .detail(
                        "additionalMessage",
                        "We don't accept the provided value of " + header + " header for this API");
    }
}
