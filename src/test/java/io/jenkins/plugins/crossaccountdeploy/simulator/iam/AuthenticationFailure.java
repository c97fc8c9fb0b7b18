package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import java.util.Optional;

/** Why a request could not be attributed to anybody; services differ in how they say so. */
public final class AuthenticationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        NOT_SIGNED,
        INCOMPLETE,
        BLANK_KEY,
        UNKNOWN_KEY,
        WRONG_TOKEN,
        EXPIRED_TOKEN,
        SKEWED,
        WRONG_SCOPE,
        MISMATCH
    }

    /**
     * What the service has worked out from a request whose signature is another one. The canonical request contains all
     * that the request itself did, a session's token among it.
     */
    public record Mismatch(String keyId, String signature, String stringToSign, String canonicalRequest) {}

    private final Kind kind;
    private final transient Optional<Mismatch> mismatch;

    AuthenticationFailure(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.mismatch = Optional.empty();
    }

    AuthenticationFailure(Mismatch mismatch) {
        super(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                        + " Access Key and signing method. Consult the service documentation for details.\n\n"
                        + "The Canonical String for this request should have been\n'" + mismatch.canonicalRequest()
                        + "'\n\nThe String-to-Sign should have been\n'" + mismatch.stringToSign() + "'\n",
                null,
                false,
                false);
        this.kind = Kind.MISMATCH;
        this.mismatch = Optional.of(mismatch);
    }

    public Kind kind() {
        return kind;
    }

    public Optional<Mismatch> mismatch() {
        return mismatch;
    }

    /** As services with JSON protocols report it. */
    public AwsError inJsonServices() {
        return switch (kind) {
            case NOT_SIGNED -> new AwsError(400, "MissingAuthenticationTokenException", "Missing Authentication Token");
            case INCOMPLETE -> new AwsError(400, "IncompleteSignatureException", getMessage());
            case BLANK_KEY, UNKNOWN_KEY, WRONG_TOKEN ->
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
            case BLANK_KEY, UNKNOWN_KEY, WRONG_TOKEN ->
                new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
            case EXPIRED_TOKEN ->
                new AwsError(403, "ExpiredToken", "The security token included in the request is expired");
            case SKEWED, WRONG_SCOPE, MISMATCH -> new AwsError(403, "SignatureDoesNotMatch", getMessage());
        };
    }
}
