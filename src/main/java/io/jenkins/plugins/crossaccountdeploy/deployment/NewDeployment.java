package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.ReplacementInstances;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackConfiguration;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackEvent;
import software.amazon.awssdk.services.codedeploy.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.codedeploy.model.EC2TagFilter;
import software.amazon.awssdk.services.codedeploy.model.EC2TagFilterType;
import software.amazon.awssdk.services.codedeploy.model.EC2TagSet;
import software.amazon.awssdk.services.codedeploy.model.TargetInstances;

/** What CodeDeploy is asked to create. */
record NewDeployment(Step step) {

    private static final int LONGEST_DESCRIPTION = 256;

    private static final List<String> ROLLBACK_EVENTS = List.of(
            AutoRollbackEvent.DEPLOYMENT_FAILURE.toString(), AutoRollbackEvent.DEPLOYMENT_STOP_ON_ALARM.toString());

    CreateDeploymentRequest of(Revision revision) throws Refusal, InterruptedException {
        DeploymentRequest request = step.request();
        DeploymentRequest.Rules rules = request.rules();
        CreateDeploymentRequest.Builder builder = CreateDeploymentRequest.builder()
                .applicationName(request.target().application())
                .deploymentGroupName(request.target().deploymentGroup())
                .revision(revision.location())
                .description(description())
                .overrideConfiguration(step.inProduction());
        if (!request.target().deploymentConfig().isEmpty()) {
            builder.deploymentConfigName(request.target().deploymentConfig());
        }
        if (!rules.fileExistsBehavior().isEmpty()) {
            builder.fileExistsBehavior(rules.fileExistsBehavior());
        }
        if (rules.ignoreApplicationStopFailures()) {
            builder.ignoreApplicationStopFailures(true);
        }
        if (rules.updateOutdatedInstancesOnly()) {
            builder.updateOutdatedInstancesOnly(true);
        }
        if (rules.rollback()) {
            // What a deployment says replaces what its group says: the group's own events must be named again.
            List<String> events = Stream.concat(groupEvents(), ROLLBACK_EVENTS.stream())
                    .distinct()
                    .toList();
            builder.autoRollbackConfiguration(rollback -> rollback.enabled(true).eventsWithStrings(events));
        }
        if (rules.ignoreAlarms()) {
            builder.overrideAlarmConfiguration(alarms -> alarms.enabled(false));
        }
        if (!rules.targetInstances().isEmpty()) {
            builder.targetInstances(targetInstances(ReplacementInstances.of(rules.targetInstances())));
        }
        return builder.build();
    }

    private Stream<String> groupEvents() throws Refusal, InterruptedException {
        if (!step.deployment().may("GetDeploymentGroup")) {
            return Stream.empty();
        }
        try {
            return Optional.ofNullable(step.group().autoRollbackConfiguration())
                    .filter(configuration -> Boolean.TRUE.equals(configuration.enabled()))
                    .map(AutoRollbackConfiguration::eventsAsStrings)
                    .stream()
                    .flatMap(List::stream);
        } catch (Refusal refusal) {
            if (!refusal.isDenied()) {
                throw refusal;
            }
            step.without("rollback: true replaces the group's own rollback events", "GetDeploymentGroup");
            return Stream.empty();
        }
    }

    /** Ends with the token, by which the deployment is found again. */
    String description() {
        DeploymentRequest request = step.request();
        String wanted = request.rules().description().isBlank()
                ? request.requester().job() + " #" + request.requester().build()
                : request.rules().description();
        String token = " [" + step.deployment().token() + "]";
        return wanted.substring(0, Math.min(wanted.length(), LONGEST_DESCRIPTION - token.length())) + token;
    }

    private static TargetInstances targetInstances(ReplacementInstances wanted) {
        List<List<EC2TagFilter>> groups = wanted.tagGroups().stream()
                .map(tags -> tags.stream().map(NewDeployment::tagFilter).toList())
                .toList();
        // CodeDeploy takes tags in one form or in the other.
        return TargetInstances.builder()
                .autoScalingGroups(wanted.autoScalingGroups())
                .tagFilters(groups.size() == 1 ? groups.get(0) : null)
                .ec2TagSet(
                        groups.size() > 1
                                ? EC2TagSet.builder().ec2TagSetList(groups).build()
                                : null)
                .build();
    }

    private static EC2TagFilter tagFilter(String text) {
        String[] tag = text.split("=", 2);
        return EC2TagFilter.builder()
                .key(tag[0])
                .value(tag[1])
                .type(EC2TagFilterType.KEY_AND_VALUE)
                .build();
    }
}
