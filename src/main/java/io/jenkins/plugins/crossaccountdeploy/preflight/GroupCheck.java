package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.Alarm;
import software.amazon.awssdk.services.codedeploy.model.AlarmConfiguration;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackConfiguration;
import software.amazon.awssdk.services.codedeploy.model.AutoScalingGroup;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.DeploymentConfigInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.EC2TagFilter;
import software.amazon.awssdk.services.codedeploy.model.LastDeploymentInfo;

/** What is deployed to: the application, the deployment group and how it is set up. */
final class GroupCheck {

    private static final String PREDEFINED = "CodeDeployDefault.";

    private static final Set<DeploymentStatus> OVER =
            Set.of(DeploymentStatus.SUCCEEDED, DeploymentStatus.FAILED, DeploymentStatus.STOPPED);

    private final Subject subject;
    private final DeploymentRequest.Target target;
    private final Findings findings;
    private final Question<DeploymentGroupInfo> group;
    private final Question<DeploymentConfigInfo> config;

    /**
     * Begins to ask.
     *
     * @param session the role session, if there is one
     */
    GroupCheck(Check check, Optional<Asker> session) {
        this.subject = check.subject();
        this.target = subject.request().target();
        this.findings = check.findings();
        Attempt describeGroup = attempt(
                "codedeploy:GetDeploymentGroup",
                "deploymentgroup",
                target.application() + "/" + target.deploymentGroup());
        Attempt describeConfig =
                attempt("codedeploy:GetDeploymentConfig", "deploymentconfig", target.deploymentConfig());
        if (session.isEmpty() || !subject.namesGroup()) {
            String why = subject.namesGroup()
                    ? "there is no session of the role"
                    : "jobs name the application and the group";
            group = Question.omitted(describeGroup, why);
            config = Question.omitted(describeConfig, why);
            return;
        }
        Asker role = session.get();
        CodeDeployClient codeDeploy = check.codeDeploy();
        RoundTrips trips = check.trips();
        group = trips.ask(
                describeGroup,
                role.name(),
                () -> codeDeploy
                        .getDeploymentGroup(request -> request.applicationName(target.application())
                                .deploymentGroupName(target.deploymentGroup())
                                .overrideConfiguration(role.override()))
                        .deploymentGroupInfo());
        config = asksForConfig(subject)
                ? trips.ask(
                        describeConfig,
                        role.name(),
                        () -> codeDeploy
                                .getDeploymentConfig(request -> request.deploymentConfigName(target.deploymentConfig())
                                        .overrideConfiguration(role.override()))
                                .deploymentConfigInfo())
                : Question.omitted(describeConfig, "it is one of AWS's own");
    }

    private Attempt attempt(String action, String type, String name) {
        return new Attempt("", Side.PRODUCTION, action, subject.request().arn(type, name));
    }

    /** Whether a call is needed for the deployment config: AWS's own are known to exist. */
    static boolean asksForConfig(Subject subject) {
        String name = subject.request().target().deploymentConfig();
        return subject.namesGroup() && !name.isEmpty() && !name.startsWith(PREDEFINED);
    }

    /**
     * Waits for the answers.
     *
     * @return the compute platform, if it is known
     */
    Optional<ComputePlatform> judge() throws InterruptedException {
        Answer<DeploymentGroupInfo> answer = group.answer();
        Optional<DeploymentGroupInfo> found = answer.isDenied()
                ? denied(answer)
                : findings.required(
                        answer.isRefusedWith("ApplicationDoesNotExistException") ? Topic.APPLICATION : Topic.GROUP,
                        group);
        if (found.isPresent()) {
            judge(found.get());
        }
        Optional<ComputePlatform> platform = found.map(DeploymentGroupInfo::computePlatform);
        judgeConfig(platform);
        return platform;
    }

    private Optional<DeploymentGroupInfo> denied(Answer<DeploymentGroupInfo> answer) {
        findings.unknown(
                Topic.GROUP,
                group,
                "cannot tell, needs " + group.attempt().action(),
                findings.remedy(group, answer)
                        + " If the role is for another application or group: correct the names here.");
        return Optional.empty();
    }

    private void judge(DeploymentGroupInfo info) {
        findings.ok(
                Topic.GROUP,
                group,
                info.applicationName() + " / " + info.deploymentGroupName() + " in account "
                        + subject.productionAccount());
        findings.add(
                Topic.PLATFORM,
                Status.OK,
                Optional.ofNullable(info.computePlatformAsString()).orElse("not told, as of groups from before 2017"),
                "");
        judgeServiceRole(Optional.ofNullable(info.serviceRoleArn()).orElse(""));
        judgeTargets(info);
        judgeRollback(info);
        judgeLast(Optional.ofNullable(info.lastAttemptedDeployment()));
    }

    private void judgeServiceRole(String arn) {
        if (arn.isEmpty()) {
            findings.add(
                    Topic.SERVICE_ROLE,
                    Status.FAILED,
                    "the deployment group has none",
                    "Give " + groupName() + " a service role that codedeploy.amazonaws.com may assume, with the policy"
                            + " AWSCodeDeployRole or what fits the platform.");
        } else if (!arn.contains(":iam::" + subject.productionAccount() + ":role/")) {
            findings.add(
                    Topic.SERVICE_ROLE,
                    Status.FAILED,
                    arn + " is no role of account " + subject.productionAccount(),
                    "Give " + groupName() + " a service role of its own account.");
        } else {
            findings.add(Topic.SERVICE_ROLE, Status.OK, arn, "");
        }
    }

    private void judgeTargets(DeploymentGroupInfo info) {
        List<String> named = subject.request().rules().targetInstances();
        String targets = String.join(", ", named.isEmpty() ? targets(info) : named);
        if (info.computePlatform() == ComputePlatform.LAMBDA) {
            findings.add(Topic.TARGETS, Status.OK, "the function that the AppSpec names", "");
        } else if (targets.isEmpty()) {
            findings.add(
                    Topic.TARGETS,
                    Status.FAILED,
                    "the deployment group names no tag, no Auto Scaling group and no service",
                    "Say in CodeDeploy what " + groupName() + " deploys to.");
        } else {
            findings.add(Topic.TARGETS, Status.OK, targets, "");
        }
    }

    private static List<String> targets(DeploymentGroupInfo info) {
        List<String> targets = new ArrayList<>();
        info.ec2TagFilters().forEach(filter -> targets.add("tag " + text(filter)));
        if (info.ec2TagSet() != null) {
            info.ec2TagSet().ec2TagSetList().stream()
                    .filter(filters -> !filters.isEmpty())
                    .forEach(filters -> targets.add("tags "
                            + String.join(
                                    " or ",
                                    filters.stream().map(GroupCheck::text).toList())));
        }
        info.onPremisesInstanceTagFilters()
                .forEach(filter -> targets.add("on-premises tag " + filter.key() + "=" + filter.value()));
        if (info.onPremisesTagSet() != null) {
            info.onPremisesTagSet().onPremisesTagSetList().stream()
                    .filter(filters -> !filters.isEmpty())
                    .forEach(filters -> targets.add("on-premises tags of " + filters.size() + " kinds"));
        }
        info.autoScalingGroups().stream()
                .map(AutoScalingGroup::name)
                .forEach(name -> targets.add("Auto Scaling group " + name));
        info.ecsServices().stream()
                .filter(service ->
                        service.serviceName() != null && !service.serviceName().isEmpty())
                .forEach(service -> targets.add("service " + service.clusterName() + "/" + service.serviceName()));
        return targets;
    }

    private static String text(EC2TagFilter filter) {
        return Optional.ofNullable(filter.key()).orElse("*") + "="
                + Optional.ofNullable(filter.value()).orElse("*");
    }

    private void judgeRollback(DeploymentGroupInfo info) {
        Optional<AlarmConfiguration> alarms = Optional.ofNullable(info.alarmConfiguration());
        List<String> names = alarms.map(AlarmConfiguration::alarms).orElse(List.of()).stream()
                .map(Alarm::name)
                .toList();
        boolean areWatched = alarms.map(AlarmConfiguration::enabled).orElse(false);
        if (!names.isEmpty() && !areWatched) {
            findings.add(
                    Topic.ALARMS,
                    Status.WARNING,
                    "switched off: " + String.join(", ", names),
                    "Switch the alarms of " + groupName() + " on in CodeDeploy, or remove them.");
        } else {
            boolean passesOver =
                    alarms.map(AlarmConfiguration::ignorePollAlarmFailure).orElse(false);
            findings.add(
                    Topic.ALARMS,
                    Status.OK,
                    names.isEmpty()
                            ? "none"
                            : String.join(", ", names)
                                    + (passesOver ? ", passed over while CloudWatch does not answer" : ""),
                    "");
        }
        Optional<AutoRollbackConfiguration> rollback = Optional.ofNullable(info.autoRollbackConfiguration());
        List<String> events =
                rollback.map(AutoRollbackConfiguration::eventsAsStrings).orElse(List.of());
        boolean rollsBack = rollback.map(AutoRollbackConfiguration::enabled).orElse(false);
        if (!rollsBack) {
            findings.add(
                    Topic.ROLLBACK,
                    events.isEmpty() ? Status.OK : Status.WARNING,
                    events.isEmpty() ? "only when a job asks for it" : "switched off: " + String.join(", ", events),
                    events.isEmpty()
                            ? ""
                            : "Switch the rollbacks of " + groupName() + " on in CodeDeploy, or remove them.");
        } else if (events.contains("DEPLOYMENT_STOP_ON_ALARM") && !(areWatched && !names.isEmpty())) {
            findings.add(
                    Topic.ROLLBACK,
                    Status.WARNING,
                    "on alarms, of which none is watched",
                    "Name an alarm in " + groupName() + ", and switch its alarms on.");
        } else {
            findings.add(Topic.ROLLBACK, Status.OK, "on " + String.join(", ", events), "");
        }
    }

    private void judgeLast(Optional<LastDeploymentInfo> last) {
        boolean isOver =
                last.map(LastDeploymentInfo::status).map(OVER::contains).orElse(true);
        if (isOver) {
            findings.add(Topic.IN_PROGRESS, Status.OK, "no deployment", "");
        } else {
            String id = last.orElseThrow().deploymentId();
            findings.add(
                    Topic.IN_PROGRESS,
                    Status.WARNING,
                    id + " is " + last.orElseThrow().statusAsString() + ", and another one has to wait for it",
                    "See " + subject.request().url(id) + " for what it waits for.");
        }
    }

    private void judgeConfig(Optional<ComputePlatform> platform) throws InterruptedException {
        String name = target.deploymentConfig();
        if (name.isEmpty()) {
            return;
        }
        Optional<ComputePlatform> its = name.startsWith(PREDEFINED)
                ? Optional.of(platformOfPredefined(name))
                : findings.required(Topic.CONFIG, config).map(DeploymentConfigInfo::computePlatform);
        if (its.isEmpty()) {
            return;
        }
        if (platform.isPresent() && !platform.equals(its)) {
            findings.add(
                    Topic.CONFIG,
                    Status.FAILED,
                    name + " is for " + its.get() + ", the deployment group deploys to " + platform.get(),
                    "Name a deployment config for " + platform.get() + ", or none for that of the group.");
        } else {
            findings.add(Topic.CONFIG, Status.OK, name, "");
        }
    }

    private static ComputePlatform platformOfPredefined(String name) {
        String rest = name.substring(PREDEFINED.length());
        return rest.startsWith("Lambda")
                ? ComputePlatform.LAMBDA
                : rest.startsWith("ECS") ? ComputePlatform.ECS : ComputePlatform.SERVER;
    }

    private String groupName() {
        return "the deployment group " + target.deploymentGroup();
    }
}
