package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.FromWorkspace;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ECS deployments whose task definition is registered by the run. */
class TaskDefinitionRegistrationTest {

    private static final String APP_SPEC =
            TwoAccounts.SERVICE_APP_SPEC.replaceAll("\"arn:aws:ecs.*\"", "<TASK_DEFINITION>");

    private static final String TASK = """
            {
              "family": "shop",
              "networkMode": "awsvpc",
              "requiresCompatibilities": ["FARGATE"],
              "cpu": "256",
              "memory": "512",
              "taskRoleArn": "arn:aws:iam::222222222222:role/shop-task",
              "executionRoleArn": "arn:aws:iam::222222222222:role/shop-execution",
              "containerDefinitions": [
                {
                  "name": "shop",
                  "image": "<IMAGE>",
                  "portMappings": [{"containerPort": "<PORT>"}],
                  "environment": [{"name": "B", "value": "<GREETING>"}, {"name": "A", "value": "a"}]
                }
              ]
            }
            """;

    private static final String PREFIX = "arn:aws:ecs:eu-west-1:222222222222:task-definition/shop:";

    @TempDir
    Path workspace;

    private RunHarness harness;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.named("ecs"))
                .file("appspec.yml", APP_SPEC)
                .file("ecs/task.json", TASK);
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private DeploymentRequest request() {
        return request("registry/shop:1", List.of());
    }

    private DeploymentRequest request(String image, List<String> taskRoles) {
        Values values = new Values(Map.of("IMAGE", image, "PORT", "80", "GREETING", "\"hello\"\n"));
        return RunHarness.with(
                RunHarness.with(harness.request(), new DeploymentRequest.Target("CodeDeployDemo-ECS", "Prod", "")),
                new FromWorkspace(
                        Selection.ALL, "", new Preparation(values, "ecs/task.json", false, taskRoles, List.of())));
    }

    private String lastAppSpec() {
        Result result = ((Stage.Done) harness.saved().deployment().stage()).result();
        return ((AppSpecRevision) result.revision().orElseThrow()).content();
    }

    private int revisions() {
        return harness.aws().taskDefinitions().all().size();
    }

    @Test
    void isRegisteredWithItsPlaceholdersAndDeployed() throws Exception {
        Result result = harness.run(request());

        assertThat(result.error()).isEmpty();
        assertThat(lastAppSpec()).contains("TaskDefinition: \"" + PREFIX + "1\"");
        assertThat(harness.told("task    shop:1 registered  " + PREFIX + "1")).hasSize(1);
        assertThat(harness.aws().taskDefinitions().all().get(0).definition().toString())
                .contains("\"image\":\"registry/shop:1\"", "\"containerPort\":80", "\"value\":\"\\\"hello\\\"\\n\"");
        assertThat(harness.told("hello")).isEmpty();
    }

    /** ECS refuses numbers there. */
    @Test
    void aLabelIsATextWhateverItIsCalled() throws Exception {
        harness.file(
                "ecs/task.json",
                TASK.replace(
                        "\"image\":",
                        "\"dockerLabels\": {\"size\": \"<PORT>\"}, \"logConfiguration\": {\"logDriver\": \"awsfirelens\","
                                + " \"options\": {\"retries\": \"<PORT>\"}}, \"image\":"));

        harness.run(request());

        assertThat(harness.aws().taskDefinitions().all().get(0).definition().toString())
                .contains("\"size\":\"80\"", "\"retries\":\"80\"", "\"containerPort\":80");
    }

    @Test
    void anotherLabelIsAnotherRevisionWhateverItIsCalled() throws Exception {
        harness.file("ecs/task.json", TASK.replace("\"image\":", "\"dockerLabels\": {\"team\": \"web\"}, \"image\":"));
        harness.run(request());
        harness.file(
                "ecs/task.json",
                TASK.replace("\"image\":", "\"dockerLabels\": {\"team\": \"web\", \"timeout\": \"5\"}, \"image\":"));

        harness.run(request());

        assertThat(revisions()).isEqualTo(2);
    }

    @Test
    void aRevisionThatIsTheVerySameIsDeployedAgain() throws Exception {
        harness.run(request());

        Result result = harness.run(request());

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(revisions()).isEqualTo(1);
        assertThat(harness.told("task    shop:1 is registered already")).hasSize(1);
    }

    /** ECS tells the defaults of a health check. */
    @Test
    void aHealthCheckWithoutItsFiguresIsNoDifference() throws Exception {
        harness.file(
                "ecs/task.json",
                TASK.replace(
                        "\"name\": \"shop\",",
                        "\"name\": \"shop\", \"healthCheck\": {\"command\": [\"CMD\", \"ls\"]},"));
        harness.run(request());

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(revisions()).isEqualTo(1);
    }

    @Test
    void anotherImageIsAnotherRevision() throws Exception {
        harness.run(request());
        harness.run(request("registry/shop:2", List.of()));

        assertThat(lastAppSpec()).contains(PREFIX + "2");
    }

    @Test
    void takesWhatAwsPrints() throws Exception {
        harness.run(request());
        harness.file(
                "ecs/task.json",
                "{\"taskDefinition\": {\"taskDefinitionArn\": \"x\", \"revision\": 1, \"status\": \"ACTIVE\","
                        + " \"registeredAt\": \"2026-01-01T00:00:00+00:00\", "
                        + TASK.strip().substring(1) + ", \"tags\": []}");

        assertThat(harness.run(request()).error()).isEmpty();
        assertThat(revisions()).isEqualTo(1);
    }

    @Test
    void isRegisteredOnceWhenTheAnswerIsLost() throws Exception {
        harness.aws().faults().on("ECS.RegisterTaskDefinition").cutAfter();

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(revisions()).isEqualTo(1);
        assertThat(harness.aws().deployments()).hasSize(1);
    }

    @Test
    void isRegisteredOnceWhereverARestartTakesTheRunUp() throws Exception {
        Driver driver = harness.driver(harness.fresh(request()));
        while (!(driver.deployment().stage() instanceof Stage.Creating)) {
            harness.aws().clock().advance(driver.step());
            driver = harness.driver(harness.saved());
        }

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(revisions()).isEqualTo(1);
        assertThat(harness.aws().deployments()).hasSize(1);
    }

    @Test
    void withoutALookEachRunRegistersARevision() throws Exception {
        harness.production().removeStatement("task-definitions", "FindTaskDefinitions");

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(revisions()).isEqualTo(2);
        assertThat(harness.told("lacks ecs:DescribeTaskDefinition: each run registers a revision"))
                .hasSize(2);
    }

    @Test
    void saysThatTheRoleMayNotRegister() throws Exception {
        harness.production().removeStatement("task-definitions", "TaskDefinitions");

        assertThat(harness.run(request()).error())
                .startsWith("The task definition 'shop' cannot be registered. Production account 222222222222, role"
                        + " CrossAccountRole, ecs:RegisterTaskDefinition on *: not authorized")
                .endsWith("Add to the policy of the role:"
                        + " {\"Effect\":\"Allow\",\"Action\":[\"ecs:RegisterTaskDefinition\"],\"Resource\":[\"*\"]}.");
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void saysWhichRoleMayNotBeGivenToTasks() throws Exception {
        harness.production().removeStatement("task-definitions", "TaskRoles");

        assertThat(harness.run(request()).error())
                .endsWith(
                        "Add to the policy of the role: {\"Effect\":\"Allow\",\"Action\":[\"iam:PassRole\"],\"Resource\":"
                                + "[\"arn:aws:iam::222222222222:role/shop-task\"],\"Condition\":{\"StringEquals\":"
                                + "{\"iam:PassedToService\":\"ecs-tasks.amazonaws.com\"}}}.");
    }

    @Test
    void theSessionIsWidenedForMoreRolesThanItHasSpaceFor() throws Exception {
        List<String> many = Stream.concat(
                        Stream.of("path/shop-task", "shop-execution"),
                        IntStream.range(0, 30).mapToObj("a-role-of-the-shop-%02d"::formatted))
                .map(name -> "arn:aws:iam::222222222222:role/" + name)
                .toList();

        assertThat(harness.run(request("registry/shop:1", many)).error()).isEmpty();

        assertThat(harness.told("is widened to"))
                .singleElement()
                .asString()
                .endsWith(": it is widened to all roles of the account for tasks");
    }

    /** Not even the widest is short enough. */
    @Test
    void aCheckOfASessionWithoutSpaceSaysWhatStsSays() throws Exception {
        Options dry = new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL);
        harness.controller().hasThreadsForChecks();
        DeploymentRequest request = request("registry/shop:1", List.of());

        Result result = harness.run(RunHarness.with(
                RunHarness.with(
                        request, Stores.of("b".repeat(63), Store.Owner.PRODUCTION, "p".repeat(900), "k".repeat(2_000))),
                dry));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(harness.told("check   FAILED   role:")).hasSize(1);
        assertThat(harness.told("check itself")).isEmpty();
    }

    @Test
    void aRoleThatTheEnvironmentDoesNotNameIsNotGivenToTasks() throws Exception {
        Result result =
                harness.run(request("registry/shop:1", List.of("arn:aws:iam::222222222222:role/shop-execution")));

        assertThat(result.error())
                .isEqualTo(
                        "The task definition 'shop' cannot be registered: the environment names the roles that tasks are"
                                + " given, and arn:aws:iam::222222222222:role/shop-task is none of them. Add that role to"
                                + " taskRoleArns of environment 'prod'.");
        assertThat(revisions()).isZero();
    }

    @Test
    void tagsOfTheFileNeedOneActionMore() throws Exception {
        harness.file(
                "ecs/task.json",
                TASK.strip().replaceFirst("[}]$", ", \"tags\": [{\"key\": \"a\", \"value\": \"b\"}]}"));

        assertThat(harness.run(request()).error()).contains("ecs:TagResource", "Add to the policy of the role");

        harness.file(
                "ecs/task.json", "{\"taskDefinition\": " + TASK + ", \"tags\": [{\"key\": \"a\", \"value\": \"b\"}]}");
        assertThat(harness.run(request()).error()).contains("ecs:TagResource", "Add to the policy of the role");

        harness.file("ecs/task.json", TASK.strip().replaceFirst("[}]$", ", \"tags\": []}"));
        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void passesOnWhatEcsComplainsOf() throws Exception {
        assertThat(harness.run(request("x y", List.of())).error())
                .contains("ClientException: Container.image contains invalid characters. Mend the task definition");
    }

    @Test
    void saysThatItIsTooLong() throws Exception {
        harness.file("ecs/task.json", TASK.replace("\"value\": \"a\"", "\"value\": \"" + "a".repeat(70_000) + "\""));

        assertThat(harness.run(request()).error()).contains("Max allowed length is '65536' bytes");
    }

    @Test
    void saysWhereItIsNoJson() throws Exception {
        harness.file("ecs/task.json", TASK.replace("\"<PORT>\"", "<PORT>"));

        assertThat(harness.run(request()).error())
                .startsWith("ecs/task.json:13: is not valid JSON: ")
                .endsWith(". Mend it, with placeholders in quotes.");
    }

    @Test
    void saysThatItIsNotThere() throws Exception {
        harness.file("ecs/task.json", "");
        Files.delete(workspace.resolve("ecs/task.json"));

        assertThat(harness.run(request()).error())
                .isEqualTo(
                        "ecs/task.json: is not in the workspace. Set taskDefinition to the path of the task definition"
                                + " there.");
    }

    @Test
    void takesAFieldThatIsAlmostAKnownOneForASlip() throws Exception {
        harness.file("ecs/task.json", TASK.replace("\"environment\"", "\"enviroment\""));

        assertThat(harness.run(request()).error())
                .isEqualTo("ecs/task.json: containerDefinitions[0].enviroment is not known, and ECS would pass over it."
                        + " Did you mean 'environment'?");
        assertThat(revisions()).isZero();
    }

    @Test
    void saysWhichContainerHasTheSlip() throws Exception {
        harness.file(
                "ecs/task.json",
                TASK.replace("\n  ]", ",\n{\"name\": \"log\", \"image\": \"x\", \"comand\": []}\n  ]"));

        assertThat(harness.run(request()).error())
                .startsWith("ecs/task.json: containerDefinitions[1].comand is not known");
    }

    @Test
    void saysThatItIsNone() throws Exception {
        for (String none : List.of("{}", "{\"family\": \"shop\"}", "{\"containerDefinitions\": []}")) {
            harness.file("ecs/task.json", none);

            assertThat(harness.run(request()).error())
                    .isEqualTo(
                            "ecs/task.json: is no task definition, which has family and containerDefinitions. Give the"
                                    + " path of one, such as aws ecs describe-task-definition prints it.");
        }
    }

    @Test
    void cannotNameItself() throws Exception {
        harness.file("ecs/task.json", TASK.replace("\"value\": \"a\"", "\"value\": \"<TASK_DEFINITION>\""));

        assertThat(harness.run(request()).error())
                .isEqualTo(
                        "ecs/task.json:14: <TASK_DEFINITION> is known only when this file is registered. Write it in the"
                                + " AppSpec alone.");
        assertThat(revisions()).isZero();
    }

    @Test
    void sendsAFieldThatMayBeNew() throws Exception {
        harness.file("ecs/task.json", TASK.replace("\"cpu\": \"256\"", "\"cpu\": \"256\", \"quantum\": true"));

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("ecs/task.json: quantum is not known here. It is sent, and ECS may pass over it."))
                .hasSize(1);
        assertThat(harness.aws().taskDefinitions().all().get(0).definition().has("quantum"))
                .isTrue();
    }

    @Test
    void isRegisteredOnlyIfTheAppSpecDeploysIt() throws Exception {
        harness.file("appspec.yml", TwoAccounts.SERVICE_APP_SPEC);

        assertThat(harness.run(request()).error())
                .isEqualTo(
                        "appspec.yml: has no <TASK_DEFINITION>, which is where the result of taskDefinition goes. Write"
                                + " it there, or leave out taskDefinition.");
        assertThat(revisions()).isZero();
    }

    @Test
    void aDryRunRegistersNothing() throws Exception {
        Options dry = new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL);
        harness.controller().hasThreadsForChecks();

        Result result = harness.run(RunHarness.with(request(), dry));

        assertThat(result.error()).isEmpty();
        assertThat(result.outcome()).isEqualTo(Outcome.CHECKED);
        assertThat(harness.told("dry run: a revision of task definition 'shop' would be registered and deployed"))
                .hasSize(1);
        assertThat(revisions()).isZero();
    }

    @Test
    void throttlingAndFailuresOfEcsAreRiddenOut() throws Exception {
        harness.aws().faults().on("ECS.DescribeTaskDefinition").times(3).throttle();
        harness.aws().faults().on("ECS.RegisterTaskDefinition").times(3).fail();

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(revisions()).isEqualTo(1);
    }

    @Test
    void anotherBuildThatRegistersAtTheSameTimeIsWaitedFor() throws Exception {
        harness.aws()
                .faults()
                .on("ECS.RegisterTaskDefinition")
                .times(3)
                .error(
                        400,
                        "ClientException",
                        "Too many concurrent attempts to create a new revision of the specified family.");

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(revisions()).isEqualTo(1);
    }

    @Test
    void anExpiredSessionIsRenewed() throws Exception {
        harness.aws().faults().on("ECS.RegisterTaskDefinition").expiredToken();

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
}
