package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An AWS that cannot be asked for a while. */
class TroubleTest extends InTwoAccounts {

    @Test
    void ridesOutMinutesOfThrottlingAndTellsOnce() throws Exception {
        harness.aws().faults().on("CodeDeploy.GetDeployment").times(20).throttle();

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.told("note"))
                .containsExactly(
                        "[prod] note    codedeploy:GetDeployment does not get through (ThrottlingException: Rate exceeded);"
                                + " keeps trying for 15 minutes",
                        "[prod] note    goes on again");
    }

    @Test
    void saysNothingOfASingleFailure() throws Exception {
        harness.aws().faults().on("CodeDeploy.GetDeployment").times(2).fail();
        harness.aws().faults().on("CodeDeploy.RegisterApplicationRevision").cutBefore();

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("note")).isEmpty();
    }

    @Test
    void ridesOutTenMinutesWithoutANetwork() throws Exception {
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.aws().unreachable(true);
        harness.pass(driver, Duration.ofMinutes(10));
        harness.aws().unreachable(false);

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("does not get through")).hasSize(1);
        assertThat(harness.told("goes on again")).hasSize(1);
        assertThat(harness.told("ValidateService")).hasSize(3);
    }

    /** Nobody has tried meanwhile. */
    @Test
    void isPatientAnewWhenTheControllerWasDown() throws Exception {
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.aws().faults().on("CodeDeploy.GetDeployment").times(2).fail();
        driver.step();
        harness.aws().clock().advance(Duration.ofMinutes(20));

        assertThat(harness.finish(harness.driver(harness.saved())).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void givesUpAfterAQuarterOfAnHourAndLeavesTheDeploymentAlone() throws Exception {
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.aws().unreachable(true);

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.deploymentId()).isEqualTo(harness.deploymentId());
        assertThat(result.error()).contains("Check the controller's way to AWS", "goes on, unwatched: " + result.url());
        assertThat(Duration.between(
                        harness.saved().deployment().started(),
                        harness.aws().clock().instant()))
                .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(17));
    }

    @Test
    void saysThatADeploymentMayRunWhoseCreationWasNeverAnswered() throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        harness.aws().faults().on("CodeDeploy.ListDeployments").always().unavailable();

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error())
                .contains("a deployment may run", harness.saved().deployment().token(), "group Prod");
        assertThat(harness.deployment().description().orElseThrow())
                .contains(harness.saved().deployment().token());
        assertThat(harness.aws().deployments()).hasSize(1);
    }

    @Test
    void givesUpAfterAQuarterOfAnHourWhenNoDeploymentCanBeCreated() throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").always().fail();

        Result result = harness.run(harness.request());

        assertThat(result.error())
                .contains(
                        "The deployment cannot be created",
                        harness.saved().deployment().token());
        assertThat(harness.told("codedeploy:CreateDeployment does not get through"))
                .hasSize(1);
        assertThat(harness.aws().calls().of("CodeDeploy.CreateDeployment")).hasSizeBetween(20, 60);
        assertThat(harness.aws().deployments()).isEmpty();
    }

    /** What one run is told counts for all of its account and region. */
    @Test
    void letsAnAccountRestThatSaysThatItIsAskedTooOften() throws Exception {
        harness.aws().application("CodeDeployDemo").createGroup("Canary").instances("i-0b2c3d4e");
        DeploymentRequest.Target target = harness.request().target();
        Driver told = harness.until(harness.request(), Stage.Watching.class);
        Driver other = harness.until(
                RunHarness.with(
                        harness.controller().order(43),
                        new DeploymentRequest.Target(
                                target.application(), "Canary", target.deploymentConfig(), target.instanceRoleArns())),
                Stage.Watching.class);
        harness.aws().clock().advance(Duration.ofMinutes(1));
        harness.aws().faults().on("CodeDeploy.GetDeployment").throttle();
        told.step();
        harness.aws().calls().clear();

        assertThat(other.step()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(harness.aws().calls().count("CodeDeploy.GetDeployment")).isZero();
    }

    @Test
    void asksAgainOnlyForWhatWasNotAnswered() throws Exception {
        harness.aws().group("CodeDeployDemo", "Prod").instances(200).config("CodeDeployDefault.AllAtOnce");
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(1));
        DeploymentRequest request = LargeDeploymentsTest.tellingAll(harness.request());
        Driver driver = harness.until(request, Stage.Watching.class);
        harness.aws().calls().clear();
        for (int i = 0; i < 7; i++) {
            harness.aws()
                    .faults()
                    .on("CodeDeploy.BatchGetDeploymentTargets")
                    .after(i)
                    .throttle();
        }

        harness.pass(driver, Duration.ofMinutes(2));

        assertThat(harness.told("BeforeInstall")).hasSize(200);
        assertThat(harness.told("note")).isEmpty();
        assertThat(harness.aws().calls().of("CodeDeploy.ListDeploymentTargets")).hasSize(2);
    }
}
