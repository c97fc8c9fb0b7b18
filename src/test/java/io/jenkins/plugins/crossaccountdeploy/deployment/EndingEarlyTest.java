package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that end before their deployments do: aborts, timeouts, busy groups. */
class EndingEarlyTest extends InTwoAccounts {

    private static final Interruption ABORT = new Interruption(Outcome.ABORTED, "aborted by Ada");

    private DeploymentRequest order(OnAbort onAbort, Duration timeout, WhenBusy whenBusy) {
        return RunHarness.with(
                harness.request(), new Options(true, timeout, whenBusy, onAbort, false, LogLevel.NORMAL));
    }

    private DeploymentRequest order(OnAbort onAbort) {
        return order(onAbort, Duration.ZERO, WhenBusy.WAIT);
    }

    private Result abortAt(Class<? extends Stage> stage, OnAbort onAbort) throws InterruptedException {
        Driver driver = harness.until(order(onAbort), stage);
        driver.interrupt(ABORT);
        // whatever happens to the controller in this moment, the run remembers that it was aborted
        return harness.finish(harness.driver(harness.saved()));
    }

    static Stream<Arguments> stagesBeforeTheDeployment() {
        return Stream.of(
                        Stage.Checking.class,
                        Stage.Bundling.class,
                        Stage.Assuming.class,
                        Stage.Registering.class,
                        Stage.Creating.class)
                .flatMap(stage -> Stream.of(OnAbort.values()).map(onAbort -> Arguments.of(stage, onAbort)));
    }

    @ParameterizedTest
    @MethodSource("stagesBeforeTheDeployment")
    void createsNoDeploymentOnceAborted(Class<? extends Stage> stage, OnAbort onAbort) throws Exception {
        Result result = abortAt(stage, onAbort);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.error()).contains("aborted by Ada", "before anything was deployed");
        assertThat(harness.aws().deployments()).isEmpty();
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).openMultipartUploads())
                .isEmpty();
    }

    @Test
    void stopsTheDeploymentWhenAborted() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofSeconds(40));

        Result result = abortAt(Stage.Watching.class, OnAbort.STOP);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(result.error()).contains(harness.deploymentId(), "was aborted (aborted by Ada)");
        assertThat(harness.told("stops " + harness.deploymentId() + ": aborted by Ada"))
                .hasSize(1);
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("Stopped");
        assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment")).isEqualTo(1);
    }

    @Test
    void followsTheRollbackThatAnAbortAskedFor() throws Exception {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");

        Result result = abortAt(Stage.Watching.class, OnAbort.ROLLBACK);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.deployment().creator()).isEqualTo("codeDeployRollback");
        assertThat(harness.told("Rolled back by " + harness.deploymentId())).hasSize(1);
    }

    @Test
    void leavesTheDeploymentAloneWhenAbortedIfSoOrdered() throws Exception {
        Result result = abortAt(Stage.Watching.class, OnAbort.LEAVE);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.error()).contains("deployment " + harness.deploymentId() + " goes on, unwatched");
        assertThat(harness.aws().status(harness.deployment())).isIn("Created", "InProgress");
        assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    @Test
    void doesNotWaitForTheStopWhenAbortedAgain() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(40));
        Driver driver = harness.until(order(OnAbort.STOP), Stage.Watching.class);
        harness.pass(driver, Duration.ofSeconds(20));
        driver.interrupt(ABORT);
        driver.step();
        driver.interrupt(ABORT);

        assertThat(driver.deployment().isDone()).isTrue();
        Result result = harness.finish(driver);
        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.error()).contains(harness.deploymentId() + " was told to stop, and is unwatched: ");
    }

    @ParameterizedTest
    @EnumSource(OnAbort.class)
    void decidesOverADeploymentThatItHasNotSeenYet(OnAbort onAbort) throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = harness.until(order(onAbort), Stage.Creating.class);
        driver.step();
        driver.interrupt(ABORT);

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(harness.aws().deployments()).hasSize(1);
        if (onAbort == OnAbort.LEAVE) {
            assertThat(result.error())
                    .contains(
                            "a deployment may run", harness.saved().deployment().token());
            assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment")).isZero();
        } else {
            assertThat(result.deploymentId()).isEqualTo(harness.deploymentId());
            assertThat(result.status()).isEqualTo("Stopped");
        }
    }

    @Test
    void keepsTheFailureWhenAbortedDuringTheRollback() throws Exception {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        harness.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws()
                .nextDeployment()
                .failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"))
                .rollback(plan -> plan.takes("Install", Duration.ofMinutes(20)));
        Driver driver = harness.until(order(OnAbort.STOP), Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(3));
        driver.interrupt(ABORT);

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(result.deploymentId()).isNotEqualTo(harness.deploymentId());
        assertThat(result.status()).isEqualTo("Failed");
        assertThat(result.error())
                .contains("HEALTH_CONSTRAINTS", "The rollback " + harness.deploymentId() + " goes on, unwatched");
        assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    @ParameterizedTest
    @EnumSource(OnAbort.class)
    void doesWithTheDeploymentWhatIsOrderedWhenTheTimeIsUp(OnAbort onAbort) throws Exception {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));

        Result result = harness.run(order(onAbort, Duration.ofMinutes(5), WhenBusy.WAIT));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(result.error()).contains("ran out of time (after 5 min 0 s)");
        assertThat(harness.told("the time is up")).hasSize(1);
        assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment"))
                .isEqualTo(onAbort == OnAbort.LEAVE ? 0 : 1);
        assertThat(result.rollbackDeploymentId().isEmpty()).isEqualTo(onAbort != OnAbort.ROLLBACK);
    }

    @Test
    void doesNotSayThatAwsAnswersBecauseTheTimeIsUp() throws Exception {
        harness.aws().faults().on("CodeDeploy.GetDeployment").always().unavailable();

        Result result = harness.run(order(OnAbort.LEAVE, Duration.ofMinutes(5), WhenBusy.WAIT));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(harness.told("goes on again")).isEmpty();
    }

    @Test
    void waitsForTheDeploymentThatKeepsTheGroupBusyAndNamesItOnce() throws Exception {
        String other = keepBusy();

        Result result = harness.run(order(OnAbort.STOP));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("waits: " + other + " of the same group runs")).hasSize(1);
        assertThat(harness.told("waits: ").get(0)).contains(harness.request().url(other));
        assertThat(harness.aws().deployments()).hasSize(3);
    }

    @Test
    void failsAtOnceWhenTheGroupIsBusyIfSoOrdered() throws Exception {
        String other = keepBusy();

        Result result = harness.run(order(OnAbort.STOP, Duration.ZERO, WhenBusy.FAIL));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("The deployment group Prod is busy with " + other, "whenBusy: 'wait'");
        assertThat(harness.aws().deployments()).hasSize(2);
    }

    @Test
    void waitsForABusyGroupNoLongerThanTheTimeout() throws Exception {
        keepBusy();

        Result result = harness.run(order(OnAbort.STOP, Duration.ofMinutes(2), WhenBusy.WAIT));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(result.error()).contains("before anything was deployed");
        assertThat(harness.aws().deployments()).hasSize(2);
    }

    /** An instance that was launched is brought up to date, for ten minutes. */
    private String keepBusy() {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        harness.aws().nextDeployment().takes("Install", Duration.ofMinutes(10));
        return harness.aws()
                .launchInstance("CodeDeployDemo", "Prod", "i-0launched")
                .id();
    }
}
