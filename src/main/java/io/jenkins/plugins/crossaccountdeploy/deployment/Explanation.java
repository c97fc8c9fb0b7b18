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
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
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
            Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "Forbidden");

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
            "InvalidNextTokenException",
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
            String words = words(failure);
            return new Fault(attempt.failure() + ". " + where + ": not authorized (" + words + "). "
                    + Denial.of(words, attempt, order).remedy(order, attempt.side(), caller));
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

    private String remedy(AwsServiceException refused, Attempt attempt) {
        String code = code(refused);
        if (WRONG_REGION.contains(code) || refused.statusCode() == 301) {
            String region = order.environment().region();
            return "The bucket is "
                    + bucketRegion(refused).map(found -> "in " + found).orElse("in another region")
                    + ", the environment in " + region
                    + ": CodeDeploy reads a bundle from a bucket of its own region. Name a bucket of " + region + ".";
        }
        String general =
                refused.statusCode() >= 500 ? "InternalFailure" : refused.isThrottlingException() ? "Throttling" : "";
        return Remedies.of(code, order)
                .or(() -> Remedies.of(general, order))
                .orElseGet(() -> "See the AWS documentation of " + attempt.action() + " for this error.");
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

    /**
     * Why a deployment failed, whose that is, and what to do, by CodeDeploy's code for it (<a
     * href="https://docs.aws.amazon.com/codedeploy/latest/userguide/error-codes.html">Error codes for CodeDeploy</a>). All
     * of it is in the production account.
     */
    static String cause(ErrorCode code) {
        return switch (code) {
            case AGENT_ISSUE ->
                "The CodeDeploy agent does not answer: see that it runs on the instances, that they reach CodeDeploy, and"
                        + " that their instance profile is attached.";
            case ALARM_ACTIVE ->
                "A CloudWatch alarm of the deployment group went off, which stops deployments: look at its metric.";
            case APPLICATION_MISSING ->
                "The application was deleted after the deployment was created: create it again.";
            case AUTOSCALING_VALIDATION_ERROR ->
                "Auto Scaling refused what CodeDeploy asked of it: see the activity history of the Auto Scaling group, and"
                        + " its launch template.";
            case AUTO_SCALING_CONFIGURATION ->
                "An Auto Scaling group of the deployment group is missing or misses CodeDeploy's lifecycle hook: name the"
                        + " Auto Scaling groups of the deployment group again, which makes the hooks anew.";
            case AUTO_SCALING_IAM_ROLE_PERMISSIONS ->
                "CodeDeploy's service role may not use Auto Scaling: attach AWSCodeDeployRole to it, and for a launch"
                        + " template also ec2:RunInstances, ec2:CreateTags and iam:PassRole.";
            case CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND ->
                "Something of CodeDeploy's own that the deployment uses was deleted while it ran: see whether the deployment"
                        + " config and the deployment group are still there.";
            case CUSTOMER_APPLICATION_UNHEALTHY ->
                "The application is deployed and does not pass its health checks: look at its own logs.";
            case DEPLOYMENT_GROUP_MISSING ->
                "The deployment group was deleted after the deployment was created: create it again.";
            case ECS_UPDATE_ERROR ->
                "ECS refused the change of the service or could not start its tasks: see the events of the ECS service, and"
                        + " the task definition that the AppSpec names.";
            case ELASTIC_LOAD_BALANCING_INVALID ->
                "The load balancer or target group of the deployment group does not exist or cannot be used: correct it in"
                        + " the deployment group.";
            case ELB_INVALID_INSTANCE ->
                "An instance cannot be registered with the load balancer: see that it runs, and in a subnet and zone that the"
                        + " load balancer serves.";
            case HEALTH_CONSTRAINTS ->
                "More targets failed than the deployment config allows: look at the first that failed.";
            case HEALTH_CONSTRAINTS_INVALID ->
                "The deployment config asks for more healthy instances than the deployment group has left: add instances,"
                        + " mend those that are unhealthy, or choose another deploymentConfig.";
            case HOOK_EXECUTION_FAILURE ->
                "A Lambda function that the AppSpec names as a hook failed, or did not report its result in time: see the"
                        + " function's log in CloudWatch.";
            case IAM_ROLE_MISSING ->
                "CodeDeploy's service role of the deployment group does not exist any more: choose another.";
            case IAM_ROLE_PERMISSIONS ->
                "CodeDeploy's service role lacks permissions: attach AWSCodeDeployRole, AWSCodeDeployRoleForECS or"
                        + " AWSCodeDeployRoleForLambda, and let codedeploy.amazonaws.com assume it.";
            case INTERNAL_ERROR ->
                "CodeDeploy had an error of its own: deploy again, and see the AWS Health Dashboard.";
            case INVALID_ECS_SERVICE ->
                "The ECS service of the deployment group is not one that CodeDeploy deploys to: it must be active, and its"
                        + " deployment controller CODE_DEPLOY.";
            case INVALID_LAMBDA_CONFIGURATION ->
                "The Lambda function cannot be shifted as it is: see that the alias of the AppSpec exists and routes to one"
                        + " version only.";
            case INVALID_LAMBDA_FUNCTION ->
                "The AppSpec names a Lambda function or version that does not exist: correct its Name, CurrentVersion and"
                        + " TargetVersion.";
            case INVALID_REVISION ->
                "CodeDeploy cannot read the revision: see that its AppSpec is one for the application's compute platform.";
            case MANUAL_STOP ->
                "Somebody stopped the deployment, in the AWS console or with StopDeployment: CloudTrail says who. Deploy"
                        + " again when that is settled.";
            case MISSING_BLUE_GREEN_DEPLOYMENT_CONFIGURATION ->
                "The deployment group is a blue/green one without blue/green settings: complete it.";
            case MISSING_ELB_INFORMATION ->
                "The deployment group shifts traffic and names no load balancer or target group: name one.";
            case MISSING_GITHUB_TOKEN ->
                "The revision lies in GitHub, to which the application has no access: connect it in the CodeDeploy console.";
            case NO_EC2_SUBSCRIPTION -> "The production account is not signed up for Amazon EC2: activate it.";
            case NO_INSTANCES ->
                "No running instance has the tags or the Auto Scaling group of the deployment group: compare them.";
            case OVER_MAX_INSTANCES ->
                "The deployment group has more instances than CodeDeploy deploys to at once: split it, or have the quota"
                        + " raised.";
            case RESOURCE_LIMIT_EXCEEDED ->
                "A quota of the production account is used up, mostly of EC2 or Auto Scaling: have it raised.";
            case REVISION_MISSING ->
                "The bundle is not where the deployment looks for it: was it deleted from the bucket? Build it again.";
            case THROTTLED ->
                "The production account made more requests than some AWS service allows: deploy again later.";
            case TIMEOUT ->
                "CodeDeploy waited in vain, for a target that did not end or for somebody to continue the deployment: look at"
                        + " the first target that did not end.";
            case CLOUDFORMATION_STACK_FAILURE ->
                "The CloudFormation stack that runs the deployment failed: see the stack's events.";
            // A newer SDK than this was compiled with may know more.
            default -> "See the deployment in the AWS console.";
        };
    }

    /** What to do about a lifecycle event that failed, by CodeDeploy's code for it. */
    static String advice(LifecycleErrorCode code, ComputePlatform platform) {
        return switch (code) {
            case SCRIPT_FAILED -> "Mend the script; its output is above.";
            case SCRIPT_MISSING -> "The script is not in the bundle: correct its path in the AppSpec.";
            case SCRIPT_NOT_EXECUTABLE -> "Make the script executable (chmod +x) before it is bundled.";
            case SCRIPT_TIMED_OUT -> "The script took longer than its timeout in the AppSpec: raise it, or be quicker.";
            case SUCCESS -> "No script failed, the agent itself did: " + logOf(platform);
            case UNKNOWN_ERROR -> "What went wrong is said above; more of it: " + logOf(platform);
            default -> "This version of the plugin does not know the cause: " + logOf(platform);
        };
    }

    private static String logOf(ComputePlatform platform) {
        return switch (platform) {
            case LAMBDA, ECS -> "see the log of the hook's Lambda function in CloudWatch.";
            default ->
                "see the agent's log on the instance, /var/log/aws/codedeploy-agent/codedeploy-agent.log or"
                        + " C:\\ProgramData\\Amazon\\CodeDeploy\\log\\codedeploy-agent-log.txt.";
        };
    }

    Attempt.Of attempts() {
        return attempts;
    }
}
