package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Wording;
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

    private RunHarness harness;

    private DeploymentRequest start(String scenario, String application, String group) {
        harness = new RunHarness(workspace, Scenario.named(scenario));
        return RunHarness.with(harness.request(), new DeploymentRequest.Target(application, group, ""));
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    @Test
    void showsHowABlueGreenDeploymentIsContinuedAndFollowsItToItsTermination() throws Exception {
        DeploymentRequest request = start("blue-green", "CodeDeployDemo", "BlueGreen");
        harness.withApplication();
        Driver driver = harness.until(request, Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(10));
        String id = harness.deploymentId();

        assertThat(harness.told(
                        "Ready: waits for someone to reroute the traffic, for 60 minutes, and is stopped then."))
                .hasSize(1);
        assertThat(harness.told(
                        "crossAccountDeploy(environment: 'prod', action: 'continue', deploymentId: '" + id + "')"))
                .hasSize(1);
        assertThat(harness.told("aws deploy continue-deployment --deployment-id " + id
                        + " --deployment-wait-type READY_WAIT --region eu-west-1"))
                .hasSize(1);
        assertThat(harness.told("AllowTraffic")).isEmpty();
        carryOn(id, DeploymentWaitType.READY_WAIT);
        harness.pass(driver, Duration.ofMinutes(2));

        assertThat(harness.told("AfterAllowTraffic")).hasSize(3);
        assertThat(harness.told("AfterBlockTraffic")).hasSize(3);
        assertThat(harness.told("The original targets are terminated after 5 minutes, or at once on its page, or with"))
                .hasSize(1);
        assertThat(harness.told("--deployment-id " + id + " --deployment-wait-type TERMINATION_WAIT"))
                .hasSize(1);
        carryOn(id, DeploymentWaitType.TERMINATION_WAIT);

        Result result = harness.finish(driver);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("6 targets: 6 succeeded")).hasSize(1);
    }

    @Test
    void saysThatNobodyContinuedABlueGreenDeployment() throws Exception {
        DeploymentRequest request = start("blue-green", "CodeDeployDemo", "BlueGreen");
        harness.withApplication();

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.error()).contains("was stopped with TIMEOUT");
    }

    private static String percentage(String line) {
        return line.replaceAll(".* (\\d+%) of .*", "$1");
    }

    private void carryOn(String id, DeploymentWaitType wait) {
        try (Clients somebody = Clients.ofRole(harness.aws())) {
            somebody.codeDeploy()
                    .continueDeployment(builder -> builder.deploymentId(id).deploymentWaitType(wait));
        }
    }

    @Test
    void deploysALambdaFunctionByItsAppSpecAlone() throws Exception {
        DeploymentRequest request = start("lambda", "CodeDeployDemo-Lambda", "Prod");
        harness.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("checkout  BeforeAllowTraffic")).hasSize(1);
        assertThat(harness.told("of the traffic goes to version 8").stream().map(PlatformsTest::percentage))
                .containsExactly("10%", "20%", "30%", "40%", "50%", "60%", "70%", "80%", "90%");
        assertThat(harness.told("checkout  AllowTraffic      Succeeded")).hasSize(1);
        assertThat(harness.aws().calls().operations()).noneMatch(operation -> operation.startsWith("S3."));
    }

    @Test
    void deploysTheVeryAppSpecThatWasTested() throws Exception {
        DeploymentRequest request = start("lambda", "CodeDeployDemo-Lambda", "Prod");
        harness.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);
        Revision tested = harness.run(request).revision().orElseThrow();
        harness.file("appspec.yml", "version: 0.0 # of the next commit");
        harness.aws().function("checkout").alias("live", 7);
        Revision again = Revision.parse(tested.address()).orElseThrow();

        Result result = harness.run(RunHarness.with(request, new DeploymentRequest.Existing(again)));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.revision()).contains(tested);
        assertThat(harness.told("bundle  " + tested.uri())).hasSize(2);
    }

    @Test
    void tellsWhichHookOfALambdaDeploymentFailed() throws Exception {
        DeploymentRequest request = start("lambda", "CodeDeployDemo-Lambda", "Prod");
        harness.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);
        harness.aws().nextDeployment().failsEverywhere("BeforeAllowTraffic", Script.unknownError("no answer"));

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("BeforeAllowTraffic on checkout");
    }

    @Test
    void deploysAnEcsServiceByItsAppSpecAlone() throws Exception {
        DeploymentRequest request = start("ecs", "CodeDeployDemo-ECS", "Prod");
        harness.file("appspec.yml", TwoAccounts.SERVICE_APP_SPEC);

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("demo-service  Install           Succeeded")).hasSize(1);
        assertThat(harness.told("demo-service  10% of the traffic goes to the new tasks"))
                .hasSize(1);
        assertThat(harness.told("demo-service  AllowTraffic      Succeeded")).hasSize(1);
        assertThat(harness.told("terminated after 5 minutes")).hasSize(1);
        assertThat(harness.aws().calls().operations()).noneMatch(operation -> operation.startsWith("S3."));
    }

    @Test
    void tellsTheEventsOfAFunctionThatCodeDeployDoesNotCount() throws Exception {
        DeploymentRequest request = start("lambda", "CodeDeployDemo-Lambda", "Prod");
        harness.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);
        harness.aws().nextDeployment().worded(Wording::countingNothing);

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("checkout  AllowTraffic      Succeeded")).hasSize(1);
        assertThat(harness.told("of the traffic goes to version 8")).hasSize(9);
        assertThat(harness.aws().calls().count("CodeDeploy.ListDeploymentTargets"))
                .as("only until the target is known, and at the end")
                .isLessThan(6);
    }

    @Test
    void tellsWhichHookFailedOfAServiceThatCodeDeployDoesNotCount() throws Exception {
        DeploymentRequest request = start("ecs", "CodeDeployDemo-ECS", "Prod");
        harness.file("appspec.yml", TwoAccounts.SERVICE_APP_SPEC);
        harness.aws()
                .nextDeployment()
                .worded(Wording::countingNothing)
                .failsEverywhere("AfterInstall", Script.unknownError("no answer"));

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("AfterInstall on demo-service");
    }

    /** It has no targets at all. */
    @Test
    void endsWithADeploymentToAFunctionThatCannotBegin() throws Exception {
        DeploymentRequest request = start("lambda", "CodeDeployDemo-Lambda", "Prod");
        harness.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);
        harness.aws().function("checkout").alias("live", 6);
        harness.aws().nextDeployment().worded(Wording::countingNothing);

        assertThat(harness.run(request).error()).contains("INVALID_LAMBDA_CONFIGURATION");
    }

    @Test
    void leavesInstancesThatAutoScalingLaunchesLaterToTheirOwnDeployments() throws Exception {
        DeploymentRequest request = start("healthy", "CodeDeployDemo", "Prod");
        harness.withApplication();
        harness.run(request);
        String launched = harness.aws()
                .launchInstance("CodeDeployDemo", "Prod", "i-0launched")
                .id();
        int told = harness.console().size();

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("waits: " + launched)).hasSize(1);
        assertThat(harness.console().subList(told, harness.console().size()))
                .noneMatch(line -> line.contains("i-0launched"));
    }

    @Test
    void namesTheDeploymentsToInstancesThatWereLaunchedMeanwhile() throws Exception {
        DeploymentRequest request = start("healthy", "CodeDeployDemo", "Prod");
        harness.withApplication();
        harness.aws().nextDeployment().launches("i-0launched").launches("i-1launched");

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        List<Deployment> all = List.copyOf(harness.aws().deployments());
        assertThat(all)
                .extracting(Deployment::creator)
                .endsWith("user", "CodeDeployAutoUpdate", "CodeDeployAutoUpdate");
        assertThat(harness.told("updates instances that Auto Scaling has launched meanwhile"))
                .containsExactly(note(all.get(all.size() - 2), request), note(all.get(all.size() - 1), request));
        assertThat(result.deploymentId()).isEqualTo(all.get(all.size() - 3).id());
    }

    private static String note(Deployment update, DeploymentRequest request) {
        return "[prod] note    " + update.id() + " updates instances that Auto Scaling has launched meanwhile  "
                + request.url(update.id());
    }

    @Test
    void saysOnceWhatCodeDeploySaysOfTheDeployment() throws Exception {
        DeploymentRequest request = start("healthy", "CodeDeployDemo", "Prod");
        harness.withApplication();
        harness.aws().nextDeployment().says("The task set waits for capacity.").takes("Install", Duration.ofMinutes(3));
        Driver driver = harness.until(request, Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(1));

        harness.finish(harness.driver(harness.saved()));

        assertThat(harness.told("waits for capacity"))
                .containsExactly("[prod] note    The task set waits for capacity.");
    }

    @Test
    void tellsThatTheAlarmsAreWatchedBeforeTheEnd() throws Exception {
        DeploymentRequest request = start("healthy", "CodeDeployDemo", "Prod");
        harness.withApplication();
        harness.aws().nextDeployment().bakes(Duration.ofMinutes(10));
        Driver driver = harness.until(request, Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(3));

        Result result = harness.finish(harness.driver(harness.saved()));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("Baking: alarms are watched for a while")).hasSize(1);
        assertThat(harness.told("Baking: 3 targets: 3 succeeded")).hasSize(1);
    }

    @Test
    void blamesTheAlarmThatStoppedTheDeployment() throws Exception {
        DeploymentRequest request = start("healthy", "CodeDeployDemo", "Prod");
        harness.withApplication();
        harness.aws().nextDeployment().alarmAfter(Duration.ofSeconds(8));

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.error())
                .contains("was stopped with ALARM_ACTIVE", "CloudWatch alarm of the deployment group");
    }

    @Test
    void followsTheRollbackThatAnAlarmBegan() throws Exception {
        DeploymentRequest request = start("healthy", "CodeDeployDemo", "Prod");
        harness.withApplication();
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        harness.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_STOP_ON_ALARM");
        harness.aws().nextDeployment().alarmAfter(Duration.ofSeconds(8));

        Result result = harness.run(request);

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.told("Rolled back by " + harness.deploymentId())).hasSize(1);
        assertThat(harness.told("ValidateService")).as("events of the rollback").hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void saysThatCloudTrailKnowsWhoStoppedTheDeployment() throws Exception {
        DeploymentRequest request = start("healthy", "CodeDeployDemo", "Prod");
        harness.withApplication();
        Driver driver = harness.until(request, Stage.Watching.class);
        try (Clients somebody = Clients.ofRole(harness.aws())) {
            somebody.codeDeploy().stopDeployment(builder -> builder.deploymentId(harness.deploymentId()));
        }

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.error()).contains("was stopped with MANUAL_STOP", "CloudTrail says who");
    }

    @Test
    void saysWhyNothingIsRolledBack() throws Exception {
        DeploymentRequest request = start("healthy", "CodeDeployDemo", "Prod");
        harness.withApplication();
        harness.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script());

        Result result = harness.run(request);

        assertThat(result.rollbackDeploymentId()).isEmpty();
        assertThat(harness.told("note    not rolled back: The deployment group has no previous successful deployment"))
                .hasSize(1);
    }
}
