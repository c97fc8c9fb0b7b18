package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

        assertThat(rig.told(
                        "Ready: waits for someone to let the traffic go over, for 60 minutes, and is stopped then."))
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

    private static String percentage(String line) {
        return line.replaceAll(".* (\\d+%) of .*", "$1");
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
        rig.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("checkout  BeforeAllowTraffic")).hasSize(1);
        assertThat(rig.told("of the traffic goes to version 8").stream().map(PlatformsTest::percentage))
                .containsExactly("10%", "20%", "30%", "40%", "50%", "60%", "70%", "80%", "90%");
        assertThat(rig.told("checkout  AllowTraffic      Succeeded")).hasSize(1);
        assertThat(rig.aws().calls().operations()).noneMatch(operation -> operation.startsWith("S3."));
    }

    @Test
    void tellsWhichHookOfALambdaDeploymentFailed() throws Exception {
        Order order = start("lambda", "CodeDeployDemo-Lambda", "Prod");
        rig.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);
        rig.aws().nextDeployment().failsEverywhere("BeforeAllowTraffic", Script.unknownError("no answer"));

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("BeforeAllowTraffic on checkout");
    }

    @Test
    void deploysAnEcsServiceByItsAppSpecAlone() throws Exception {
        Order order = start("ecs", "CodeDeployDemo-ECS", "Prod");
        rig.file("appspec.yml", TwoAccounts.SERVICE_APP_SPEC);

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("demo-service  Install           Succeeded")).hasSize(1);
        assertThat(rig.told("demo-service  10% of the traffic goes to the new tasks"))
                .hasSize(1);
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

    @Test
    void namesTheDeploymentsToInstancesThatWereLaunchedMeanwhile() throws Exception {
        Order order = start("healthy", "CodeDeployDemo", "Prod");
        rig.withApplication();
        rig.aws().nextDeployment().launches("i-0launched").launches("i-1launched");

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        List<Deployment> all = List.copyOf(rig.aws().deployments());
        assertThat(all)
                .extracting(Deployment::creator)
                .endsWith("user", "CodeDeployAutoUpdate", "CodeDeployAutoUpdate");
        assertThat(rig.told("updates instances that Auto Scaling has launched meanwhile"))
                .containsExactly(note(all.get(all.size() - 2), order), note(all.get(all.size() - 1), order));
        assertThat(result.deploymentId()).isEqualTo(all.get(all.size() - 3).id());
    }

    private static String note(Deployment update, Order order) {
        return "[prod] note    " + update.id() + " updates instances that Auto Scaling has launched meanwhile  "
                + order.url(update.id());
    }

    @Test
    void saysOnceWhatCodeDeploySaysOfTheDeployment() throws Exception {
        Order order = start("healthy", "CodeDeployDemo", "Prod");
        rig.withApplication();
        rig.aws().nextDeployment().says("The task set waits for capacity.").takes("Install", Duration.ofMinutes(3));
        Driver driver = rig.until(rig.driver(rig.fresh(order)), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(1));

        rig.finish(rig.driver(rig.saved()));

        assertThat(rig.told("waits for capacity")).containsExactly("[prod] note    The task set waits for capacity.");
    }

    @Test
    void tellsThatTheAlarmsAreWatchedBeforeTheEnd() throws Exception {
        Order order = start("healthy", "CodeDeployDemo", "Prod");
        rig.withApplication();
        rig.aws().nextDeployment().bakes(Duration.ofMinutes(10));
        Driver driver = rig.until(rig.driver(rig.fresh(order)), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(3));

        Result result = rig.finish(rig.driver(rig.saved()));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("Baking: alarms are watched for a while")).hasSize(1);
        assertThat(rig.told("Baking: 3 targets: 3 succeeded")).hasSize(1);
    }

    @Test
    void blamesTheAlarmThatStoppedTheDeployment() throws Exception {
        Order order = start("healthy", "CodeDeployDemo", "Prod");
        rig.withApplication();
        rig.aws().nextDeployment().alarmAfter(Duration.ofSeconds(8));

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.error())
                .contains("was stopped with ALARM_ACTIVE", "CloudWatch alarm of the deployment group");
    }

    @Test
    void followsTheRollbackThatAnAlarmBegan() throws Exception {
        Order order = start("healthy", "CodeDeployDemo", "Prod");
        rig.withApplication();
        rig.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        rig.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_STOP_ON_ALARM");
        rig.aws().nextDeployment().alarmAfter(Duration.ofSeconds(8));

        Result result = rig.run(order);

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(rig.deploymentId());
        assertThat(rig.told("Rolled back by " + rig.deploymentId())).hasSize(1);
        assertThat(rig.told("ValidateService")).as("events of the rollback").hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void saysThatCloudTrailKnowsWhoStoppedTheDeployment() throws Exception {
        Order order = start("healthy", "CodeDeployDemo", "Prod");
        rig.withApplication();
        Driver driver = rig.until(rig.driver(rig.fresh(order)), Stage.Watching.class);
        try (Clients somebody = Clients.ofRole(rig.aws())) {
            somebody.codeDeploy().stopDeployment(request -> request.deploymentId(rig.deploymentId()));
        }

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.error()).contains("was stopped with MANUAL_STOP", "CloudTrail says who");
    }

    @Test
    void saysWhyNothingIsRolledBack() throws Exception {
        Order order = start("healthy", "CodeDeployDemo", "Prod");
        rig.withApplication();
        rig.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        rig.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script());

        Result result = rig.run(order);

        assertThat(result.rollbackDeploymentId()).isEmpty();
        assertThat(rig.told("note    not rolled back: The deployment group has no previous successful deployment"))
                .hasSize(1);
    }
}
