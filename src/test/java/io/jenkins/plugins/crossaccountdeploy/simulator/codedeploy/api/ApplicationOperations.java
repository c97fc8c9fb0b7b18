package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.CodeDeployState;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.util.ArrayList;
import java.util.List;

/** The operations on applications, deployment groups and configurations. */
final class ApplicationOperations {

    private final CodeDeployState state;
    private final Pages pages;

    ApplicationOperations(CodeDeployState state, Pages pages) {
        this.state = state;
        this.pages = pages;
    }

    Json getApplication(Exchange exchange, Json input) {
        String name = Inputs.applicationName(input);
        Permissions.require(exchange, "GetApplication", Permissions.applicationArn(exchange, name));
        return Json.object().put("application", Descriptions.application(state.application(exchange, name)));
    }

    Json listApplications(Exchange exchange, Json input) {
        Permissions.requireOnAll(exchange, "ListApplications", Permissions.applicationArn(exchange, "*"));
        List<String> names = state.applications(exchange).stream()
                .map(Application::name)
                .sorted()
                .toList();
        return pages.page(input, "applications", names);
    }

    Json getGroup(Exchange exchange, Json input) {
        String application = Inputs.applicationName(input);
        String name = Inputs.groupName(input);
        Permissions.require(exchange, "GetDeploymentGroup", Permissions.groupArn(exchange, application, name));
        return Json.object()
                .put("deploymentGroupInfo", Descriptions.group(state.group(exchange, application, name), state.now()));
    }

    Json batchGetGroups(Exchange exchange, Json input) {
        String application = Inputs.applicationName(input);
        List<String> names = input.strings("deploymentGroupNames");
        if (names.size() > 100) {
            throw Inputs.batchLimit(100);
        }
        List<Json> groups = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            Permissions.require(
                    exchange, "BatchGetDeploymentGroups", Permissions.groupArn(exchange, application, name));
            state.application(exchange, application)
                    .findGroup(name)
                    .ifPresentOrElse(
                            group -> {
                                state.settle(group);
                                groups.add(Descriptions.group(group, state.now()));
                            },
                            () -> missing.add(name));
        }
        return Json.object()
                .put("deploymentGroupsInfo", groups)
                .put("errorMessage", missing.isEmpty() ? null : "No Deployment Group found for name: " + missing);
    }

    Json listGroups(Exchange exchange, Json input) {
        String name = Inputs.applicationName(input);
        Permissions.require(exchange, "ListDeploymentGroups", Permissions.applicationArn(exchange, name));
        List<String> names = state.application(exchange, name).groups().stream()
                .map(DeploymentGroup::name)
                .toList();
        return pages.page(input, "deploymentGroups", names).put("applicationName", name);
    }

    Json getConfig(Exchange exchange, Json input) {
        String name = input.string("deploymentConfigName")
                .orElseThrow(() -> new AwsError(
                        400, "DeploymentConfigNameRequiredException", "Deployment configuration name is missing"));
        Permissions.require(exchange, "GetDeploymentConfig", Permissions.configArn(exchange, name));
        return Json.object().put("deploymentConfigInfo", state.config(name).describe());
    }

    Json listConfigs(Exchange exchange, Json input) {
        Permissions.requireOnAll(exchange, "ListDeploymentConfigs", Permissions.configArn(exchange, "*"));
        return pages.page(
                input, "deploymentConfigsList", List.copyOf(state.configs().keySet()));
    }
}
