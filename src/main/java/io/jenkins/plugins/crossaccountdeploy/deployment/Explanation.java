package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;

/**
 * The one place that explains failures: what failed; whose account, which principal, which action and resource; what to
 * do.
 */
final class Explanation {

    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired");

    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AllAccessDisabled", "Forbidden");

    private static final Set<String> UNKNOWN_KEY = Set.of(
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "UnrecognizedClientException",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "InvalidToken");

    private static final Set<String> WRONG_REGION = Set.of(
            "PermanentRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "TemporaryRedirect");

    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "RequestTimeoutException",
            "InternalError",
            "InternalFailure",
            "ServiceUnavailable",
            "SlowDown",
            "RequestTimeTooSkewed");

    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");

    private final Order order;
    private final Attempt.Of attempts;

    Explanation(Order order) {
        this.order = order;
        attempts = new Attempt.Of(order);
    }

    /** Whether the same call may well succeed a little later. */
    static boolean passes(SdkException failure) {
        if (failure instanceof AwsServiceException refused) {
            return refused.statusCode() >= 500 || refused.isThrottlingException() || PASSING.contains(code(refused));
        }
        return failure instanceof ApiCallTimeoutException
                || failure instanceof ApiCallAttemptTimeoutException
                || hasCause(failure, IOException.class);
    }

    /** Whether the request was certainly not carried out. */
    static boolean certainlyRefused(SdkException failure) {
        return failure instanceof AwsServiceException refused && refused.statusCode() < 500;
    }

    static boolean isThrottled(SdkException failure) {
        return failure instanceof AwsServiceException refused && refused.isThrottlingException();
    }

    static boolean isExpired(SdkException failure) {
        return failure instanceof AwsServiceException refused && EXPIRED.contains(code(refused));
    }

    static boolean isDenied(SdkException failure) {
        return failure instanceof AwsServiceException refused
                && (DENIED.contains(code(refused))
                        || refused.statusCode() == 403 && code(refused).isEmpty());
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        return failure != null && (type.isInstance(failure) || hasCause(failure.getCause(), type));
    }

    private static String code(AwsServiceException refused) {
        return refused.awsErrorDetails() == null
                ? ""
                : Optional.ofNullable(refused.awsErrorDetails().errorCode()).orElse("");
    }

    /** What AWS says, in a few words: its code and its message, without the IDs that only AWS understands. */
    static String words(SdkException failure) {
        if (failure instanceof AwsServiceException refused && !code(refused).isEmpty()) {
            String message = Optional.ofNullable(refused.awsErrorDetails().errorMessage())
                    .orElse("");
            return code(refused) + (message.isBlank() ? "" : ": " + sentence(message));
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ": " + sentence(root.getMessage()));
    }

    private static String sentence(String text) {
        return text.strip().replaceAll("\\s+", " ").replaceAll("\\.+$", "");
    }

    /** A refusal by AWS. */
    Fault fault(SdkException failure, Attempt attempt, Optional<Principal> caller) {
        String where = where(attempt, caller);
        if (isDenied(failure)) {
            return new Fault(attempt.failure() + ". " + where + ": not authorized (" + words(failure) + "). "
                    + remedyOfDenial(failure, attempt));
        }
        if (failure instanceof AwsServiceException refused) {
            return new Fault(
                    attempt.failure() + ". " + where + ": " + words(failure) + ". " + remedy(refused, attempt));
        }
        if (isWithoutCredentials(failure)) {
            return new Fault(attempt.failure() + ". " + where + ": there are no credentials. Choose credentials in the"
                    + " environment, or give the controller's machine an IAM role.");
        }
        return new Fault(attempt.failure() + ". " + where + ": " + words(failure)
                + ". Check the controller's way to AWS: its proxy, its firewall and the environment's endpoints.");
    }

    /** A refusal by S3 that the agent heard, with the request that the controller signed. */
    Fault fault(SendException unsent, Attempt attempt, Optional<Principal> caller) {
        if (unsent.status() == 0) {
            return new Fault(attempt.failure() + ". " + sentence(unsent.getMessage())
                    + ". Check the agent's way to S3: its proxy and its firewall.");
        }
        AwsServiceException refused = AwsServiceException.builder()
                .statusCode(unsent.status())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(unsent.code())
                        .errorMessage(unsent.reason())
                        .build())
                .build();
        return fault(refused, attempt, caller);
    }

    private static boolean isWithoutCredentials(SdkException failure) {
        return failure.getMessage() != null && failure.getMessage().contains("Unable to load credentials");
    }

    /** Whose account, which principal, which action and resource. */
    private String where(Attempt attempt, Optional<Principal> caller) {
        String principal =
                switch (attempt.side()) {
                    case DEVELOPMENT ->
                        caller.map(known -> "Development account " + known.account() + ", " + known.shortName())
                                .orElse("Development account");
                    case PRODUCTION ->
                        "Production account " + order.environment().role().account() + ", role "
                                + order.environment().role().name();
                };
        return principal + ", " + attempt.action() + " on " + attempt.resource();
    }

    private String remedyOfDenial(SdkException failure, Attempt attempt) {
        String statement = attempt.statement().json();
        if (attempt.action().equals("sts:AssumeRole")) {
            return "The role's trust policy must name this principal or its account, and ask for "
                    + (order.environment().role().externalId().isEmpty()
                            ? "no sts:ExternalId, since the environment has none"
                            : "the sts:ExternalId that environment '"
                                    + order.environment().name() + "' has")
                    + "; the principal's own policy must have the statement " + statement + ".";
        }
        String words = words(failure);
        if (words.contains("kms:")) {
            return "Allow kms:GenerateDataKey and kms:Decrypt on the key to this principal, in its own policy and in the"
                    + " key's.";
        }
        if (words.contains("session policy")) {
            return "The run's own session policy does not allow it: please report this as a bug.";
        }
        if (words.contains("explicit deny")) {
            return "A policy denies it, which no other policy can outweigh: see which condition of its Deny statements the"
                    + " request does not meet."
                    + (attempt.action().equals("s3:PutObject")
                                    && order.store().kmsKeyArn().isEmpty()
                            ? " A bucket that takes only encrypted objects asks for the environment's kmsKeyArn."
                            : "");
        }
        return switch (attempt.side()) {
            case DEVELOPMENT ->
                "Add to the policy of this principal: " + statement
                        + ". If it has it, see whether the bucket belongs to this account, and what its policy denies.";
            case PRODUCTION -> "Add to the policy of the role: " + statement + ".";
        };
    }

    private String remedy(AwsServiceException refused, Attempt attempt) {
        String code = code(refused);
        String application = "'" + order.target().application() + "'";
        String group = "'" + order.target().deploymentGroup() + "'";
        String region = order.environment().region();
        String account = order.environment().role().account();
        if (UNKNOWN_KEY.contains(code)) {
            return "Check the access key of the development credentials: deleted, deactivated, or mistyped.";
        }
        if (EXPIRED.contains(code)) {
            return "Renew the development credentials: they are temporary, and over.";
        }
        if (WRONG_REGION.contains(code) || refused.statusCode() == 301) {
            return "The bucket is "
                    + bucketRegion(refused).map(found -> "in " + found).orElse("in another region")
                    + ", the environment in " + region
                    + ": CodeDeploy reads a bundle from a bucket of its own region. Name a bucket of " + region + ".";
        }
        return switch (code) {
            case "NoSuchBucket" ->
                "Create the bucket in region " + region + ", or correct its name in the environment.";
            case "InvalidBucketName" -> "Correct the bucket's name in the environment.";
            case "KMS.NotFoundException", "KMS.DisabledException", "KMS.KMSInvalidStateException" ->
                "Check the KMS key of the environment: its ARN, its region " + region + ", and that it is enabled.";
            case "MalformedPolicyDocument", "PackedPolicyTooLarge", "PackedPolicyTooLargeException" ->
                "The session policy is not accepted: shorten the names of bucket, prefix, application and group, or"
                        + " leave out the session tags.";
            case "RegionDisabledException" -> "Activate STS in region " + region + " of the development account.";
            case "ValidationError" -> "Correct the role of the environment: what STS complains of is said above.";
            case "ApplicationDoesNotExistException" ->
                "Create the application " + application + " in region " + region + " of account " + account
                        + ", or correct its name.";
            case "DeploymentGroupDoesNotExistException" ->
                "Create the deployment group " + group + " of application " + application + " in region " + region
                        + " of account " + account + ", or correct its name.";
            case "DeploymentConfigDoesNotExistException" ->
                "Correct the deployment config '" + order.target().deploymentConfig() + "': account " + account
                        + " has none of that name in region " + region + ".";
            case "RevisionDoesNotExistException", "InvalidRevisionException" ->
                "Check that the revision exists, and that it is of the kind that the application deploys.";
            case "DeploymentLimitExceededException" -> "Wait for the other deployment to end, or say whenBusy: 'wait'.";
            case "InvalidTargetInstancesException", "UnsupportedActionForDeploymentTypeException" ->
                "Give targetInstances to blue/green deployments of instances only.";
            case "InvalidAutoRollbackConfigException",
                    "InvalidFileExistsBehaviorException",
                    "InvalidUpdateOutdatedInstancesOnlyValueException",
                    "InvalidIgnoreApplicationStopFailuresValueException" ->
                "Leave out the option that the application's compute platform does not have.";
            case "DescriptionTooLongException" -> "Shorten the description.";
            case "InvalidRoleException",
                    "InvalidLoadBalancerInfoException",
                    "InvalidAlarmConfigException",
                    "AlarmsLimitExceededException",
                    "InvalidAutoScalingGroupException",
                    "InvalidTrafficRoutingConfigurationException" ->
                "Mend the deployment group " + group + " in account " + account + ".";
            case "ThrottlingException" -> "Try again: AWS has had more requests of the account than it allows.";
            default -> "See the AWS documentation of " + attempt.action() + " for this error.";
        };
    }

    private static Optional<String> bucketRegion(AwsServiceException refused) {
        Optional<String> header = Optional.ofNullable(refused.awsErrorDetails())
                .map(details -> details.sdkHttpResponse())
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
        if (header.isPresent()) {
            return header;
        }
        String message = Optional.ofNullable(refused.getMessage()).orElse("");
        Matcher expecting = Pattern.compile("expecting '([^']+)'").matcher(message);
        return expecting.find() && REGION.matcher(expecting.group(1)).matches()
                ? Optional.of(expecting.group(1))
                : Optional.empty();
    }

    /** Why a deployment failed, by CodeDeploy's code for it. */
    static String cause(ErrorCode code) {
        return switch (code) {
            case AGENT_ISSUE ->
                "The CodeDeploy agent does not answer: see that it runs on the instances, and that they reach CodeDeploy.";
            case ALARM_ACTIVE -> "An alarm of the deployment group went off: look at its metric.";
            case APPLICATION_MISSING -> "The application was deleted while the deployment ran.";
            case AUTOSCALING_VALIDATION_ERROR, AUTO_SCALING_CONFIGURATION ->
                "Mend the Auto Scaling group: its launch template, its lifecycle hooks, and that it exists.";
            case AUTO_SCALING_IAM_ROLE_PERMISSIONS ->
                "Give CodeDeploy's service role the Auto Scaling permissions of AWSCodeDeployRole.";
            case CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND ->
                "A resource of the deployment was deleted while it ran: application, group or config.";
            case CUSTOMER_APPLICATION_UNHEALTHY -> "The application is unhealthy: look at its own logs.";
            case DEPLOYMENT_GROUP_MISSING -> "The deployment group was deleted while the deployment ran.";
            case ECS_UPDATE_ERROR, INVALID_ECS_SERVICE ->
                "Check the ECS service: its deployment controller must be CODE_DEPLOY, and its task definition valid.";
            case ELASTIC_LOAD_BALANCING_INVALID, ELB_INVALID_INSTANCE, MISSING_ELB_INFORMATION ->
                "Check the load balancer of the deployment group: that it exists and that it knows the instances.";
            case HEALTH_CONSTRAINTS ->
                "More targets failed than the deployment config allows: look at the first that failed.";
            case HEALTH_CONSTRAINTS_INVALID ->
                "The deployment config asks for more healthy instances than the group has: add some, or choose another.";
            case HOOK_EXECUTION_FAILURE -> "A Lambda function that the AppSpec names as a hook failed: see its log.";
            case IAM_ROLE_MISSING -> "CodeDeploy's service role of the deployment group is missing: choose another.";
            case IAM_ROLE_PERMISSIONS ->
                "CodeDeploy's service role lacks permissions: attach AWSCodeDeployRole, or what fits the platform.";
            case INTERNAL_ERROR -> "CodeDeploy had an error of its own: deploy again.";
            case INVALID_LAMBDA_CONFIGURATION, INVALID_LAMBDA_FUNCTION ->
                "Check the Lambda function of the AppSpec: its name, alias and both versions.";
            case INVALID_REVISION -> "The revision cannot be read: is its AppSpec right for the platform?";
            case MANUAL_STOP -> "Somebody stopped the deployment.";
            case MISSING_BLUE_GREEN_DEPLOYMENT_CONFIGURATION ->
                "The deployment group has no blue/green settings: add them.";
            case MISSING_GITHUB_TOKEN -> "The deployment group expects a revision from GitHub, without access to it.";
            case NO_EC2_SUBSCRIPTION -> "The production account is not signed up for Amazon EC2.";
            case NO_INSTANCES ->
                "No instance has the tags of the deployment group, or none has the CodeDeploy agent running.";
            case OVER_MAX_INSTANCES -> "The deployment group has more instances than CodeDeploy allows.";
            case RESOURCE_LIMIT_EXCEEDED -> "A quota of the production account is used up: ask AWS for more.";
            case REVISION_MISSING ->
                "The bundle is not where the deployment looks for it: was it deleted from the bucket?";
            case THROTTLED -> "The production account made more requests than AWS allows: deploy again later.";
            case TIMEOUT -> "A step took longer than CodeDeploy waits: look at the first target that did not end.";
            case CLOUDFORMATION_STACK_FAILURE -> "The CloudFormation stack failed: see its events.";
            case UNKNOWN_TO_SDK_VERSION -> "See the deployment in the AWS console.";
        };
    }

    /** What to do about a lifecycle event that failed, by CodeDeploy's code for it. */
    static String advice(LifecycleErrorCode code) {
        return switch (code) {
            case SCRIPT_FAILED -> "Mend the script; its output is above.";
            case SCRIPT_MISSING -> "The script is not in the bundle: correct its path in the AppSpec.";
            case SCRIPT_NOT_EXECUTABLE -> "Make the script executable (chmod +x) before it is bundled.";
            case SCRIPT_TIMED_OUT -> "The script took longer than its timeout in the AppSpec: raise it, or be quicker.";
            case SUCCESS, UNKNOWN_ERROR, UNKNOWN_TO_SDK_VERSION ->
                "See the agent's log on the instance: /var/log/aws/codedeploy-agent/codedeploy-agent.log.";
        };
    }

    Attempt.Of attempts() {
        return attempts;
    }
}
