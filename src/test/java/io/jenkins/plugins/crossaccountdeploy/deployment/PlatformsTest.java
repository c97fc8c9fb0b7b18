package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** Deployments that are not in place: blue/green, Lambda, ECS, and those that Auto Scaling begins. */
class PlatformsTest {

    @TempDir
    Path workspace;

    private Rig rig;

    private Order start(String scenario, String application, String group) {
        rig = new Rig(workspace, Scenario.named(scenario));
        return Rig.with(rig.order(), new Order.Target(application, group, ""));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void showsHowABlueGreenDeploymentIsContinuedAndFollowsItToItsTermination() throws Exception {
        Order order = start("blue-green", "CodeDeployDemo", "BlueGreen");
        rig.withApplication();
        Driver driver = rig.until(rig.driver(rig.fresh(order)), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(10));
        String id = rig.deploymentId();

        assertThat(rig.told("Ready: waits for someone to let the traffic go over"))
                .hasSize(1);
        assertThat(rig.told("aws deploy continue-deployment --deployment-id " + id
                        + " --deployment-wait-type READY_WAIT --region eu-west-1"))
                .hasSize(1);
        assertThat(rig.told("AllowTraffic")).isEmpty();
        carryOn(id, DeploymentWaitType.READY_WAIT);
        rig.pass(driver, Duration.ofMinutes(2));

        assertThat(rig.told("AfterAllowTraffic")).hasSize(3);
        assertThat(rig.told("AfterBlockTraffic")).hasSize(3);
        assertThat(rig.told("What it has left is terminated after 5 minutes, or at once with"))
                .hasSize(1);
        assertThat(rig.told("--deployment-id " + id + " --deployment-wait-type TERMINATION_WAIT"))
                .hasSize(1);
        carryOn(id, DeploymentWaitType.TERMINATION_WAIT);

        Result result = rig.finish(driver);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("6 targets: 6 succeeded")).hasSize(1);
    }

    @Test
    void saysThatNobodyContinuedABlueGreenDeployment() throws Exception {
        Order order = start("blue-green", "CodeDeployDemo", "BlueGreen");
        rig.withApplication();

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.error()).contains("was stopped with TIMEOUT");
    }

    private void carryOn(String id, DeploymentWaitType wait) {
        try (Clients somebody = Clients.ofRole(rig.aws())) {
            somebody.codeDeploy()
                    .continueDeployment(request -> request.deploymentId(id).deploymentWaitType(wait));
        }
    }

    @Test
    void deploysALambdaFunctionByItsAppSpecAlone() throws Exception {
        Order order = start("lambda", "CodeDeployDemo-Lambda", "Prod");
        rig.file("appspec.yml", """
                version: 0.0
                Resources:
                  - checkout:
                      Type: AWS::Lambda::Function
                      Properties:
                        Name: checkout
                        Alias: live
                        CurrentVersion: "7"
                        TargetVersion: "8"
                Hooks:
                  - BeforeAllowTraffic: smoke-test
                """);

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("checkout  BeforeAllowTraffic")).hasSize(1);
        assertThat(rig.told("checkout  AllowTraffic      Succeeded")).hasSize(1);
        assertThat(rig.aws().calls().operations()).noneMatch(operation -> operation.startsWith("S3."));
    }

    @Test
    void tellsWhichHookOfALambdaDeploymentFailed() throws Exception {
        Order order = start("lambda", "CodeDeployDemo-Lambda", "Prod");
        rig.file("appspec.yml", """
                version: 0.0
                Resources:
                  - checkout:
                      Type: AWS::Lambda::Function
                      Properties:
                        Name: checkout
                        Alias: live
                        CurrentVersion: "7"
                        TargetVersion: "8"
                """);
        rig.aws().nextDeployment().failsEverywhere("BeforeAllowTraffic", Script.unknownError("no answer"));

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("BeforeAllowTraffic on checkout");
    }

    @Test
    void deploysAnEcsServiceByItsAppSpecAlone() throws Exception {
        Order order = start("ecs", "CodeDeployDemo-ECS", "Prod");
        rig.file("appspec.yml", """
                version: 0.0
                Resources:
                  - TargetService:
                      Type: AWS::ECS::Service
                      Properties:
                        TaskDefinition: "arn:aws:ecs:eu-west-1:222222222222:task-definition/shop:8"
                        LoadBalancerInfo:
                          ContainerName: shop
                          ContainerPort: 80
                """);

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("demo-service  Install           Succeeded")).hasSize(1);
        assertThat(rig.told("demo-service  AllowTraffic      Succeeded")).hasSize(1);
        assertThat(rig.told("terminated after 5 minutes")).hasSize(1);
        assertThat(rig.aws().calls().operations()).noneMatch(operation -> operation.startsWith("S3."));
    }

    @Test
    void leavesInstancesThatAutoScalingLaunchesLaterToTheirOwnDeployments() throws Exception {
        Order order = start("healthy", "CodeDeployDemo", "Prod");
        rig.withApplication();
        rig.run(order);
        String launched = rig.aws()
                .launchInstance("CodeDeployDemo", "Prod", "i-0launched")
                .id();
        int told = rig.console().size();

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("waits: " + launched)).hasSize(1);
        assertThat(rig.console().subList(told, rig.console().size())).noneMatch(line -> line.contains("i-0launched"));
    }
}
