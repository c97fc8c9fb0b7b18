package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application.Registration;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.AutoRollback;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.CodeDeployState;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment.Origin;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.TagGroups;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** CreateDeployment, with all that it refuses. */
final class DeploymentCreation {

    private final CodeDeployState state;

    DeploymentCreation(CodeDeployState state) {
        this.state = state;
    }

    Json createDeployment(Exchange exchange, Json input) {
        String application = Inputs.applicationName(input);
        String name = Inputs.groupName(input);
        Permissions.require(exchange, "CreateDeployment", Permissions.groupArn(exchange, application, name));
        DeploymentGroup group = state.group(exchange, application, name);
        Revision revision = Inputs.revision(input);
        String configName = input.string("deploymentConfigName").orElse(group.config());
        // creating a deployment also reads its configuration, and reads or registers its revision
        Permissions.require(
                exchange,
                "GetDeploymentConfig",
                Permissions.configArn(exchange, configName),
                Permissions.configArn(exchange, configName));
        boolean known = group.application().registration(revision).isPresent();
        String applicationArn = Permissions.applicationArn(exchange, application);
        Permissions.require(
                exchange,
                known ? "GetApplicationRevision" : "RegisterApplicationRevision",
                applicationArn,
                applicationArn);
        if (input.has("overrideAlarmConfiguration")) {
            String groupArn = Permissions.groupArn(exchange, application, name);
            Permissions.require(exchange, "UpdateDeploymentGroup", groupArn, groupArn);
        }
        DeploymentConfig config = state.config(configName);
        requireValidOptions(group, config, revision, input);
        // what the request says replaces what the group says, for this deployment
        AutoRollback rollback = input.object("autoRollbackConfiguration")
                .map(AutoRollback::parse)
                .orElse(group.rollback());
        Instant now = exchange.time();
        state.all().active(group, now).ifPresent(active -> {
            throw state.limitExceeded(group, active);
        });
        Origin origin = new Origin(
                "user",
                revision,
                group.lastSuccessful().map(Deployment::revision),
                configName,
                Json.object()
                        .put("description", input.get("description"))
                        .put("ignoreApplicationStopFailures", input.get("ignoreApplicationStopFailures"))
                        .put("updateOutdatedInstancesOnly", input.get("updateOutdatedInstancesOnly"))
                        .put("fileExistsBehavior", input.get("fileExistsBehavior"))
                        .put("overrideAlarmConfiguration", input.get("overrideAlarmConfiguration"))
                        .put("targetInstances", input.get("targetInstances")),
                rollback,
                Optional.empty(),
                Optional.empty());
        DeploymentPlan plan = state.nextPlan();
        Deployment deployment = state.all().create(group, origin, config, plan, exchange.context(), now);
        Registration registration = group.application()
                .register(revision, "Application revision registered by Deployment ID: " + deployment.id(), now);
        registration.groups.add(name);
        registration.lastUsed = now;
        if (registration.firstUsed == null) {
            registration.firstUsed = now;
        }
        return Json.object().put("deploymentId", deployment.id());
    }

    private static void requireValidOptions(
            DeploymentGroup group, DeploymentConfig config, Revision revision, Json input) {
        String platform = group.application().platform();
        if (!config.platform().equals(platform)) {
            throw new AwsError(
                    400,
                    "InvalidDeploymentConfigNameException",
                    "The deployment configuration " + config.name() + " is for the compute platform "
                            + config.platform() + ", not " + platform);
        }
        Inputs.requireShort(input.string("description"));
        boolean server = platform.equals("Server");
        String bundleType = revision.s3().flatMap(s3 -> s3.string("bundleType")).orElse("");
        boolean appSpecOnly =
                revision.content().isPresent() || List.of("YAML", "JSON").contains(bundleType);
        if (server == appSpecOnly) {
            throw new AwsError(
                    400,
                    "InvalidRevisionException",
                    server
                            ? "A deployment to the Server platform needs a bundle in tar, tgz or zip format"
                            : "A deployment to the " + platform + " platform needs an AppSpec file in YAML or JSON");
        }
        input.string("fileExistsBehavior")
                .filter(behavior -> !List.of("DISALLOW", "OVERWRITE", "RETAIN").contains(behavior))
                .ifPresent(behavior -> {
                    throw new AwsError(
                            400, "InvalidFileExistsBehaviorException", "Unknown file exists behavior " + behavior);
                });
        if (!server && input.bool("updateOutdatedInstancesOnly").orElse(false)) {
            throw new AwsError(
                    400,
                    "InvalidUpdateOutdatedInstancesOnlyValueException",
                    "updateOutdatedInstancesOnly must be false for the " + platform + " platform");
        }
        if (!server && input.bool("ignoreApplicationStopFailures").orElse(false)) {
            throw new AwsError(
                    400,
                    "InvalidIgnoreApplicationStopFailuresValueException",
                    "ignoreApplicationStopFailures must be false for the " + platform + " platform");
        }
        input.object("targetInstances").ifPresent(TagGroups::requireValid);
        if (input.object("targetInstances").isPresent() && group.kind() != DeploymentGroup.Kind.BLUE_GREEN) {
            throw new AwsError(
                    400,
                    "InvalidTargetInstancesException",
                    "Target instances can be given for blue/green deployments only");
        }
    }
}
