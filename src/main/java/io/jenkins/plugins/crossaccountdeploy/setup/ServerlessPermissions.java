package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.request.PreparationScope;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Permission;
import java.util.ArrayList;
import java.util.List;

/** What the role needs where jobs register ECS task definitions, or publish versions of Lambda functions. */
final class ServerlessPermissions {

    private ServerlessPermissions() {}

    static List<Permission> of(Blueprint blueprint) {
        List<Permission> permissions = new ArrayList<>();
        Blueprint.Serverless serverless = blueprint.serverless();
        if (!serverless.taskRoleArns().isEmpty()) {
            permissions.add(Permission.needed(
                    PreparationScope.taskDefinitions().named("TaskDefinitions"),
                    "jobs register task definitions; the action is allowed on all, or on none"));
            permissions.add(Permission.needed(
                    PreparationScope.passing(serverless.taskRoleArns()).named("TaskRoles"),
                    "the tasks get these roles, and nothing else does"));
            permissions.add(Permission.optional(
                    PreparationScope.findingTaskDefinitions().named("FindTaskDefinitions"),
                    "a task definition that is registered already is not registered again",
                    "each build registers a revision, even where it changes nothing"));
            permissions.add(Permission.optional(
                    PreparationScope.tags(blueprint.arnOf("ecs")).named("TaskDefinitionTags"),
                    "task definitions may have tags",
                    "those with tags cannot be registered"));
        }
        if (!serverless.lambdaFunctions().isEmpty()) {
            permissions.add(
                    Permission.needed(
                            PreparationScope.versions(serverless.lambdaFunctions().stream()
                                            .map(name -> blueprint.arnOf("lambda") + ":function:" + name)
                                            .toList())
                                    .named("Versions"),
                            "jobs publish versions of these functions, when they are ready, beside the one that the alias has"));
        }
        return permissions;
    }
}
