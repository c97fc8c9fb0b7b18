package io.jenkins.plugins.crossaccountdeploy.request;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec.LambdaFunction;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import java.util.ArrayList;
import java.util.List;

/**
 * What has to be allowed beyond CodeDeploy for a task definition that a run registers, and for a version of a Lambda function
 * that it publishes (<a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html">Actions of
 * Amazon ECS</a>, <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html">of AWS Lambda</a>).
 */
public final class PreparationScope {

    private PreparationScope() {}

    /** Registering task definitions; ECS knows no narrower resource. */
    public static Statement taskDefinitions() {
        return Statement.allow(List.of("ecs:RegisterTaskDefinition"), List.of("*"));
    }

    /** Looking whether a task definition is registered already. */
    public static Statement findingTaskDefinitions() {
        return Statement.allow(List.of("ecs:DescribeTaskDefinition"), List.of("*"));
    }

    /**
     * Tagging task definitions while they are registered, with the tags that they name.
     *
     * @param ecs what the ARNs of the account's resources of ECS begin with
     */
    public static Statement tags(String ecs) {
        return Statement.allow(List.of("ecs:TagResource"), List.of(ecs + ":task-definition/*"))
                .when("StringEquals", "ecs:CreateAction", List.of("RegisterTaskDefinition"));
    }

    /** Passing roles to tasks of ECS, and to no other service. */
    public static Statement passing(List<String> roleArns) {
        return Statement.allow(List.of("iam:PassRole"), roleArns)
                .when("StringEquals", "iam:PassedToService", List.of("ecs-tasks.amazonaws.com"));
    }

    /**
     * Publishing versions.
     *
     * @param functions ARNs without versions
     */
    public static Statement versions(List<String> functions) {
        List<String> resources = new ArrayList<>();
        functions.forEach(arn -> resources.addAll(List.of(arn, arn + ":*")));
        return Statement.allow(
                List.of("lambda:PublishVersion", "lambda:GetAlias", "lambda:GetFunctionConfiguration"), resources);
    }

    /** Looking up which version an alias of a function points to, before an AppSpec is deployed again. */
    private static Statement aliases(String function) {
        return Statement.allow(List.of("lambda:GetAlias"), List.of(function));
    }

    /**
     * What a run needs for what it prepares.
     *
     * @param isNamed whether the roles and functions are those that the environment names, if it names any, or all of the account
     */
    static List<Statement> of(DeploymentRequest request, boolean isNamed) {
        List<Statement> statements = new ArrayList<>();
        if (request.content() instanceof DeploymentRequest.Existing existing
                && existing.revision() instanceof AppSpecRevision appSpec) {
            LambdaFunction.of(appSpec.content())
                    .filter(LambdaFunction::isWellFormed)
                    .ifPresent(function -> statements.add(aliases(functions(request) + function.name())));
        }
        if (!(request.content() instanceof DeploymentRequest.FromWorkspace files)) {
            return statements;
        }
        Preparation preparation = files.preparation();
        String partition = request.environment().role().partition().id();
        String account = request.environment().role().account();
        if (preparation.registersTaskDefinition()) {
            statements.add(taskDefinitions());
            statements.add(findingTaskDefinitions());
            statements.add(tags(request.environment().arnOf("ecs")));
            statements.add(passing(
                    preparation.taskRoleArns().isEmpty() || !isNamed
                            ? List.of("arn:" + partition + ":iam::" + account + ":role/*")
                            : preparation.taskRoleArns()));
        }
        if (preparation.publishesVersion()) {
            String functions = functions(request);
            List<String> names =
                    preparation.lambdaFunctions().isEmpty() || !isNamed ? List.of("*") : preparation.lambdaFunctions();
            statements.add(versions(names.stream().map(name -> functions + name).toList()));
        }
        return statements;
    }

    /** What is widened where the roles and functions are not those that the environment names; nothing if it names none. */
    static List<String> widened(DeploymentRequest request) {
        List<String> widened = new ArrayList<>();
        if (request.content() instanceof DeploymentRequest.FromWorkspace files) {
            Preparation preparation = files.preparation();
            if (preparation.registersTaskDefinition()
                    && !preparation.taskRoleArns().isEmpty()) {
                widened.add("all roles of the account for tasks");
            }
            if (preparation.publishesVersion() && !preparation.lambdaFunctions().isEmpty()) {
                widened.add("all Lambda functions of the account");
            }
        }
        return widened;
    }

    /** What the ARNs of all functions begin with. */
    private static String functions(DeploymentRequest request) {
        return request.environment().arnOf("lambda") + ":function:";
    }
}
