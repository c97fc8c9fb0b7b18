package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig.TrafficRouting;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.Event;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.EventStatus;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.TargetStatus;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Describes what there is, in the shapes of the service model. */
final class Descriptions {

    private final Map<String, DeploymentConfig> configs;

    Descriptions(Map<String, DeploymentConfig> configs) {
        this.configs = configs;
    }

    static Json application(Application application) {
        return Json.object()
                .put("applicationId", Ids.uuid(application.arn()))
                .put("applicationName", application.name())
                .put("createTime", application.created())
                .put("linkedToGitHub", false)
                .put("computePlatform", application.platform());
    }

    Json group(DeploymentGroup group, long now) {
        Json info = Json.object()
                .put("applicationName", group.application().name())
                .put("deploymentGroupId", Ids.uuid(group.arn()))
                .put("deploymentGroupName", group.name())
                .put("deploymentConfigName", group.config())
                .put(
                        "serviceRoleArn",
                        group.serviceRole()
                                .map(role -> role.arn())
                                .orElse("arn:aws:iam::" + group.application().accountId()
                                        + ":role/CodeDeployServiceRole"))
                .put("computePlatform", group.application().platform())
                .put("deploymentStyle", style(group))
                .put("triggerConfigurations", List.of())
                .put("autoScalingGroups", List.of())
                .put("autoRollbackConfiguration", group.rollback().describe());
        if (group.application().platform().equals("Server")) {
            info.put(
                    "ec2TagFilters",
                    group.instances().isEmpty()
                            ? List.of()
                            : List.of(Json.object()
                                    .put("Key", "Name")
                                    .put("Value", group.application().name())
                                    .put("Type", "KEY_AND_VALUE")));
            info.put("outdatedInstancesStrategy", "UPDATE");
        }
        if (group.kind() == Kind.ECS) {
            String[] names = group.service().split(":", 2);
            info.put(
                    "ecsServices",
                    List.of(Json.object().put("clusterName", names[0]).put("serviceName", names[names.length - 1])));
        }
        if (isBlueGreen(group)) {
            info.put("blueGreenDeploymentConfiguration", blueGreen(group));
        }
        group.lastSuccessful().ifPresent(last -> {
            info.put("targetRevision", last.revision().json());
            info.put("lastSuccessfulDeployment", summary(last, now));
        });
        group.lastAttempted().ifPresent(last -> info.put("lastAttemptedDeployment", summary(last, now)));
        return info;
    }

    private static Json summary(Deployment deployment, long now) {
        Timeline timeline = deployment.timeline();
        Json summary = Json.object()
                .put("deploymentId", deployment.id())
                .put("status", timeline.status(now))
                .put("createTime", Instant.ofEpochMilli(timeline.created()));
        return timeline.isOver(now) ? summary.put("endTime", Instant.ofEpochMilli(timeline.completed())) : summary;
    }

    private static boolean isBlueGreen(DeploymentGroup group) {
        return group.kind() == Kind.BLUE_GREEN || group.kind() == Kind.ECS || group.kind() == Kind.LAMBDA;
    }

    private static Json style(DeploymentGroup group) {
        return Json.object()
                .put("deploymentType", isBlueGreen(group) ? "BLUE_GREEN" : "IN_PLACE")
                .put(
                        "deploymentOption",
                        group.kind() == Kind.IN_PLACE ? "WITHOUT_TRAFFIC_CONTROL" : "WITH_TRAFFIC_CONTROL");
    }

    private static Json blueGreen(DeploymentGroup group) {
        Json config = Json.object()
                .put(
                        "terminateBlueInstancesOnDeploymentSuccess",
                        Json.object()
                                .put("action", "TERMINATE")
                                .put(
                                        "terminationWaitTimeInMinutes",
                                        group.terminationWait().toMinutes()))
                .put(
                        "deploymentReadyOption",
                        Json.object()
                                .put(
                                        "actionOnTimeout",
                                        group.continuesByItself() ? "CONTINUE_DEPLOYMENT" : "STOP_DEPLOYMENT")
                                .put("waitTimeInMinutes", group.readyWait().toMinutes()));
        return group.kind() == Kind.BLUE_GREEN
                ? config.put("greenFleetProvisioningOption", Json.object().put("action", "COPY_AUTO_SCALING_GROUP"))
                : config;
    }

    Json deployment(Deployment deployment, long now) {
        Timeline timeline = deployment.timeline();
        DeploymentGroup group = deployment.group();
        Json options = deployment.origin().options();
        Json info = Json.object()
                .put("applicationName", group.application().name())
                .put("deploymentGroupName", group.name())
                .put("deploymentConfigName", deployment.config())
                .put("deploymentId", deployment.id())
                .put("revision", deployment.revision().json())
                .put("status", timeline.status(now))
                .put("createTime", Instant.ofEpochMilli(timeline.created()))
                .put("description", options.get("description"))
                .put("creator", deployment.creator())
                .put(
                        "ignoreApplicationStopFailures",
                        options.bool("ignoreApplicationStopFailures").orElse(false))
                .put(
                        "updateOutdatedInstancesOnly",
                        options.bool("updateOutdatedInstancesOnly").orElse(false))
                .put("fileExistsBehavior", options.string("fileExistsBehavior").orElse("DISALLOW"))
                .put("deploymentStyle", style(group))
                .put("instanceTerminationWaitTimeStarted", timeline.terminationWaitStarted(now))
                .put("autoRollbackConfiguration", deployment.origin().rollback().describe())
                .put("computePlatform", group.application().platform())
                .put("deploymentStatusMessages", deployment.plan().messages());
        if (!deployment.updates().isEmpty()) {
            info.put(
                    "relatedDeployments",
                    Json.object()
                            .put(
                                    "autoUpdateOutdatedInstancesDeploymentIds",
                                    deployment.updates().stream()
                                            .map(Deployment::id)
                                            .toList()));
        }
        deployment.origin().previousRevision().ifPresent(revision -> info.put("previousRevision", revision.json()));
        if (isBlueGreen(group)) {
            info.put("blueGreenDeploymentConfiguration", blueGreen(group));
        }
        // the overview is there from the beginning, although the targets cannot be asked for yet
        info.put("deploymentOverview", overview(timeline, now));
        if (timeline.hasStarted(now)) {
            info.put("startTime", Instant.ofEpochMilli(timeline.started()));
        }
        if (timeline.isOver(now)) {
            info.put("completeTime", Instant.ofEpochMilli(timeline.completed()));
        }
        timeline.error(now)
                .ifPresent(error -> info.put(
                        "errorInformation",
                        Json.object().put("code", error.code()).put("message", error.message())));
        rollbackInfo(deployment).ifPresent(rollback -> info.put("rollbackInfo", rollback));
        return info;
    }

    private static Optional<Json> rollbackInfo(Deployment deployment) {
        Optional<Deployment> failed = deployment.origin().rollsBack();
        if (failed.isPresent()) {
            return Optional.of(Json.object()
                    .put("rollbackTriggeringDeploymentId", failed.get().id())
                    .put("rollbackMessage", failed.get().rollbackMessage()));
        }
        if (deployment.rollbackMessage().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Json.object()
                .put(
                        "rollbackDeploymentId",
                        deployment.rollback().map(Deployment::id).orElse(null))
                .put("rollbackMessage", deployment.rollbackMessage()));
    }

    private static Json overview(Timeline timeline, long now) {
        int[] counts = timeline.overview(now);
        Json overview = Json.object();
        for (TargetStatus status : TargetStatus.values()) {
            overview.put(status.name(), counts[status.ordinal()]);
        }
        return overview;
    }

    Json target(Deployment deployment, int index, long now) {
        Timeline timeline = deployment.timeline();
        DeploymentGroup group = deployment.group();
        String id = deployment.targets().get(index);
        String account = group.application().accountId();
        String region = group.application().region();
        Json target = Json.object()
                .put("deploymentId", deployment.id())
                .put("targetId", id)
                .put("status", timeline.targetStatus(index, now).name())
                .put("lastUpdatedAt", Instant.ofEpochMilli(timeline.lastUpdated(index, now)))
                .put("lifecycleEvents", events(deployment, index, now));
        return switch (group.kind()) {
            case LAMBDA ->
                Json.object()
                        .put("deploymentTargetType", "LambdaTarget")
                        .put(
                                "lambdaTarget",
                                target.put("targetArn", "arn:aws:lambda:" + region + ":" + account + ":function:" + id)
                                        .put("lambdaFunctionInfo", function(deployment, now)));
            case ECS ->
                Json.object()
                        .put("deploymentTargetType", "ECSTarget")
                        .put(
                                "ecsTarget",
                                target.put("targetArn", ecsArn(region, account, id))
                                        .put("taskSetsInfo", taskSets(deployment, now)));
            case IN_PLACE, LOAD_BALANCED, BLUE_GREEN ->
                Json.object()
                        .put("deploymentTargetType", "InstanceTarget")
                        .put(
                                "instanceTarget",
                                target.put("targetArn", "arn:aws:ec2:" + region + ":" + account + ":instance/" + id)
                                        .put(
                                                "instanceLabel",
                                                deployment.hasLabels()
                                                        ? deployment.isOriginal(index) ? "Blue" : "Green"
                                                        : null));
        };
    }

    private static String ecsArn(String region, String account, String id) {
        return "arn:aws:ecs:" + region + ":" + account + ":service/" + id.replace(':', '/');
    }

    /** The older form of {@link #target}, for instances only. */
    Json instance(Deployment deployment, int index, long now) {
        Timeline timeline = deployment.timeline();
        return Json.object()
                .put("deploymentId", deployment.id())
                .put("instanceId", deployment.targets().get(index))
                .put("status", timeline.targetStatus(index, now).name())
                .put("lastUpdatedAt", Instant.ofEpochMilli(timeline.lastUpdated(index, now)))
                .put("lifecycleEvents", events(deployment, index, now))
                .put("instanceType", deployment.hasLabels() ? deployment.isOriginal(index) ? "Blue" : "Green" : null);
    }

    private static List<Json> events(Deployment deployment, int index, long now) {
        List<Json> described = new ArrayList<>();
        for (Event event : deployment.timeline().events(index, now)) {
            Json json = Json.object()
                    .put("lifecycleEventName", event.name())
                    .put("status", event.status().name());
            if (event.start() != Timeline.NEVER) {
                json.put("startTime", Instant.ofEpochMilli(event.start()));
            }
            if (event.end() != Timeline.NEVER) {
                json.put("endTime", Instant.ofEpochMilli(event.end()));
            }
            diagnostics(deployment, event).ifPresent(diagnostics -> json.put("diagnostics", diagnostics));
            described.add(json);
        }
        return described;
    }

    private static Optional<Json> diagnostics(Deployment deployment, Event event) {
        if (event.status() == EventStatus.Succeeded) {
            return Optional.of(Json.object()
                    .put("errorCode", "Success")
                    .put(
                            "scriptName",
                            deployment
                                    .bundle()
                                    .appSpec()
                                    .firstHook(event.name())
                                    .orElse(""))
                    .put("message", "Succeeded")
                    .put("logTail", ""));
        }
        return event.failure().map(script -> {
            String path = script.path()
                    .orElseGet(() -> deployment
                            .bundle()
                            .appSpec()
                            .firstHook(event.name())
                            .orElse(""));
            return Json.object()
                    .put("errorCode", script.errorCode())
                    .put("scriptName", path)
                    .put("message", script.message().replace("%s", path))
                    .put("logTail", script.logTail(event.name(), path));
        });
    }

    private Json function(Deployment deployment, long now) {
        Map<String, String> properties = deployment.bundle().appSpec().resource();
        return Json.object()
                .put("functionName", properties.get("Name"))
                .put("functionAlias", properties.get("Alias"))
                .put("currentVersion", properties.get("CurrentVersion"))
                .put("targetVersion", properties.get("TargetVersion"))
                .put("targetVersionWeight", weight(deployment, now) / 100);
    }

    private List<Json> taskSets(Deployment deployment, long now) {
        double weight = weight(deployment, now);
        List<Json> sets = new ArrayList<>();
        sets.add(taskSet(deployment, "Blue", "PRIMARY", 100 - weight));
        if (now >= deployment.timeline().started()) {
            sets.add(taskSet(deployment, "Green", "ACTIVE", weight));
        }
        return sets;
    }

    private static Json taskSet(Deployment deployment, String label, String status, double weight) {
        return Json.object()
                .put("identifer", "ecs-svc/" + Long.toUnsignedString(Ids.mix((deployment.id() + label).hashCode())))
                .put("desiredCount", 1)
                .put("pendingCount", 0)
                .put("runningCount", 1)
                .put("status", status)
                .put("trafficWeight", weight)
                .put(
                        "targetGroup",
                        Json.object().put("name", "target-group-" + label.toLowerCase(java.util.Locale.ROOT)))
                .put("taskSetLabel", label);
    }

    /** How much of the traffic, in per cent, the new version has. */
    private double weight(Deployment deployment, long now) {
        for (Event event : deployment.timeline().events(0, now)) {
            if (event.name().equals("AllowTraffic")) {
                return switch (event.status()) {
                    case Pending, Skipped, Failed -> 0;
                    case Succeeded -> 100;
                    case InProgress ->
                        Optional.ofNullable(configs.get(deployment.config()))
                                .flatMap(DeploymentConfig::routing)
                                .orElse(new TrafficRouting("AllAtOnce", 100, Duration.ZERO))
                                .weight(Duration.ofMillis(now - event.start()), Duration.ofSeconds(1));
                };
            }
        }
        return 0;
    }
}
