package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.account.CredentialsException;
import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.SourceRoleException;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The one place that explains failures: what failed; whose account, which principal, which action and resource; what to
 * do.
 */
public final class Explanation {

    private static final Set<String> WRONG_REGION = Set.of(
            "PermanentRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "TemporaryRedirect");

    private final DeploymentRequest request;
    private final Attempt.Of attempts;

    public Explanation(DeploymentRequest request) {
        this.request = request;
        attempts = new Attempt.Of(request);
    }

    /**
     * What AWS says, in a few words: its code and its message, without the IDs that only AWS understands. Where something else
     * has answered, what that calls itself.
     */
    public static String words(SdkException failure) {
        Optional<ForeignAnswer> foreign = ForeignAnswer.of(failure);
        if (foreign.isPresent()) {
            return foreign.get().words();
        }
        if (failure instanceof AwsServiceException refused) {
            String message = AwsErrors.message(refused);
            return AwsErrors.code(refused) + (message.isBlank() ? "" : ": " + sentence(message));
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ": " + sentence(root.getMessage()));
    }

    /** What a failure of the machines here says, or what it is if it says nothing. */
    public static String reason(Throwable failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse("");
        return message.isBlank() ? failure.getClass().getSimpleName() : sentence(message);
    }

    static String sentence(String text) {
        return ConsoleText.line(text).strip().replaceAll("\\s+", " ").replaceAll("\\.+$", "");
    }

    /** A refusal of what the controller has asked for. */
    public Fault fault(SdkException failure, Attempt attempt, Optional<Principal> caller) {
        return fault(failure, attempt, caller, "controller");
    }

    private Fault fault(SdkException failure, Attempt attempt, Optional<Principal> caller, String machine) {
        if (failure instanceof CredentialsException) {
            return new Fault(attempt.failure() + ". " + sentence(failure.getMessage()) + ".");
        }
        String answer = AwsErrors.isDenied(failure)
                ? "not authorized (" + words(failure) + ")"
                : isWithoutCredentials(failure) ? "there are no credentials" : words(failure);
        return new Fault(attempt.failure() + ". " + where(attempt, caller) + ": " + answer + ". "
                + remedy(failure, attempt, caller, machine));
    }

    /** What to do about a refusal of what the controller has asked for: a sentence or two. */
    public String remedy(SdkException failure, Attempt attempt, Optional<Principal> caller) {
        return remedy(failure, attempt, caller, "controller");
    }

    private String remedy(SdkException failure, Attempt attempt, Optional<Principal> caller, String machine) {
        Optional<ForeignAnswer> foreign = ForeignAnswer.of(failure);
        if (foreign.isPresent()) {
            return foreign.get().remedy(machine);
        }
        if (failure instanceof SourceRoleException refused) {
            Optional<String> known = SourceRoleRemedies.of(refused, request.environment());
            if (known.isPresent()) {
                return known.get();
            }
        }
        if (AwsErrors.isDenied(failure)) {
            return Denial.of(words(failure), attempt, request).remedy(request, attempt.side(), caller);
        }
        if (failure instanceof AwsServiceException refused) {
            return remedy(refused, attempt);
        }
        return failure instanceof CredentialsException || isWithoutCredentials(failure)
                ? "Choose credentials in the environment, or give the controller's machine an IAM role."
                : "Check the controller's way to AWS: its proxy, its firewall and the environment's endpoints.";
    }

    /** What may not be done, where a run goes on without: {@code s3:ListBucket is not allowed on the bucket}. */
    public String denied(SdkException refused, Attempt attempt) {
        return Denial.of(words(refused), attempt, request).words();
    }

    /** What S3 answers to the agent, in a few words; or why it does not answer. */
    public static String words(SendException unsent) {
        return unsent.status() == 0 ? sentence(unsent.getMessage()) : words(answer(unsent));
    }

    /** A refusal by S3 that the agent heard, with the request that the controller signed. */
    public Fault fault(SendException unsent, Attempt attempt, Optional<Principal> caller) {
        if (unsent.status() == 0) {
            return new Fault(attempt.failure() + ". " + words(unsent)
                    + ". Check the agent's way to S3: its proxy and its firewall.");
        }
        return fault(answer(unsent), attempt, caller, "agent");
    }

    private static AwsServiceException answer(SendException unsent) {
        return AwsServiceException.builder()
                .statusCode(unsent.status())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(unsent.code())
                        .errorMessage(unsent.reason())
                        .sdkHttpResponse(SdkHttpResponse.builder()
                                .statusCode(unsent.status())
                                .putHeader("Server", unsent.server())
                                .putHeader("Via", unsent.via())
                                .build())
                        .build())
                .build();
    }

    private static boolean isWithoutCredentials(SdkException failure) {
        return failure.getMessage() != null && failure.getMessage().contains("Unable to load credentials");
    }

    /** Whose account, which principal, which action and resource. */
    private String where(Attempt attempt, Optional<Principal> caller) {
        String principal =
                switch (attempt.side()) {
                    case SOURCE ->
                        "Development account " + request.environment().sourceRoleAccount();
                    case DEVELOPMENT ->
                        caller.map(known -> "Development account " + known.account() + ", " + known.shortName())
                                .orElse("Development account");
                    case PRODUCTION ->
                        "Production account " + request.environment().role().account() + ", role "
                                + request.environment().role().name();
                };
        return principal + ", " + attempt.action() + " on " + attempt.resource();
    }

    private String remedy(AwsServiceException refused, Attempt attempt) {
        String code = AwsErrors.code(refused);
        if (WRONG_REGION.contains(code) || refused.statusCode() == 301) {
            String region = request.environment().region();
            return "The bucket is "
                    + bucketRegion(refused).map(found -> "in " + found).orElse("in another region")
                    + ", the environment in " + region
                    + ": CodeDeploy reads a bundle from a bucket of its own region. Name a bucket of " + region + ".";
        }
        String general =
                refused.statusCode() >= 500 ? "InternalFailure" : refused.isThrottlingException() ? "Throttling" : "";
        return ServerlessRemedies.of(code, attempt.action())
                .or(() -> Remedies.of(code, request, attempt))
                .or(() -> Remedies.of(general, request, attempt))
                .orElseGet(() -> "See the AWS documentation of " + attempt.action() + " for this error.");
    }

    private static Optional<String> bucketRegion(AwsServiceException refused) {
        Optional<String> header =
                AwsErrors.response(refused).flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
        if (header.isPresent()) {
            return header;
        }
        String message = Optional.ofNullable(refused.getMessage()).orElse("");
        Matcher expecting = Pattern.compile("expecting '([^']+)'").matcher(message);
        return expecting.find() && expecting.group(1).matches(Partition.REGION_FORM)
                ? Optional.of(expecting.group(1))
                : Optional.empty();
    }

    public Attempt.Of attempts() {
        return attempts;
    }
}
