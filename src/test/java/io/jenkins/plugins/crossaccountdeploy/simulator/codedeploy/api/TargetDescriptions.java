package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig.TrafficRouting;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Ids;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.Event;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.EventStatus;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Wording;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Describes targets in the shapes of the service model. */
final class TargetDescriptions {

    private final Map<String, DeploymentConfig> configs;

    TargetDescriptions(Map<String, DeploymentConfig> configs) {
        this.configs = configs;
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
                .put("status", deployment.plan().wording().ofTarget(timeline.targetStatus(index, now)))
                .put("lastUpdatedAt", Instant.ofEpochMilli(timeline.lastUpdated(index, now)))
                .put("lifecycleEvents", events(deployment, index, now));
        Optional<String> unknownType = deployment.plan().wording().targetType();
        if (unknownType.isPresent()) {
            String member = Character.toLowerCase(unknownType.get().charAt(0))
                    + unknownType.get().substring(1);
            return Json.object().put("deploymentTargetType", unknownType.get()).put(member, target);
        }
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
                .put("status", deployment.plan().wording().ofTarget(timeline.targetStatus(index, now)))
                .put("lastUpdatedAt", Instant.ofEpochMilli(timeline.lastUpdated(index, now)))
                .put("lifecycleEvents", events(deployment, index, now))
                .put("instanceType", deployment.hasLabels() ? deployment.isOriginal(index) ? "Blue" : "Green" : null);
    }

    private static List<Json> events(Deployment deployment, int index, long now) {
        List<Json> described = new ArrayList<>();
        for (Event event : deployment.timeline().events(index, now)) {
            Json json = Json.object()
                    .put("lifecycleEventName", event.name())
                    .put("status", deployment.plan().wording().ofEvent(event.status()));
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
            Wording wording = deployment.plan().wording();
            return Json.object()
                    .put("errorCode", script.errorCode())
                    .put("scriptName", wording.text(path))
                    .put("message", wording.text(script.message().replace("%s", path)))
                    .put("logTail", wording.text(script.logTail(event.name(), path)));
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
                .put("targetGroup", Json.object().put("name", "target-group-" + label.toLowerCase(Locale.ROOT)))
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
