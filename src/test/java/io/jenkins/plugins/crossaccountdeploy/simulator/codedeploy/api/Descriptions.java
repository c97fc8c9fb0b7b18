package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Ids;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.TargetStatus;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Wording;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Describes applications, groups and deployments in the shapes of the service model. */
final class Descriptions {

    private Descriptions() {}

    static Json application(Application application) {
        return Json.object()
                .put("applicationId", Ids.uuid(application.arn()))
                .put("applicationName", application.name())
                .put("createTime", application.created())
                .put("linkedToGitHub", false)
                .put("computePlatform", application.platform());
    }

    static Json group(DeploymentGroup group, long now) {
        Json info = Json.object()
                .put("applicationName", group.application().name())
                .put("deploymentGroupId", Ids.uuid(group.arn()))
                .put("deploymentGroupName", group.name())
                .put("deploymentConfigName", group.config())
                .put("computePlatform", platform(group))
                .put("deploymentStyle", style(group))
                .put("triggerConfigurations", List.of())
                .put("autoRollbackConfiguration", group.rollback().describe());
        group.settings().describe(info);
        if (group.application().platform().equals("Server")) {
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
                .put("status", deployment.plan().wording().ofDeployment(timeline.status(now)))
                .put(
                        "createTime",
                        deployment.group().tellsCreateTimes() ? Instant.ofEpochMilli(timeline.created()) : null);
        return timeline.isOver(now) ? summary.put("endTime", Instant.ofEpochMilli(timeline.completed())) : summary;
    }

    private static String platform(DeploymentGroup group) {
        return group.tellsComputePlatform() ? group.application().platform() : null;
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

    static Json deployment(Deployment deployment, long now) {
        Timeline timeline = deployment.timeline();
        DeploymentGroup group = deployment.group();
        Json options = deployment.origin().options();
        Wording wording = deployment.plan().wording();
        Json info = Json.object()
                .put("applicationName", group.application().name())
                .put("deploymentGroupName", group.name())
                .put("deploymentConfigName", deployment.config())
                .put("deploymentId", deployment.id())
                .put("revision", deployment.revision().json())
                .put("status", wording.ofDeployment(timeline.status(now)))
                .put("createTime", Instant.ofEpochMilli(timeline.created()))
                .put(
                        "description",
                        options.string("description").map(wording::text).orElse(null))
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
                .put("computePlatform", platform(group))
                .put(
                        "deploymentStatusMessages",
                        deployment.plan().messages().stream().map(wording::text).toList());
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
        if (wording.counts()) {
            info.put("deploymentOverview", overview(timeline, now));
        }
        if (timeline.hasStarted(now)) {
            info.put("startTime", Instant.ofEpochMilli(timeline.started()));
        }
        if (timeline.isOver(now)) {
            info.put("completeTime", Instant.ofEpochMilli(timeline.completed()));
        }
        timeline.error(now)
                .ifPresent(error -> info.put(
                        "errorInformation",
                        Json.object().put("code", error.code()).put("message", wording.text(error.message()))));
        rollbackInfo(deployment, now).ifPresent(rollback -> info.put("rollbackInfo", rollback));
        return info;
    }

    private static Optional<Json> rollbackInfo(Deployment deployment, long now) {
        Wording wording = deployment.plan().wording();
        Optional<Deployment> failed = deployment.origin().rollsBack();
        if (failed.isPresent()) {
            return Optional.of(Json.object()
                    .put("rollbackTriggeringDeploymentId", failed.get().id())
                    .put("rollbackMessage", wording.text(failed.get().rollbackMessage())));
        }
        boolean isTold = now
                >= deployment.timeline().completed()
                        + deployment.plan().rollbackTold().toMillis();
        if (deployment.rollbackMessage().isEmpty() || !isTold) {
            return Optional.empty();
        }
        return Optional.of(Json.object()
                .put(
                        "rollbackDeploymentId",
                        deployment.rollback().map(Deployment::id).orElse(null))
                .put("rollbackMessage", wording.text(deployment.rollbackMessage())));
    }

    private static Json overview(Timeline timeline, long now) {
        int[] counts = timeline.overview(now);
        Json overview = Json.object();
        for (TargetStatus status : TargetStatus.values()) {
            overview.put(status.name(), counts[status.ordinal()]);
        }
        return overview;
    }
}
