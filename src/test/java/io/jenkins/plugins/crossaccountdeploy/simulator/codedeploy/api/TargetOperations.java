package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.CodeDeployState;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Timeline.TargetStatus;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The operations on the targets of a deployment, and on its instances as they were called before. */
final class TargetOperations {

    /** From the API reference of BatchGetDeploymentTargets. */
    private static final int MOST_IN_A_BATCH = 25;

    private final CodeDeployState state;
    private final DeploymentOperations operations;
    private final Pages pages;
    private final TargetDescriptions descriptions;

    TargetOperations(CodeDeployState state, DeploymentOperations operations, Pages pages) {
        this.state = state;
        this.operations = operations;
        this.pages = pages;
        this.descriptions = new TargetDescriptions(state.configs());
    }

    private void requireStarted(Deployment deployment) {
        if (!deployment.timeline().hasStarted(state.now())) {
            throw new AwsError(
                    400, "DeploymentNotStartedException", "The deployment " + deployment.id() + " has not started");
        }
    }

    Json listTargets(Exchange exchange, Json input) {
        Deployment deployment = operations.deploymentOnAll(exchange, input);
        requireStarted(deployment);
        List<String> statuses = List.of();
        List<String> labels = List.of();
        for (Map.Entry<String, Object> filter :
                input.object("targetFilters").orElse(Json.object()).members().entrySet()) {
            List<String> values =
                    ((List<?>) filter.getValue()).stream().map(String::valueOf).toList();
            switch (filter.getKey()) {
                case "TargetStatus" -> statuses = values;
                case "ServerInstanceLabel" -> labels = values;
                default ->
                    throw new AwsError(
                            400, "InvalidTargetFilterNameException", "Unknown target filter " + filter.getKey());
            }
        }
        return pages.page(input, "targetIds", filtered(deployment, statuses, labels));
    }

    private List<String> filtered(Deployment deployment, List<String> statuses, List<String> labels) {
        for (String status : statuses) {
            boolean known = status.equals("Unknown");
            for (TargetStatus value : TargetStatus.values()) {
                known |= value.name().equals(status);
            }
            if (!known) {
                throw new AwsError(400, "InvalidInstanceStatusException", "Unknown status " + status);
            }
        }
        if (!labels.isEmpty() && !deployment.hasLabels()) {
            throw new AwsError(
                    400,
                    "InvalidDeploymentInstanceTypeException",
                    "An in-place deployment has neither blue nor green instances");
        }
        if (statuses.isEmpty() && labels.isEmpty()) {
            return deployment.targets(state.now());
        }
        long now = state.now();
        return IntStream.range(0, deployment.targets().size())
                .filter(i -> deployment.timeline().isTarget(i, now))
                .filter(i -> statuses.isEmpty()
                        || statuses.contains(
                                deployment.timeline().targetStatus(i, now).name()))
                .filter(i -> labels.isEmpty() || labels.contains(deployment.isOriginal(i) ? "Blue" : "Green"))
                .mapToObj(deployment.targets()::get)
                .toList();
    }

    Json getTarget(Exchange exchange, Json input) {
        Deployment deployment = operations.deploymentOnAll(exchange, input);
        requireStarted(deployment);
        String id = input.string("targetId")
                .orElseThrow(() ->
                        new AwsError(400, "DeploymentTargetIdRequiredException", "Deployment target ID is missing"));
        return Json.object()
                .put("deploymentTarget", descriptions.target(deployment, index(deployment, id), state.now()));
    }

    Json batchGetTargets(Exchange exchange, Json input) {
        Deployment deployment = operations.deploymentOnAll(exchange, input);
        requireStarted(deployment);
        List<String> ids = input.strings("targetIds");
        if (ids.isEmpty()) {
            throw new AwsError(
                    400, "DeploymentTargetIdRequiredException", "At least one deployment target ID must be given");
        }
        if (ids.size() > MOST_IN_A_BATCH) {
            throw new AwsError(
                    400,
                    "DeploymentTargetListSizeExceededException",
                    "At most " + MOST_IN_A_BATCH + " targets can be asked for at once");
        }
        List<Json> targets = new ArrayList<>();
        for (String id : ids) {
            targets.add(descriptions.target(deployment, index(deployment, id), state.now()));
        }
        return Json.object().put("deploymentTargets", targets);
    }

    private int index(Deployment deployment, String id) {
        return deployment.indexOf(id).stream()
                .filter(i -> deployment.timeline().isTarget(i, state.now()))
                .boxed()
                .findFirst()
                .orElseThrow(() -> new AwsError(
                        400,
                        "DeploymentTargetDoesNotExistException",
                        "The target " + id + " does not belong to the deployment " + deployment.id()));
    }

    private static void requireServer(Deployment deployment) {
        if (!deployment.group().application().platform().equals("Server")) {
            throw new AwsError(
                    400,
                    "InvalidComputePlatformException",
                    "Instances are known for the Server platform only; use deployment targets");
        }
    }

    Json listInstances(Exchange exchange, Json input) {
        Deployment deployment = operations.deployment(exchange, input);
        requireServer(deployment);
        requireStarted(deployment);
        return pages.page(
                input,
                "instancesList",
                filtered(deployment, input.strings("instanceStatusFilter"), input.strings("instanceTypeFilter")));
    }

    Json batchGetInstances(Exchange exchange, Json input) {
        Deployment deployment = operations.deployment(exchange, input);
        requireServer(deployment);
        List<String> ids = input.strings("instanceIds");
        if (ids.isEmpty()) {
            throw new AwsError(400, "InstanceIdRequiredException", "At least one instance ID must be given");
        }
        if (ids.size() > 100) {
            throw Inputs.batchLimit(100);
        }
        List<Json> instances = new ArrayList<>();
        for (String id : ids) {
            String bare = id.substring(id.lastIndexOf('/') + 1);
            instances.add(descriptions.instance(deployment, index(deployment, bare), state.now()));
        }
        return Json.object().put("instancesSummary", instances);
    }
}
