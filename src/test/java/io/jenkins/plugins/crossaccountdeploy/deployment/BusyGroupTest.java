package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another deployment of the group that cannot be looked at does not end the wait for it. */
class BusyGroupTest extends InTwoAccounts {

    private String other;

    /** An instance that was launched is brought up to date, for ten minutes. */
    @BeforeEach
    void keepBusy() {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        harness.aws().nextDeployment().takes("Install", Duration.ofMinutes(10));
        other = harness.aws()
                .launchInstance("CodeDeployDemo", "Prod", "i-0launched")
                .id();
    }

    private Driver untilItWaits() throws InterruptedException {
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        return harness.pass(driver, Duration.ofMinutes(1));
    }

    private void assertDeploysInTheEnd(Driver driver) throws InterruptedException {
        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("waits: " + other)).hasSize(1);
        assertThat(harness.aws().deployments()).hasSize(3);
        assertThat(harness.aws().calls().count("CodeDeploy.CreateDeployment")).isBetween(3, 60);
    }

    @Test
    void triesAgainWhenTheDeploymentInTheWayIsGone() throws Exception {
        Driver driver = untilItWaits();
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeployment")
                .times(20)
                .error(400, "DeploymentDoesNotExistException", "The deployment " + other + " could not be found");

        assertDeploysInTheEnd(driver);
    }

    @Test
    void waitsForADeploymentThatAwsNamesAndDoesNotKnow() throws Exception {
        harness.aws().forget(harness.deployment());

        assertDeploysInTheEnd(harness.driver(harness.fresh(harness.request())));
    }

    @Test
    void triesAgainWhenItMayNotLookAtTheDeploymentInTheWay() throws Exception {
        Driver driver = untilItWaits();
        harness.aws().faults().on("CodeDeploy.GetDeployment").times(20).denyAccess();

        assertDeploysInTheEnd(driver);
    }

    @Test
    void tellsOnceThatItWaitsForADeploymentThatAwsDoesNotName() throws Exception {
        harness.aws().deploymentLimitMessage("The number of allowed deployments was exceeded.");

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.told(
                        "waits: DeploymentLimitExceededException: The number of allowed deployments was exceeded"))
                .hasSize(1);
        assertThat(harness.told("waits: ")).hasSize(1);
    }

    @Test
    void failsAtOnceWithWhatAwsSaysWhereItNamesNoDeployment() throws Exception {
        harness.aws().deploymentLimitMessage("The number of allowed deployments was exceeded.");

        Result result = harness.run(RunHarness.with(
                harness.request(),
                new Options(true, Duration.ZERO, WhenBusy.FAIL, OnAbort.STOP, false, LogLevel.NORMAL)));

        assertThat(result.error())
                .isEqualTo("The deployment group Prod is busy, or a quota of the account is used up"
                        + " (DeploymentLimitExceededException: The number of allowed deployments was exceeded). Wait for it to"
                        + " end and build again, or say whenBusy: 'wait'.");
    }
}
