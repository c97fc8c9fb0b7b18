package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a run does that cannot be saved: it creates nothing that a restart could forget, and watches on what it has created. */
class FailingSavesTest extends InTwoAccounts {

    private static final Interruption ABORT = new Interruption(Outcome.ABORTED, "aborted by Ada");

    private static boolean isAttempt(Checkpoint checkpoint) {
        return checkpoint.deployment().stage() instanceof Stage.Creating creating && creating.attempted();
    }

    @Test
    void createsNothingThatARestartCouldForget() throws Exception {
        harness.failToSave(FailingSavesTest::isAttempt);

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .contains("No deployment is created", "cannot be saved (No space left on device)", "JENKINS_HOME");
        assertThat(harness.aws().calls().of("CodeDeploy.CreateDeployment")).isEmpty();
        assertThat(harness.told("creates no deployment yet, since how far this run is cannot be saved"))
                .hasSize(1);
        assertThat(Duration.between(
                        harness.saved().deployment().started(),
                        harness.aws().clock().instant()))
                .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(17));
    }

    @Test
    void createsItOnceTheRunCanBeSaved() throws Exception {
        harness.failToSave(FailingSavesTest::isAttempt);
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        harness.pass(driver, Duration.ofMinutes(3));
        harness.failToSave(checkpoint -> false);

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().deployments()).hasSize(1);
        assertThat(harness.told("goes on again")).hasSize(1);
        assertThat(harness.aws().calls().operations()).doesNotContain("CodeDeploy.ListDeployments");
    }

    @Test
    void watchesOnWithoutBeingSavedAndSaysSoOnce() throws Exception {
        harness.failToSave(checkpoint -> !isAttempt(checkpoint));

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("how far this run is cannot be saved (No space left on device): after a restart"))
                .hasSize(1);
        assertThat(harness.told("ValidateService")).hasSize(3);
    }

    @Test
    void heedsAnAbortThatCannotBeSaved() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.failToSave(checkpoint -> true);
        driver.interrupt(ABORT);

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.status()).isEqualTo("Stopped");
    }
}
