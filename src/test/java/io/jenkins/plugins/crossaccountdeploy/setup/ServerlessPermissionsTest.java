package io.jenkins.plugins.crossaccountdeploy.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprints.Jenkins;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the policies have for ECS and Lambda is enough, and nothing of it is too much. */
class ServerlessPermissionsTest {

    private static final List<String> TASK_ROLES = List.of("arn:aws:iam::222222222222:role/shop-task");

    private static final String TASK = """
            {"family": "shop", "taskRoleArn": "arn:aws:iam::222222222222:role/shop-task",
             "tags": [{"key": "team", "value": "shop"}],
             "containerDefinitions": [{"name": "shop", "image": "shop:1"}]}
            """;

    @TempDir
    Path workspace;

    private static Blueprint blueprint(Blueprint.Serverless serverless) {
        Blueprint plain = Blueprints.blueprint(Jenkins.USER, TwoAccounts.DEVELOPMENT, "");
        return new Blueprint(
                plain.environment(),
                plain.region(),
                plain.principal(),
                plain.role(),
                plain.bucket(),
                List.of(),
                plain.deploymentGroups(),
                plain.instanceRoleArns(),
                serverless,
                Set.of());
    }

    private static final Blueprint ALL = blueprint(new Blueprint.Serverless(TASK_ROLES, List.of("checkout")));

    private static List<Statement> statements(Blueprint blueprint) {
        return PolicyDocuments.of(blueprint).stream()
                .filter(document -> document.kind() == PolicyDocument.Kind.ROLE_PERMISSIONS)
                .flatMap(document -> document.policy().statements().stream())
                .toList();
    }

    private record Run(Result result, List<String> console) {

        boolean tells(String action) {
            return result.error().contains(action) && result.error().contains("the role")
                    || console.stream().anyMatch(line -> line.contains("lacks " + action));
        }
    }

    private Run deploy(String platform, List<Statement> statements) throws Exception {
        return deploy(platform, statements, false);
    }

    /** @param again an AppSpec of before, from when the alias pointed elsewhere */
    private Run deploy(String platform, List<Statement> statements, boolean again) throws Exception {
        boolean isEcs = platform.equals("ecs");
        try (RunHarness harness = new RunHarness(workspace, Scenario.named(platform))) {
            harness.file("task.json", TASK);
            harness.file(
                    "appspec.yml",
                    isEcs
                            ? TwoAccounts.SERVICE_APP_SPEC.replaceAll("\"arn:aws:ecs.*\"", "<TASK_DEFINITION>")
                            : TwoAccounts.FUNCTION_APP_SPEC
                                    .replace("\"7\"", "<CURRENT_VERSION>")
                                    .replace("\"8\"", "<TARGET_VERSION>"));
            var role = harness.aws().production().role(TwoAccounts.ROLE);
            role.removePolicy("deploy");
            role.removePolicy(isEcs ? "task-definitions" : "versions");
            role.putPolicy("generated", new Policy(statements).json());
            Preparation preparation =
                    new Preparation(Values.NONE, isEcs ? "task.json" : "", !isEcs, List.of(), List.of());
            DeploymentRequest request = RunHarness.with(
                    RunHarness.with(
                            harness.request(),
                            new DeploymentRequest.Target(
                                    isEcs ? "CodeDeployDemo-ECS" : "CodeDeployDemo-Lambda", "Prod", "")),
                    again
                            ? new DeploymentRequest.Existing(
                                    new AppSpecRevision(TwoAccounts.FUNCTION_APP_SPEC.replace("\"7\"", "\"6\"")))
                            : new DeploymentRequest.FromWorkspace(Selection.ALL, "", preparation));
            return new Run(harness.run(request), harness.console());
        }
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void everythingGoesWellWithAllOfThem(String platform) throws Exception {
        Run run = deploy(platform, statements(ALL));

        assertThat(run.result().error()).isEmpty();
        assertThat(run.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.console()).noneMatch(line -> line.contains("lacks"));
    }

    static Stream<String> platforms() {
        return Stream.of("ecs", "lambda");
    }

    @ParameterizedTest
    @MethodSource("platforms")
    void noActionIsTooMuch(String platform) throws Exception {
        List<String> actions = statements(ALL).stream()
                .flatMap(statement -> statement.actions().stream())
                .filter(
                        platform.equals("ecs")
                                ? action -> action.matches("(ecs|iam):.*")
                                : (Predicate<String>) action -> action.startsWith("lambda:"))
                .toList();
        assertThat(actions).hasSizeGreaterThan(2);
        for (String action : actions) {
            List<Statement> fewer = new ArrayList<>();
            for (Statement statement : statements(ALL)) {
                List<String> left = statement.actions().stream()
                        .filter(other -> !other.equals(action))
                        .toList();
                if (!left.isEmpty()) {
                    fewer.add(new Statement(
                            statement.sid(),
                            statement.effect(),
                            statement.principals(),
                            left,
                            statement.resources(),
                            statement.conditions()));
                }
            }

            assertThat(deploy(platform, fewer).tells(action)).as(action).isTrue();
        }
    }

    @Test
    void anAppSpecIsDeployedAgainWithWhatVersionsNeed() throws Exception {
        Run run = deploy("lambda", statements(ALL), true);

        assertThat(run.result().outcome()).as(run.result().error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(run.console()).noneMatch(line -> line.contains("lacks"));
        assertThat(deploy("lambda", statements(blueprint(Blueprints.NO_SERVERLESS)), true)
                        .tells("lambda:GetAlias"))
                .isTrue();
    }

    @Test
    void nothingOfItIsThereWhereJobsDoNoSuchThing() {
        assertThat(statements(blueprint(Blueprints.NO_SERVERLESS)))
                .noneMatch(statement -> statement.json().matches(".*\"(ecs|iam|lambda):.*"));
        assertThat(statements(blueprint(new Blueprint.Serverless(TASK_ROLES, List.of()))))
                .noneMatch(statement -> statement.json().contains("lambda:"));
    }

    @Test
    void rolesAreGivenToTasksAlone() {
        assertThat(statements(ALL))
                .filteredOn(statement -> statement.actions().contains("iam:PassRole"))
                .singleElement()
                .satisfies(statement -> assertThat(statement.json())
                        .contains("\"Resource\":[\"arn:aws:iam::222222222222:role/shop-task\"],\"Condition\":"
                                + "{\"StringEquals\":{\"iam:PassedToService\":\"ecs-tasks.amazonaws.com\"}}"));
    }
}
