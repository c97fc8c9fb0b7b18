package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.CodeDeployState;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operations on deployments that there are. */
final class DeploymentOperations {

    /** From the API reference of BatchGetDeployments. */
    private static final int MOST_IN_A_BATCH = 25;

    private static final Set<String> STATUSES =
            Set.of("Created", "Queued", "InProgress", "Baking", "Succeeded", "Failed", "Stopped", "Ready");

    private final CodeDeployState state;
    private final Pages pages;

    DeploymentOperations(CodeDeployState state, Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    /** Finds a deployment for an action whose permission is given by deployment group. */
    Deployment deployment(Exchange exchange, Json input) {
        String id = Inputs.deploymentId(input);
        Optional<Deployment> found = state.find(exchange, id);
        String arn = found.map(deployment -> deployment.group().arn()).orElse(Permissions.groupArn(exchange, "*", "*"));
        Permissions.require(exchange, exchange.action(), arn);
        return state.visible(found).orElseThrow(() -> notFound(id));
    }

    /** Finds a deployment for an action that is permitted on all resources or none. */
    Deployment deploymentOnAll(Exchange exchange, Json input) {
        String id = Inputs.deploymentId(input);
        Optional<Deployment> found = state.find(exchange, id);
        String arn = found.map(deployment -> deployment.group().arn()).orElse(Permissions.groupArn(exchange, "*", "*"));
        Permissions.requireOnAll(exchange, exchange.action(), arn);
        return state.visible(found).orElseThrow(() -> notFound(id));
    }

    private static AwsError notFound(String id) {
        return new AwsError(400, "DeploymentDoesNotExistException", "The deployment " + id + " could not be found");
    }

    Json getDeployment(Exchange exchange, Json input) {
        return Json.object().put("deploymentInfo", Descriptions.deployment(deployment(exchange, input), state.now()));
    }

    Json batchGetDeployments(Exchange exchange, Json input) {
        List<String> ids = input.strings("deploymentIds");
        if (ids.isEmpty()) {
            throw new AwsError(400, "DeploymentIdRequiredException", "At least one deployment ID must be given");
        }
        if (ids.size() > MOST_IN_A_BATCH) {
            throw Inputs.batchLimit(MOST_IN_A_BATCH);
        }
        List<Json> found = new ArrayList<>();
        for (String id : ids) {
            Inputs.requireDeploymentId(id);
            Optional<Deployment> deployment = state.visible(state.find(exchange, id));
            if (deployment.isPresent()) {
                Permissions.require(
                        exchange, exchange.action(), deployment.get().group().arn());
                found.add(Descriptions.deployment(deployment.get(), state.now()));
            }
        }
        return Json.object().put("deploymentsInfo", found);
    }

    Json listDeployments(Exchange exchange, Json input) {
        boolean named = input.has("applicationName");
        if (named != input.has("deploymentGroupName")) {
            if (named) {
                Inputs.groupName(input);
            } else {
                Inputs.applicationName(input);
            }
        }
        List<Deployment> candidates = new ArrayList<>();
        if (named) {
            String application = Inputs.applicationName(input);
            String name = Inputs.groupName(input);
            Permissions.require(exchange, "ListDeployments", Permissions.groupArn(exchange, application, name));
            candidates.addAll(state.group(exchange, application, name).deployments());
        } else {
            Permissions.require(exchange, "ListDeployments", Permissions.groupArn(exchange, "*", "*"));
            state.applications(exchange).forEach(own -> own.groups().forEach(state::settle));
            state.all().all().stream()
                    .filter(deployment -> state.find(exchange, deployment.id()).isPresent())
                    .forEach(candidates::add);
        }
        List<String> statuses = input.strings("includeOnlyStatuses");
        if (!STATUSES.containsAll(statuses)) {
            throw new AwsError(400, "InvalidDeploymentStatusException", "Unknown deployment status in " + statuses);
        }
        long start = time(input, "start").orElse(Long.MIN_VALUE);
        long end = time(input, "end").orElse(Long.MAX_VALUE);
        if (start > end) {
            throw new AwsError(400, "InvalidTimeRangeException", "The time range ends before it starts");
        }
        long now = state.now();
        List<String> ids = new ArrayList<>();
        for (int i = candidates.size() - 1; i >= 0; i--) {
            Timeline timeline = candidates.get(i).timeline();
            if (state.isListed(candidates.get(i))
                    && (statuses.isEmpty() || statuses.contains(timeline.status(now)))
                    && timeline.created() >= start
                    && timeline.created() <= end) {
                ids.add(candidates.get(i).id());
            }
        }
        return pages.page(input, "deployments", ids);
    }

    private static Optional<Long> time(Json input, String name) {
        return input.object("createTimeRange")
                .flatMap(range -> range.number(name))
                .map(seconds -> seconds.movePointRight(3).longValue());
    }

    Json stopDeployment(Exchange exchange, Json input) {
        Deployment deployment = deploymentOnAll(exchange, input);
        long now = state.now();
        if (deployment.group().isDeleted()) {
            throw new AwsError(
                    400,
                    "DeploymentGroupDoesNotExistException",
                    "No Deployment Group found for name: " + deployment.group().name());
        }
        if (deployment.timeline().isOver(now)) {
            throw new AwsError(
                    400,
                    "DeploymentAlreadyCompletedException",
                    "The deployment " + deployment.id() + " has already completed");
        }
        state.all().stop(deployment, Instant.ofEpochMilli(state.now()), input.bool("autoRollbackEnabled"));
        state.settle(deployment.group());
        boolean stopped = deployment.timeline().isOver(now);
        return Json.object()
                .put("status", stopped ? "Succeeded" : "Pending")
                .put(
                        "statusMessage",
                        stopped
                                ? "No host commands are running, the deployment is stopped"
                                : "Stopping deployment. Host commands that are running will be finished first");
    }

    Json continueDeployment(Exchange exchange, Json input) {
        Deployment deployment = deploymentOnAll(exchange, input);
        long now = state.now();
        Timeline timeline = deployment.timeline();
        if (timeline.isOver(now)) {
            throw new AwsError(
                    400,
                    "DeploymentAlreadyCompletedException",
                    "The deployment " + deployment.id() + " has already completed");
        }
        if (deployment.group().kind() != DeploymentGroup.Kind.BLUE_GREEN
                && deployment.group().kind() != DeploymentGroup.Kind.ECS) {
            throw new AwsError(
                    400, "UnsupportedActionForDeploymentTypeException", "Only blue/green deployments can be continued");
        }
        String wait = input.string("deploymentWaitType").orElse("READY_WAIT");
        boolean waiting =
                switch (wait) {
                    case "READY_WAIT" -> timeline.waiting(now);
                    case "TERMINATION_WAIT" -> timeline.waitsForTermination(now);
                    default ->
                        throw new AwsError(400, "InvalidDeploymentWaitTypeException", "Unknown wait type " + wait);
                };
        if (!waiting) {
            throw new AwsError(
                    400,
                    "DeploymentIsNotInReadyStateException",
                    "The deployment " + deployment.id() + " does not wait to be continued");
        }
        if (wait.equals("READY_WAIT")) {
            state.all().continueReady(deployment, Instant.ofEpochMilli(state.now()));
        } else {
            state.all().continueTermination(deployment, Instant.ofEpochMilli(state.now()));
        }
        return null;
    }
}
