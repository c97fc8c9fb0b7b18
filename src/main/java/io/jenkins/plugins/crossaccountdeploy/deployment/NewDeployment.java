package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec.LambdaFunction;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Existing;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.FromWorkspace;
import io.jenkins.plugins.crossaccountdeploy.request.ReplacementInstances;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.serverless.Functions;
import io.jenkins.plugins.crossaccountdeploy.template.YamlTemplate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackConfiguration;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackEvent;
import software.amazon.awssdk.services.codedeploy.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.EC2TagFilter;
import software.amazon.awssdk.services.codedeploy.model.EC2TagFilterType;
import software.amazon.awssdk.services.codedeploy.model.EC2TagSet;
import software.amazon.awssdk.services.codedeploy.model.TargetInstances;

/** What CodeDeploy is asked to create. */
record NewDeployment(Step step) {

    private static final int LONGEST_DESCRIPTION = 256;

    private static final List<String> ROLLBACK_EVENTS = List.of(
            AutoRollbackEvent.DEPLOYMENT_FAILURE.toString(), AutoRollbackEvent.DEPLOYMENT_STOP_ON_ALARM.toString());

    /** What there is to deploy as things are. */
    sealed interface Work {

        record Deploy(Revision revision) implements Work {}

        record Nothing() implements Work {}

        /** CodeDeploy fails any deployment to an alias of two versions. */
        record SplitAlias(LambdaFunction function, Functions.Alias alias) implements Work {

            Fault fault(DeploymentRequest request) {
                return new Fault("Nothing was deployed: " + function.words() + " points to " + alias.words()
                        + ", and no deployment of deployment group "
                        + request.target().deploymentGroup()
                        + " is under way that would end that. CodeDeploy deploys nothing to an alias of two versions, which a"
                        + " deployment leaves behind that was stopped without a rollback. In production account "
                        + request.environment().role().account() + ", "
                        + request.environment().region() + ", send all traffic to one: aws lambda update-alias"
                        + " --function-name " + function.name() + " --name " + function.alias()
                        + " --function-version " + alias.version()
                        + " --routing-config '{\"AdditionalVersionWeights\":{}}'. Then build again.");
            }
        }
    }

    /**
     * What is to be deployed as things are now. The alias of a Lambda function may have moved since its AppSpec was filled in,
     * and CodeDeploy fails a deployment whose AppSpec says that the alias points elsewhere.
     */
    Work asOfNow(Revision revision) throws Refusal, InterruptedException {
        if (!(revision instanceof AppSpecRevision appSpec) || !isFilledIn()) {
            return new Work.Deploy(revision);
        }
        Optional<LambdaFunction> function = LambdaFunction.of(appSpec.content()).filter(LambdaFunction::isWellFormed);
        Optional<Functions.Alias> alias = function.isPresent() ? alias(function.get()) : Optional.empty();
        if (alias.isEmpty()) {
            return new Work.Deploy(revision);
        }
        if (alias.get().isSplit()) {
            return new Work.SplitAlias(function.get(), alias.get());
        }
        String current = alias.get().version();
        String points = function.get().words() + " points to " + alias.get().words();
        if (current.equals(function.get().target())) {
            step.tell(step.lines().note("nothing to deploy: " + points + " already"));
            return new Work.Nothing();
        }
        AppSpecRevision now = function.get().current().equals(current)
                ? appSpec
                : new AppSpecRevision(new YamlTemplate(appSpec.content()).with(LambdaFunction.CURRENT, current));
        if (!now.equals(appSpec)) {
            step.tell(step.lines()
                    .note(points + " by now: CurrentVersion is " + current + " in what is deployed, not "
                            + function.get().current()));
        }
        return new Work.Deploy(now);
    }

    /** What the alias of a function points to; empty if the role may not look. */
    private Optional<Functions.Alias> alias(LambdaFunction function) throws Refusal, InterruptedException {
        if (!step.deployment().may("GetAlias")) {
            return Optional.empty();
        }
        Optional<Functions.Alias> alias = Step.ifAllowed(() -> step.ask(
                step.attempts().lookAtAlias(function.name()),
                () -> new Functions(step.accounts()).alias(function.name(), function.alias())));
        if (alias.isEmpty()) {
            step.giveUp(
                    "role " + step.request().environment().role().name()
                            + " lacks lambda:GetAlias: the deployment fails if " + function.words()
                            + " does not point to version " + function.current(),
                    "GetAlias");
        }
        return alias;
    }

    /** Whether a run has filled in where the alias points to: this one or an earlier one. A file of the workspace is deployed as it is. */
    private boolean isFilledIn() {
        DeploymentRequest.Content content = step.request().content();
        return content instanceof Existing
                || content instanceof FromWorkspace files && files.preparation().publishesVersion();
    }

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
        Optional<DeploymentGroupInfo> group = Step.ifAllowed(step::group);
        if (group.isEmpty()) {
            step.without("rollback: true replaces the group's own rollback events", "GetDeploymentGroup");
        }
        return group
                .map(DeploymentGroupInfo::autoRollbackConfiguration)
                .filter(configuration -> Boolean.TRUE.equals(configuration.enabled()))
                .map(AutoRollbackConfiguration::eventsAsStrings)
                .stream()
                .flatMap(List::stream);
    }

    /** Ends with the token, by which the deployment is found again. */
    String description() {
        DeploymentRequest request = step.request();
        String wanted = request.rules().description().isBlank()
                ? request.requester().buildName()
                : request.rules().description();
        String token = " [" + step.deployment().token() + "]";
        int room = LONGEST_DESCRIPTION - token.length();
        if (wanted.length() <= room) {
            return wanted + token;
        }
        boolean splitsCharacter = Character.isHighSurrogate(wanted.charAt(room - 1));
        return wanted.substring(0, splitsCharacter ? room - 1 : room) + token;
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
