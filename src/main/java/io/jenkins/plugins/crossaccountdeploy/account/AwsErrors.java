package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Of which kind a failure of a call to AWS is. What is no answer at all, or not AWS's, has no code and no message, and is of no
 * kind that only AWS can tell.
 */
public final class AwsErrors {

    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired");

    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "Forbidden");

    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "RequestTimeoutException",
            "InternalError",
            "InternalFailure",
            "ServiceUnavailable",
            "SlowDown",
            "ConditionalRequestConflict",
            "InvalidNextTokenException",
            // Nobody continues a deployment that GetDeployment has not just called Ready.
            "DeploymentIsNotInReadyStateException",
            "RequestTimeTooSkewed");

    /** What ECS says, under a code of other meanings, where two builds register a revision of one family at once. */
    private static final String CONCURRENT_REVISIONS = "Too many concurrent attempts";

    private static final int HTTP_REQUEST_TIMEOUT = 408;

    private AwsErrors() {}

    /** Whether the same call may well succeed a little later. */
    public static boolean passes(SdkException failure) {
        if (failure instanceof AwsServiceException refused) {
            return refused.statusCode() >= 500
                    || refused.statusCode() == HTTP_REQUEST_TIMEOUT
                    || refused.isThrottlingException()
                    || PASSING.contains(code(refused))
                    || message(refused).startsWith(CONCURRENT_REVISIONS);
        }
        return failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException
                || hasCause(failure, IOException.class);
    }

    /** Whether the request was certainly not carried out: AWS itself says so, not something that may have kept its answer. */
    public static boolean certainlyRefused(SdkException failure) {
        return failure instanceof AwsServiceException refused
                && refused.statusCode() < 500
                && !code(refused).isEmpty();
    }

    public static boolean isThrottled(SdkException failure) {
        return failure instanceof AwsServiceException refused && refused.isThrottlingException();
    }

    public static boolean isExpired(SdkException failure) {
        return EXPIRED.contains(code(failure));
    }

    public static boolean isDenied(SdkException failure) {
        return DENIED.contains(code(failure));
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        return failure != null && (type.isInstance(failure) || hasCause(failure.getCause(), type));
    }

    /** AWS's code of the error, such as {@code AccessDenied}; empty if AWS has given none. */
    public static String code(SdkException failure) {
        return details(failure).map(AwsErrorDetails::errorCode).orElse("");
    }

    /** AWS's words; empty if there are none. */
    public static String message(SdkException failure) {
        return details(failure).map(AwsErrorDetails::errorMessage).orElse("");
    }

    /** What was answered over HTTP, by AWS or by what is in between; empty if nothing was. */
    public static Optional<SdkHttpResponse> response(SdkException failure) {
        return details(failure).map(AwsErrorDetails::sdkHttpResponse);
    }

    private static Optional<AwsErrorDetails> details(SdkException failure) {
        return failure instanceof AwsServiceException refused
                ? Optional.ofNullable(refused.awsErrorDetails())
                : Optional.empty();
    }
}
