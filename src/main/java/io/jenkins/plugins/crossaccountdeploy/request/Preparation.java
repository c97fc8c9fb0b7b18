package io.jenkins.plugins.crossaccountdeploy.request;

import io.jenkins.plugins.crossaccountdeploy.template.Values;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * What the AppSpec of an ECS or Lambda deployment is filled in with, and what is made in the production account for that.
 *
 * @param placeholders values that the job gives
 * @param taskDefinition path of an ECS task definition to register, relative to the root of the bundle; empty for none
 * @param publishesVersion whether a version of the AppSpec's Lambda function is published
 * @param taskRoleArns the roles that tasks may be given, as the administrator knows them; empty for all that the role may pass
 * @param lambdaFunctions the functions that may be published, likewise
 */
public record Preparation(
        Values placeholders,
        String taskDefinition,
        boolean publishesVersion,
        List<String> taskRoleArns,
        List<String> lambdaFunctions)
        implements Serializable {

    /** The placeholder for the ARN of the task definition that is registered. */
    public static final String TASK_DEFINITION = "TASK_DEFINITION";

    /** The placeholder for the version that is published. */
    public static final String TARGET_VERSION = "TARGET_VERSION";

    /** The placeholder for the version that the alias points to. */
    public static final String CURRENT_VERSION = "CURRENT_VERSION";

    public static final Preparation NONE = new Preparation(Values.NONE, "", false, List.of(), List.of());

    public Preparation {
        placeholders = Objects.requireNonNullElse(placeholders, Values.NONE);
        taskDefinition = Objects.requireNonNullElse(taskDefinition, "");
        taskRoleArns = List.copyOf(Objects.requireNonNullElse(taskRoleArns, List.of()));
        lambdaFunctions = List.copyOf(Objects.requireNonNullElse(lambdaFunctions, List.of()));
    }

    public boolean registersTaskDefinition() {
        return !taskDefinition.isEmpty();
    }

    /**
     * Whether tasks may be given a role.
     *
     * @param role its ARN or its name, which no other role of the account has
     */
    public boolean mayGive(String role) {
        String name = role.substring(role.lastIndexOf('/') + 1);
        return taskRoleArns.isEmpty() || taskRoleArns.stream().anyMatch(arn -> arn.endsWith("/" + name));
    }

    public boolean mayPublish(String function) {
        return lambdaFunctions.isEmpty() || lambdaFunctions.contains(function);
    }

    /** Whether anything is made in the production account before the deployment. */
    public boolean makesSomething() {
        return registersTaskDefinition() || publishesVersion;
    }

    /** Whether the job asks for any of it. */
    public boolean isAsked() {
        return !placeholders.isEmpty() || makesSomething();
    }
}
