package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Action;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Until;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A run that returns when its deployment waits for somebody to let the traffic go over. */
class UntilTrafficTest extends InTwoAccounts {

    private static final String NO_WAIT = "does not wait for traffic: the build waits for the end";

    private DeploymentRequest untilTraffic() {
        return RunHarness.with(
                harness.request(),
                new Options(
                        true,
                        Duration.ofHours(2),
                        WhenBusy.WAIT,
                        OnAbort.STOP,
                        false,
                        LogLevel.NORMAL,
                        Action.DEPLOY,
                        Until.TRAFFIC));
    }

    private DeploymentGroup blueGreen() {
        return harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP).blueGreen("i-0d4e5f6a", "i-0e5f6a7b");
    }

    @Test
    void returnsWhenTheDeploymentIsReadyAndLeavesItWaiting() throws Exception {
        blueGreen().waitsForApproval(Duration.ofHours(1), false);

        Result result = harness.run(untilTraffic());

        assertThat(result.outcome()).isEqualTo(Outcome.READY);
        assertThat(result.outcome().isGood()).isTrue();
        assertThat(result.deploymentId()).isEqualTo(harness.deploymentId());
        assertThat(result.status()).isEqualTo("Ready");
        assertThat(result.error()).isEmpty();
        assertThat(result.revision()).isPresent();
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("Ready");
        assertThat(harness.told("BeforeInstall")).hasSize(2);
        assertThat(harness.told("waits, unwatched: see to it with action: 'continue'"))
                .singleElement()
                .asString()
                .contains("deploymentId: '" + harness.deploymentId() + "'");
        assertThat(harness.told(NO_WAIT)).isEmpty();
    }

    @Test
    void waitsForTheEndOfADeploymentInPlaceAndSaysSoAtOnce() throws Exception {
        Driver driver = harness.until(untilTraffic(), Stage.Watching.class);
        harness.pass(driver, Duration.ofSeconds(5));
        assertThat(harness.told("deployment group Prod " + NO_WAIT)).hasSize(1);

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told(NO_WAIT)).hasSize(1);
        assertThat(harness.told("did not wait for traffic")).isEmpty();
    }

    @Test
    void waitsForTheEndOfAGroupThatLetsTheTrafficGoOverByItself() throws Exception {
        blueGreen();

        assertThat(harness.run(untilTraffic()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told(NO_WAIT)).hasSize(1);
    }

    @Test
    void failsAsTheDeploymentDoesThatEndsBefore() throws Exception {
        blueGreen().waitsForApproval(Duration.ofHours(1), false);
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"));

        Result result = harness.run(untilTraffic());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(harness.told("the deployment has ended, and did not wait for traffic"))
                .hasSize(1);
        assertThat(harness.told(NO_WAIT)).isEmpty();
    }

    @Test
    void isStoppedByAnAbortAsLongAsItHasNotReturned() throws Exception {
        blueGreen().waitsForApproval(Duration.ofHours(1), false);
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = harness.until(untilTraffic(), Stage.Watching.class);
        harness.pass(driver, Duration.ofSeconds(30));

        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("Stopped");
    }

    @Test
    void returnsAfterARestartToo() throws Exception {
        blueGreen().waitsForApproval(Duration.ofHours(1), false);
        harness.until(untilTraffic(), Stage.Watching.class);
        harness.aws().clock().advance(Duration.ofMinutes(10));

        Result result = harness.finish(harness.driver(harness.saved()));

        assertThat(result.outcome()).isEqualTo(Outcome.READY);
        assertThat(harness.deployment().targets()).hasSize(5);
    }
}
