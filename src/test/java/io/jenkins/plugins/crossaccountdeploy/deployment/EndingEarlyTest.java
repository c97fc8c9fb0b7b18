package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.Order.Conduct;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.WhenBusy;
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

    private Order order(OnAbort onAbort, Duration timeout, WhenBusy whenBusy) {
        return Rig.with(rig.order(), new Conduct(true, timeout, whenBusy, onAbort, false, LogLevel.NORMAL));
    }

    private Order order(OnAbort onAbort) {
        return order(onAbort, Duration.ZERO, WhenBusy.WAIT);
    }

    private Result abortAt(Class<? extends Stage> stage, OnAbort onAbort) throws InterruptedException {
        Driver driver = rig.until(rig.driver(rig.fresh(order(onAbort))), stage);
        driver.interrupt(ABORT);
        // whatever happens to the controller in this moment, the run remembers that it was aborted
        return rig.finish(rig.driver(rig.saved()));
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
        assertThat(rig.aws().deployments()).isEmpty();
        assertThat(rig.aws().bucket(TwoAccounts.BUCKET).openMultipartUploads()).isEmpty();
    }

    @Test
    void stopsTheDeploymentWhenAborted() throws Exception {
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofSeconds(40));

        Result result = abortAt(Stage.Watching.class, OnAbort.STOP);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(result.error()).contains(rig.deploymentId(), "was aborted (aborted by Ada)");
        assertThat(rig.told("stops " + rig.deploymentId() + ": aborted by Ada")).hasSize(1);
        assertThat(rig.aws().status(rig.deployment())).isEqualTo("Stopped");
        assertThat(rig.aws().calls().count("CodeDeploy.StopDeployment")).isEqualTo(1);
    }

    @Test
    void followsTheRollbackThatAnAbortAskedFor() throws Exception {
        rig.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");

        Result result = abortAt(Stage.Watching.class, OnAbort.ROLLBACK);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(rig.deploymentId());
        assertThat(rig.deployment().creator()).isEqualTo("codeDeployRollback");
        assertThat(rig.told("Rolled back by " + rig.deploymentId())).hasSize(1);
    }

    @Test
    void leavesTheDeploymentAloneWhenAbortedIfSoOrdered() throws Exception {
        Result result = abortAt(Stage.Watching.class, OnAbort.LEAVE);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.error()).contains("deployment " + rig.deploymentId() + " goes on, unwatched");
        assertThat(rig.aws().status(rig.deployment())).isIn("Created", "InProgress");
        assertThat(rig.aws().calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    @Test
    void doesNotWaitForTheStopWhenAbortedAgain() throws Exception {
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(40));
        Driver driver = rig.until(rig.driver(rig.fresh(order(OnAbort.STOP))), Stage.Watching.class);
        rig.pass(driver, Duration.ofSeconds(20));
        driver.interrupt(ABORT);
        driver.step();
        driver.interrupt(ABORT);

        assertThat(driver.deployment().isDone()).isTrue();
        Result result = rig.finish(driver);
        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.error()).contains(rig.deploymentId() + " goes on, unwatched");
    }

    @ParameterizedTest
    @EnumSource(OnAbort.class)
    void decidesOverADeploymentThatItHasNotSeenYet(OnAbort onAbort) throws Exception {
        rig.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = rig.until(rig.driver(rig.fresh(order(onAbort))), Stage.Creating.class);
        driver.step();
        driver.interrupt(ABORT);

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(rig.aws().deployments()).hasSize(1);
        if (onAbort == OnAbort.LEAVE) {
            assertThat(result.error())
                    .contains("a deployment may run", rig.saved().deployment().token());
            assertThat(rig.aws().calls().count("CodeDeploy.StopDeployment")).isZero();
        } else {
            assertThat(result.deploymentId()).isEqualTo(rig.deploymentId());
            assertThat(result.status()).isEqualTo("Stopped");
        }
    }

    @Test
    void keepsTheFailureWhenAbortedDuringTheRollback() throws Exception {
        rig.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        rig.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        rig.aws()
                .nextDeployment()
                .failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"))
                .rollback(plan -> plan.takes("Install", Duration.ofMinutes(20)));
        Driver driver = rig.until(rig.driver(rig.fresh(order(OnAbort.STOP))), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(3));
        driver.interrupt(ABORT);

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(rig.deploymentId());
        assertThat(result.deploymentId()).isNotEqualTo(rig.deploymentId());
        assertThat(result.status()).isEqualTo("Failed");
        assertThat(result.error())
                .contains("HEALTH_CONSTRAINTS", "The rollback " + rig.deploymentId() + " goes on, unwatched");
        assertThat(rig.aws().calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    @ParameterizedTest
    @EnumSource(OnAbort.class)
    void doesWithTheDeploymentWhatIsOrderedWhenTheTimeIsUp(OnAbort onAbort) throws Exception {
        rig.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));

        Result result = rig.run(order(onAbort, Duration.ofMinutes(5), WhenBusy.WAIT));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(result.error()).contains("ran out of time (after 5 min 0 s)");
        assertThat(rig.told("the time is up")).hasSize(1);
        assertThat(rig.aws().calls().count("CodeDeploy.StopDeployment")).isEqualTo(onAbort == OnAbort.LEAVE ? 0 : 1);
        assertThat(result.rollbackDeploymentId().isEmpty()).isEqualTo(onAbort != OnAbort.ROLLBACK);
    }

    @Test
    void doesNotSayThatAwsAnswersBecauseTheTimeIsUp() throws Exception {
        rig.aws().faults().on("CodeDeploy.GetDeployment").always().unavailable();

        Result result = rig.run(order(OnAbort.LEAVE, Duration.ofMinutes(5), WhenBusy.WAIT));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(rig.told("goes on again")).isEmpty();
    }

    @Test
    void waitsForTheDeploymentThatKeepsTheGroupBusyAndNamesItOnce() throws Exception {
        String other = keepBusy();

        Result result = rig.run(order(OnAbort.STOP));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("waits: " + other + " of the same group runs")).hasSize(1);
        assertThat(rig.told("waits: ").get(0)).contains(rig.order().url(other));
        assertThat(rig.aws().deployments()).hasSize(3);
    }

    @Test
    void failsAtOnceWhenTheGroupIsBusyIfSoOrdered() throws Exception {
        String other = keepBusy();

        Result result = rig.run(order(OnAbort.STOP, Duration.ZERO, WhenBusy.FAIL));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("The deployment group Prod is busy with " + other, "whenBusy: 'wait'");
        assertThat(rig.aws().deployments()).hasSize(2);
    }

    @Test
    void waitsForABusyGroupNoLongerThanTheTimeout() throws Exception {
        keepBusy();

        Result result = rig.run(order(OnAbort.STOP, Duration.ofMinutes(2), WhenBusy.WAIT));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(result.error()).contains("before anything was deployed");
        assertThat(rig.aws().deployments()).hasSize(2);
    }

    /** An instance that was launched is brought up to date, for ten minutes. */
    private String keepBusy() {
        rig.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        rig.aws().nextDeployment().takes("Install", Duration.ofMinutes(10));
        return rig.aws().launchInstance("CodeDeployDemo", "Prod", "i-0launched").id();
    }
}
