package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
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

    /** How long after the end of a deployment that is aborted. */
    private Duration rollbackTold = Duration.ZERO;

    @BeforeEach
    void begin() {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        group = harness.aws().group("CodeDeployDemo", "Prod");
    }

    private Result abort() throws InterruptedException {
        return abort(RunHarness.with(
                harness.request(),
                new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL)));
    }

    private DeploymentRequest rollback() {
        return RunHarness.with(harness.request(), new Rules("", "", false, false, true, false, List.of()));
    }

    @Test
    void leavesItToTheGroupWhatFollowsAStop() throws Exception {
        group.rollsBackOn("DEPLOYMENT_STOP_ON_REQUEST");

        Result result = abort();

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.told("Rolled back by " + harness.deploymentId())).hasSize(1);
    }

    private Result fail(String event, Duration late) throws InterruptedException {
        group.rollsBackOn(event);
        harness.aws()
                .nextDeployment()
                .failsEverywhere("AfterInstall", script("scripts/after_install.sh"))
                .tellsRollbackAfter(late);
        return harness.run(harness.request());
    }

    /** It begins when the deployment has ended. */
    @Test
    void followsARollbackThatIsToldLate() throws Exception {
        Result result = fail("DEPLOYMENT_FAILURE", Duration.ofSeconds(10));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.told("Rolled back by " + harness.deploymentId())).hasSize(1);
        assertThat(harness.told("FAILED HEALTH_CONSTRAINTS")).hasSize(1);
    }

    @Test
    void followsARollbackThatIsToldLateAfterAStop() throws Exception {
        group.rollsBackOn("DEPLOYMENT_STOP_ON_REQUEST");
        rollbackTold = Duration.ofSeconds(10);

        assertThat(abort().rollbackDeploymentId()).isEqualTo(harness.deploymentId());
    }

    @Test
    void waitsForNoRollbackThatDoesNotComeLongerThanTargetsMayTake() throws Exception {
        Result result = fail("DEPLOYMENT_FAILURE", Duration.ofDays(1));

        assertThat(result.rollbackDeploymentId()).isEmpty();
        assertThat(sinceItFailed()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    @Test
    void doesNotWaitForARollbackThatIsNotToCome() throws Exception {
        Result result = fail("DEPLOYMENT_STOP_ON_ALARM", Duration.ofDays(1));

        assertThat(result.rollbackDeploymentId()).isEmpty();
        assertThat(sinceItFailed()).isLessThan(Duration.ofSeconds(15));
    }

    private Duration sinceItFailed() {
        var failed = harness.aws().deployments().stream()
                .filter(deployment ->
                        deployment.rollback().isPresent() || deployment.id().equals(harness.deploymentId()))
                .findFirst()
                .orElseThrow();
        return Duration.between(failed.ends(), harness.aws().clock().instant());
    }

    @Test
    void rollsNothingBackAfterAStopIfTheGroupDoesNot() throws Exception {
        group.rollsBackOn("DEPLOYMENT_FAILURE");

        Result result = abort();

        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(result.rollbackDeploymentId()).isEmpty();
    }

    private Result abort(DeploymentRequest request) throws InterruptedException {
        harness.aws()
                .nextDeployment()
                .takes("AfterInstall", Duration.ofMinutes(10))
                .tellsRollbackAfter(rollbackTold);
        Driver driver = harness.until(request, Stage.Watching.class);
        harness.pass(driver, Duration.ofSeconds(30));
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
        return harness.finish(driver);
    }

    private void raiseAlarm() {
        harness.aws()
                .nextDeployment()
                .takes("AfterInstall", Duration.ofMinutes(10))
                .alarmAfter(Duration.ofMinutes(1));
    }

    @Test
    void keepsTheEventsOnWhichTheGroupRollsBack() throws Exception {
        group.rollsBackOn("DEPLOYMENT_STOP_ON_REQUEST");

        Result result = abort(rollback());

        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
    }

    @Test
    void doesNotTakeEventsOfAGroupThatRollsNothingBack() throws Exception {
        group.wouldRollBackOn("DEPLOYMENT_STOP_ON_REQUEST");

        Result result = abort(rollback());

        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(result.rollbackDeploymentId()).isEmpty();
    }

    @Test
    void rollsBackWhatAnAlarmHasStopped() throws Exception {
        raiseAlarm();

        Result result = harness.run(rollback());

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.error())
                .contains(
                        "was stopped with ALARM_ACTIVE", "look at its metric", "ignoreAlarms: true", "Rolled back by");
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
    }

    @Test
    void leavesItToTheGroupWhatFollowsAnAlarm() throws Exception {
        raiseAlarm();

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.rollbackDeploymentId()).isEmpty();
    }

    @Test
    void doesNotLetAlarmsStopADeploymentThatIgnoresThem() throws Exception {
        mayUpdateTheGroup();
        raiseAlarm();

        Result result = harness.run(ignoringAlarms());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("the alarms of deployment group Prod are ignored"))
                .hasSize(1);
    }

    @Test
    void saysWhatIsMissingToIgnoreAlarms() throws Exception {
        Result result = harness.run(ignoringAlarms());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .contains(
                        "Add to the policy of the role: {",
                        "\"codedeploy:UpdateDeploymentGroup\"",
                        "deploymentgroup:CodeDeployDemo/Prod",
                        "leave out ignoreAlarms")
                .hasLineCount(1);
        assertThat(harness.aws().group("CodeDeployDemo", "Prod").deployments()).hasSize(1);
    }

    /** Whoever may update a deployment group may do more to it than deploy. */
    @Test
    void maySeeToAlarmsInASessionThatIgnoresThemAlone() {
        assertThat(harness.request().sessionPolicies())
                .noneMatch(scope -> scope.policy().json().contains("UpdateDeploymentGroup"));
        assertThat(ignoringAlarms().sessionPolicies().subList(0, 3))
                .allMatch(scope -> scope.policy().json().contains("codedeploy:UpdateDeploymentGroup"));
    }

    private DeploymentRequest ignoringAlarms() {
        return RunHarness.with(harness.request(), new Rules("", "", false, false, false, true, List.of()));
    }

    private void mayUpdateTheGroup() {
        harness.production().putPolicy("alarms", """
                {"Version": "2012-10-17", "Statement": [{
                  "Effect": "Allow", "Action": "codedeploy:UpdateDeploymentGroup",
                  "Resource": "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:CodeDeployDemo/Prod"}]}
                """);
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
