package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;

/** Why a request could not be attributed to anybody; services differ in how they say so. */
public final class AuthenticationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        NOT_SIGNED,
        INCOMPLETE,
        UNKNOWN_KEY,
        WRONG_TOKEN,
        EXPIRED_TOKEN,
        SKEWED,
        WRONG_SCOPE,
        MISMATCH
    }

    private final Kind kind;

    AuthenticationFailure(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** As services with JSON protocols report it. */
    public AwsError inJsonServices() {
        return switch (kind) {
            case NOT_SIGNED -> new AwsError(400, "MissingAuthenticationTokenException", "Missing Authentication Token");
            case INCOMPLETE -> new AwsError(400, "IncompleteSignatureException", getMessage());
            case UNKNOWN_KEY, WRONG_TOKEN ->
                new AwsError(
                        400, "UnrecognizedClientException", "The security token included in the request is invalid.");
            case EXPIRED_TOKEN ->
                new AwsError(400, "ExpiredTokenException", "The security token included in the request is expired");
            case SKEWED, WRONG_SCOPE, MISMATCH -> new AwsError(400, "InvalidSignatureException", getMessage());
        };
    }

    /** As STS reports it. */
    public AwsError inQueryServices() {
        return switch (kind) {
            case NOT_SIGNED ->
                new AwsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
            case INCOMPLETE -> new AwsError(400, "IncompleteSignature", getMessage());
            case UNKNOWN_KEY, WRONG_TOKEN ->
                new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
            case EXPIRED_TOKEN ->
                new AwsError(403, "ExpiredToken", "The security token included in the request is expired");
            case SKEWED, WRONG_SCOPE, MISMATCH -> new AwsError(403, "SignatureDoesNotMatch", getMessage());
        };
    }
}
