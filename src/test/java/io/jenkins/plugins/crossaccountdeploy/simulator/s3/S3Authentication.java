package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import java.time.InstantSource;

/** Who sent a request, and what S3 says where that cannot be told. */
final class S3Authentication {

    private final SignatureV4 signatures;
    private final InstantSource clock;

    S3Authentication(SignatureV4 signatures, InstantSource clock) {
        this.signatures = signatures;
        this.clock = clock;
    }

    static String payloadHash(Request request) {
        return request.header("x-amz-content-sha256")
                .or(() -> request.query("X-Amz-Content-Sha256"))
                .orElse(SignatureV4.UNSIGNED_PAYLOAD);
    }

    SignatureV4.Verified verify(Request request) {
        if (request.query("AWSAccessKeyId").isPresent()
                || request.header("Authorization").orElse("").startsWith("AWS ")) {
            throw new AwsError(
                    400,
                    "InvalidRequest",
                    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
        }
        try {
            return signatures.verify(request, "s3", payloadHash(request));
        } catch (AuthenticationFailure failure) {
            throw error(failure, request);
        }
    }

    private AwsError error(AuthenticationFailure failure, Request request) {
        return switch (failure.kind()) {
            case NOT_SIGNED -> new AwsError(403, "AccessDenied", "Access Denied");
            case INCOMPLETE -> new AwsError(400, "AuthorizationHeaderMalformed", failure.getMessage());
            case BLANK_KEY -> malformed(request, "a non-empty Access Key (AKID) must be provided in the credential.");
            case UNKNOWN_KEY ->
                new AwsError(
                        403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
            case WRONG_TOKEN ->
                new AwsError(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
            case EXPIRED_TOKEN -> expiredToken();
            case SKEWED ->
                new AwsError(
                                403,
                                "RequestTimeTooSkewed",
                                "The difference between the request time and the current time is too large.")
                        .detail("RequestTime", request.header("X-Amz-Date").orElse(""))
                        .detail("ServerTime", clock.instant().toString())
                        .detail("MaxAllowedSkewMilliseconds", "900000");
            case WRONG_SCOPE -> malformed(request, failure.getMessage());
            case MISMATCH -> mismatch(failure);
        };
    }

    private static AwsError mismatch(AuthenticationFailure failure) {
        AwsError error = new AwsError(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and"
                        + " signing method.");
        failure.mismatch()
                .ifPresent(mismatch -> error.detail("AWSAccessKeyId", mismatch.keyId())
                        .detail("StringToSign", mismatch.stringToSign())
                        .detail("SignatureProvided", mismatch.signature())
                        .detail("CanonicalRequest", mismatch.canonicalRequest()));
        return error;
    }

    private static AwsError malformed(Request request, String what) {
        return request.query("X-Amz-Credential").isPresent()
                ? new AwsError(
                        400,
                        "AuthorizationQueryParametersError",
                        "Error parsing the X-Amz-Credential parameter; " + what)
                : new AwsError(400, "AuthorizationHeaderMalformed", "The authorization header is malformed; " + what);
    }

    static AwsError expiredToken() {
        return new AwsError(400, "ExpiredToken", "The provided token has expired.");
    }
}
