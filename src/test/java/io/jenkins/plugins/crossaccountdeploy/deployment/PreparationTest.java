package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.FromWorkspace;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import io.jenkins.plugins.crossaccountdeploy.template.Variables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AppSpecs of ECS and Lambda deployments that are filled in. */
class PreparationTest {

    private static final String ECS = """
            version: 0.0
            Resources:
              - TargetService:
                  Type: AWS::ECS::Service
                  Properties:
                    TaskDefinition: <TASK_DEFINITION>
                    LoadBalancerInfo:
                      ContainerName: <NAME>
                      ContainerPort: <PORT>
            """;

    private static final String ARN = "arn:aws:ecs:eu-west-1:222222222222:task-definition/shop:8";

    @TempDir
    Path workspace;

    private RunHarness harness;

    @AfterEach
    void stop() {
        harness.close();
    }

    private DeploymentRequest ecs(String appSpec, Map<String, String> placeholders) {
        harness = new RunHarness(workspace, Scenario.named("ecs")).file("appspec.yml", appSpec);
        return request("CodeDeployDemo-ECS", placeholders);
    }

    private DeploymentRequest request(String application, Map<String, String> placeholders) {
        return RunHarness.with(
                RunHarness.with(harness.request(), new DeploymentRequest.Target(application, "Prod", "")),
                new FromWorkspace(
                        Selection.ALL, "", new Preparation(new Values(placeholders), "", false, List.of(), List.of())));
    }

    private String deployed() {
        Result result = ((Stage.Done) harness.saved().deployment().stage()).result();
        return ((AppSpecRevision) result.revision().orElseThrow()).content();
    }

    @Test
    void theAppSpecIsFilledInFromTheStepAndFromTheBuild() throws Exception {
        DeploymentRequest request = ecs(ECS, Map.of("TASK_DEFINITION", ARN, "NAME", "shop"));
        harness.controller().useVariables(new Variables(Map.of("NAME", "other", "PORT", "80", "HOME", "/"), Set.of()));

        Result result = harness.run(request);

        assertThat(result.error()).isEmpty();
        assertThat(deployed())
                .isEqualTo(ECS.replace("<TASK_DEFINITION>", '"' + ARN + '"')
                        .replace("<NAME>", "\"shop\"")
                        .replace("<PORT>", "80"));
        assertThat(result.revision().orElseThrow().uri())
                .isEqualTo("appspec:sha256:" + new AppSpecRevision(deployed()).sha256());
    }

    @Test
    void aPlaceholderWithoutAValueEndsTheRunBeforeAnythingIsDone() throws Exception {
        Result result = harness(ECS, Map.of("TASK_DEFINITION", ARN, "NAME", "shop"));

        assertThat(result.error()).startsWith("appspec.yml:9: <PORT> has no value.");
        assertThat(harness.aws().deployments()).isEmpty();
    }

    private Result harness(String appSpec, Map<String, String> placeholders) throws InterruptedException {
        DeploymentRequest request = ecs(appSpec, placeholders);
        return harness.run(request);
    }

    @Test
    void theFilledAppSpecIsChecked() throws Exception {
        Result result = harness(ECS, Map.of("TASK_DEFINITION", ARN, "NAME", "shop", "PORT", "http"));

        assertThat(result.error())
                .isEqualTo("appspec.yml:9: ContainerPort 'http' is not a number. Write the port, such as 8080.");
    }

    @Test
    void allFaultsAreToldAtOnce() throws Exception {
        Result result = harness(ECS, Map.of());

        assertThat(harness.told("has no value")).hasSize(3);
        assertThat(result.error()).contains("3 faults");
    }

    @Test
    void aValueThatGoesNowhereIsToldWithoutIt() throws Exception {
        DeploymentRequest request =
                ecs(ECS, Map.of("TASK_DEFINITION", ARN, "NAME", "shop", "PORT", "80", "IMGAE", "hunter2"));

        assertThat(harness.run(request).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("note    placeholders: IMGAE is nowhere in appspec.yml"))
                .hasSize(1);
        assertThat(harness.told("hunter2")).isEmpty();
    }

    @Test
    void noValueIsPrinted() throws Exception {
        DeploymentRequest request = ecs(ECS, Map.of("TASK_DEFINITION", ARN, "NAME", "hunter2", "PORT", "80"));

        assertThat(harness.run(request).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("hunter2")).isEmpty();
        assertThat(request.toString()).doesNotContain("hunter2");
    }

    @Test
    void aHostileValueStaysAValue() throws Exception {
        DeploymentRequest request =
                ecs(ECS, Map.of("TASK_DEFINITION", ARN, "NAME", "shop\nHooks:\n  - BeforeInstall: evil", "PORT", "80"));

        harness.run(request);

        assertThat(deployed()).contains("ContainerName: \"shop\\nHooks:\\n  - BeforeInstall: evil\"\n");
    }

    @Test
    void bundlesOfInstancesAreDeployedAsTheyAre() throws Exception {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();

        Result result = harness.run(request("CodeDeployDemo", Map.of("A", "b")));

        assertThat(result.error())
                .isEqualTo("placeholders, taskDefinition and publishVersion are for ECS and Lambda, and the deployment"
                        + " group Prod deploys to instances, which get the bundle as it is in the workspace. Leave them out,"
                        + " and write such values into the files before.");
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void alsoWhereTheRoleMayNotLookAtTheGroup() throws Exception {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        harness.production().removeStatement("deploy", "Groups");

        assertThat(harness.run(request("CodeDeployDemo", Map.of("A", "b"))).error())
                .startsWith("placeholders, taskDefinition and publishVersion are for ECS and Lambda");
    }
}
