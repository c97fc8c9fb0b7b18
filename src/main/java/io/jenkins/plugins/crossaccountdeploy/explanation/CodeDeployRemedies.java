package io.jenkins.plugins.crossaccountdeploy.explanation;

import static java.util.Map.entry;

import java.util.Map;

/** What to do about the errors of CodeDeploy alone; see {@link Remedies}, which fills in the names. */
final class CodeDeployRemedies {

    /** Without the {@code Exception} that the codes end with. */
    static final Map<String, String> BY_CODE = Map.ofEntries(
            // What is deployed to
            entry("ApplicationNameRequired", "Name an application, in the step or in environment '{environment}'."),
            entry(
                    "InvalidApplicationName",
                    "Correct the application's name {application}: CodeDeploy takes 1 to 100 letters, digits and . _ + = ,"
                            + " @ -."),
            entry(
                    "ApplicationDoesNotExist",
                    "Create the application {application} in region {region} of account {account}, or correct its name."),
            entry(
                    "DeploymentGroupNameRequired",
                    "Name a deployment group, in the step or in environment '{environment}'."),
            entry(
                    "InvalidDeploymentGroupName",
                    "Correct the deployment group's name {group}: CodeDeploy takes 1 to 100 letters, digits and . _ + = ,"
                            + " @ -."),
            entry(
                    "DeploymentGroupDoesNotExist",
                    "Create the deployment group {group} of application {application} in region {region} of account"
                            + " {account}, or correct its name."),
            entry(
                    "InvalidDeploymentConfigName",
                    "Correct the deployment config {config}: its name is not valid, or it is of another compute platform"
                            + " than application {application}."),
            entry(
                    "DeploymentConfigDoesNotExist",
                    "Correct the deployment config {config}: account {account} has none of that name in region {region}."),

            // What is deployed
            entry("RevisionRequired", "No revision was named: " + Remedies.REPORT),
            entry(
                    "RevisionDoesNotExist",
                    "The revision is not registered with application {application}: was it deleted? Build it again."),
            entry(
                    "InvalidRevision",
                    "The revision is not of the kind that application {application} deploys: a zip for instances, an AppSpec"
                            + " file alone for Lambda and ECS."),
            entry("DescriptionTooLong", "Shorten the description of the step."),

            // How it is deployed
            entry("DeploymentLimitExceeded", "Wait for the other deployment to end, or say whenBusy: 'wait'."),
            entry(
                    "InvalidTargetInstances",
                    "Correct targetInstances: they name replacement instances, of blue/green deployments to instances only."),
            entry(
                    "InvalidAutoRollbackConfig",
                    "Leave out rollback: the automatic rollback of group {group} or of its platform does not go with it."),
            entry("InvalidFileExistsBehavior", "Leave out fileExistsBehavior: only deployments to instances have it."),
            entry(
                    "InvalidUpdateOutdatedInstancesOnlyValue",
                    "Leave out updateOutdatedInstancesOnly: only deployments to instances have it."),
            entry(
                    "InvalidIgnoreApplicationStopFailuresValue",
                    "Leave out ignoreApplicationStopFailures: only deployments to instances have it."),
            entry(
                    "InvalidRole",
                    "Give the deployment group {group} in account {account} a service role that codedeploy.amazonaws.com may"
                            + " assume, with the policy AWSCodeDeployRole or what fits the platform."),
            entry(
                    "InvalidLoadBalancerInfo",
                    "Correct the load balancer of the deployment group {group} in account {account}: it is missing, or not"
                            + " the service role's to use."),
            entry(
                    "InvalidAlarmConfig",
                    "Correct the alarms of the deployment group {group} in account {account}: one of them is invalid."),
            entry(
                    "AlarmsLimitExceeded",
                    "Remove alarms from the deployment group {group} in account {account}: it has more than CodeDeploy"
                            + " takes."),
            entry(
                    "InvalidAutoScalingGroup",
                    "Correct the Auto Scaling groups of the deployment group {group} in account {account}: one of them does"
                            + " not exist any more."),
            entry(
                    "InvalidTrafficRoutingConfiguration",
                    "Correct the traffic routing of the deployment config {config}: its percentages and intervals do not"
                            + " fit."),
            entry(
                    "InvalidGitHubAccountToken",
                    "Connect application {application} with GitHub anew in the CodeDeploy console of account {account}: its"
                            + " access to GitHub is not valid."),

            // A deployment that runs
            entry(
                    "DeploymentDoesNotExist",
                    "Account {account} has no such deployment in region {region}: correct deploymentId, or see whether the"
                            + " environment was changed while the run waited."),
            entry(
                    "DeploymentAlreadyCompleted",
                    "The deployment has ended meanwhile, and cannot be stopped or continued any more: see it in the AWS"
                            + " console."),
            entry(
                    "DeploymentIsNotInReadyState",
                    "The deployment cannot be continued yet, or was continued meanwhile: see it in the AWS console, and follow"
                            + " it (action: 'follow') if it does not wait any more."),
            entry("InvalidDeploymentWaitType", "CodeDeploy does not know this wait: " + Remedies.REPORT),
            entry(
                    "DeploymentNotStarted",
                    "The deployment has no targets yet: see in the AWS console what keeps it from starting."),
            entry(
                    "DeploymentTargetDoesNotExist",
                    "A target has left the deployment while it ran: see its list of targets in the AWS console."),
            entry(
                    "UnsupportedActionForDeploymentType",
                    "CodeDeploy cannot do this to a deployment of this kind: do it where the deployment was begun, for"
                            + " instance in CloudFormation."),
            entry("DeploymentIdRequired", "No deployment was named: " + Remedies.REPORT),
            entry("InvalidDeploymentId", "The name of the deployment is not CodeDeploy's: " + Remedies.REPORT),
            entry("DeploymentTargetIdRequired", "No target was named: " + Remedies.REPORT),
            entry("InvalidDeploymentTargetId", "The name of a target is not CodeDeploy's: " + Remedies.REPORT),
            entry("DeploymentTargetListSizeExceeded", "Too many targets were asked for at once: " + Remedies.REPORT),
            entry("BatchLimitExceeded", "Too many deployments were asked for at once: " + Remedies.REPORT),
            entry("InvalidNextToken", "The list changed while its pages were read: build again."),
            entry("InvalidTimeRange", "The time since the run began is not one: check the controller's clock."),
            entry("InvalidDeploymentStatus", "Deployments were looked for by an unknown status: " + Remedies.REPORT),
            entry("InvalidExternalId", "Deployments were looked for by an invalid external ID: " + Remedies.REPORT),
            entry("InvalidInput", "CodeDeploy could not read the list's filter: " + Remedies.REPORT),
            entry("InvalidInstanceStatus", "Targets were looked for by an unknown status: " + Remedies.REPORT),
            entry("InvalidInstanceType", "Targets were looked for by an unknown instance type: " + Remedies.REPORT),
            entry(
                    "InvalidDeploymentInstanceType",
                    "Targets were looked for as in a blue/green deployment: " + Remedies.REPORT),
            entry("InvalidTargetFilterName", "Targets were looked for by an unknown filter: " + Remedies.REPORT));

    private CodeDeployRemedies() {}
}
