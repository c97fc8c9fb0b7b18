package io.jenkins.plugins.crossaccountdeploy.explanation;

import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;

/** Why deployments and their lifecycle events failed, by CodeDeploy's codes. */
public final class DeploymentErrors {

    /** Of a deployment that waits before it shifts traffic, and was stopped without a code. */
    public static final String NOT_CONTINUED =
            "Nobody let its traffic go over within the wait of its deployment group, or somebody stopped it, of which CloudTrail"
                    + " says who. Deploy again, and continue it in time.";

    private DeploymentErrors() {}

    /**
     * Why a deployment failed, whose that is, and what to do, by CodeDeploy's code for it (<a
     * href="https://docs.aws.amazon.com/codedeploy/latest/userguide/error-codes.html">Error codes for CodeDeploy</a>). All
     * of it is in the production account.
     */
    public static String cause(ErrorCode code) {
        return switch (code) {
            case AGENT_ISSUE ->
                "The CodeDeploy agent does not answer: see that it runs on the instances, that they reach CodeDeploy, and"
                        + " that their instance profile is attached.";
            case ALARM_ACTIVE ->
                "A CloudWatch alarm of the deployment group went off, which stops deployments: look at its metric. Where it"
                        + " must not stop the deployment that mends it, say ignoreAlarms: true.";
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
                        + " version only, that this is the AppSpec's CurrentVersion, and that its TargetVersion is another. A"
                        + " deployment that was stopped without a rollback leaves the alias with two versions, until somebody"
                        + " runs aws lambda update-alias --function-name FUNCTION --name ALIAS --routing-config"
                        + " '{\"AdditionalVersionWeights\":{}}'.";
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
    public static String advice(LifecycleErrorCode code, ComputePlatform platform) {
        return switch (code) {
            case SCRIPT_FAILED -> "Mend the script: its output says what is wrong.";
            case SCRIPT_MISSING -> "The script is not in the bundle: correct its path in the AppSpec.";
            case SCRIPT_NOT_EXECUTABLE -> "Make the script executable (chmod +x) before it is bundled.";
            case SCRIPT_TIMED_OUT -> "The script took longer than its timeout in the AppSpec: raise it, or be quicker.";
            case SUCCESS -> "No script failed, the agent itself did: " + logOf(platform);
            case UNKNOWN_ERROR -> "What went wrong is said above; more of it: " + logOf(platform);
            default -> "This version of the plugin does not know the cause: " + logOf(platform);
        };
    }

    /** What to do about a script that is none of this revision, and that this revision cannot mend. */
    public static String adviceOnEarlierScript() {
        return "It is the script of the revision that was deployed before, and this one cannot mend it: deploy again with"
                + " ignoreApplicationStopFailures: true.";
    }

    private static String logOf(ComputePlatform platform) {
        return switch (platform) {
            case LAMBDA, ECS -> "see the log of the hook's Lambda function in CloudWatch.";
            default ->
                "see the agent's log on the instance, /var/log/aws/codedeploy-agent/codedeploy-agent.log or"
                        + " C:\\ProgramData\\Amazon\\CodeDeploy\\log\\codedeploy-agent-log.txt.";
        };
    }
}
