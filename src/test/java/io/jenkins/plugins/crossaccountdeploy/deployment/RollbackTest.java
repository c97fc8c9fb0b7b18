package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What rolls a deployment back: its deployment group, and what the job adds to it. */
class RollbackTest extends InTwoAccounts {

    private DeploymentGroup group;

    @BeforeEach
    void begin() {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        group = harness.aws().group("CodeDeployDemo", "Prod");
    }

    private Result abort() throws InterruptedException {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        DeploymentRequest request = RunHarness.with(
                harness.request(),
                new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL));
        Driver driver = harness.until(harness.driver(harness.fresh(request)), Stage.Watching.class);
        harness.pass(driver, Duration.ofSeconds(30));
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
        return harness.finish(driver);
    }

    private DeploymentRequest rollback() {
        return RunHarness.with(harness.request(), new Rules("", "", false, false, true, List.of()));
    }

    @Test
    void leavesItToTheGroupWhatFollowsAStop() throws Exception {
        group.rollsBackOn("DEPLOYMENT_STOP_ON_REQUEST");

        Result result = abort();

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.told("Rolled back by " + harness.deploymentId())).hasSize(1);
    }

    @Test
    void rollsNothingBackAfterAStopIfTheGroupDoesNot() throws Exception {
        group.rollsBackOn("DEPLOYMENT_FAILURE");

        Result result = abort();

        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(result.rollbackDeploymentId()).isEmpty();
    }

    @Test
    void keepsTheEventsOnWhichTheGroupRollsBack() throws Exception {
        group.rollsBackOn("DEPLOYMENT_STOP_ON_ALARM");
        harness.aws()
                .nextDeployment()
                .takes("AfterInstall", Duration.ofMinutes(10))
                .alarmAfter(Duration.ofMinutes(1));

        Result result = harness.run(rollback());

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
    }

    @Test
    void doesNotTakeEventsOfAGroupThatRollsNothingBack() throws Exception {
        group.wouldRollBackOn("DEPLOYMENT_STOP_ON_ALARM");
        harness.aws()
                .nextDeployment()
                .takes("AfterInstall", Duration.ofMinutes(10))
                .alarmAfter(Duration.ofMinutes(1));

        Result result = harness.run(rollback());

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.rollbackDeploymentId()).isEmpty();
    }

    @Test
    void rollsBackOnAFailureAndSaysWhatIsLeftOutWhenItMayNotLookAtTheGroup() throws Exception {
        group.rollsBackOn("DEPLOYMENT_STOP_ON_ALARM");
        harness.aws().faults().on("CodeDeploy.GetDeploymentGroup").always().denyAccess();
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"));

        Result result = harness.run(rollback());

        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.told("lacks codedeploy:GetDeploymentGroup: ")).hasSize(1);
        assertThat(harness.told("rollback: true replaces the group's own rollback events"))
                .hasSize(1);
    }

    @Test
    void saysSoOnceWhenItMayNotLookAtTheGroupAnyMore() throws Exception {
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeploymentGroup")
                .after(1)
                .always()
                .denyAccess();

        assertThat(harness.run(rollback()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("rollback: true replaces the group's own rollback events"))
                .hasSize(1);
    }
}
