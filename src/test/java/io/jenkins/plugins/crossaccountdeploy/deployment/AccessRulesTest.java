package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators allow is looked at again, as long as nothing was created. */
class AccessRulesTest extends InTwoAccounts {

    private static final String REFUSAL = "There is no environment 'prod'.";

    private void forbid() {
        harness.allow(request -> Optional.of(REFUSAL));
    }

    private void createsNothing(Result result) {
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .isEqualTo(
                        "No deployment is created: what the administrators of Jenkins allow has changed since this run"
                                + " began. " + REFUSAL);
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void forbidADeploymentThatIsAboutToBeCreated() throws Exception {
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        forbid();

        createsNothing(harness.finish(driver));
        assertThat(harness.aws().calls().count("CodeDeploy.CreateDeployment")).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {Stage.Checking.class, Stage.Bundling.class, Stage.Assuming.class, Stage.Registering.class})
    void forbidARunThatGoesOnAfterARestartBeforeItAsksForAnything(Class<? extends Stage> stage) throws Exception {
        harness.until(harness.request(), stage);
        Checkpoint saved = stage == Stage.Checking.class ? harness.fresh(harness.request()) : harness.saved();
        forbid();
        harness.aws().calls().clear();

        createsNothing(harness.finish(harness.driver(saved)));
        assertThat(harness.aws().calls().count()).isZero();
    }

    @Test
    void forbidARunThatMayHaveCreatedItsDeploymentButHasNot() throws Exception {
        harness.until(harness.request(), Stage.Creating.class);
        forbid();

        createsNothing(harness.finish(harness.driver(harness.saved())));
    }

    @Test
    void forbidADeploymentThatWaitsForAnother() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(5));
        Driver first = harness.until(harness.request(), Stage.Watching.class);
        int deployments = harness.aws().deployments().size();
        Driver second = harness.until(harness.request(), Stage.Creating.class);
        harness.pass(second, Duration.ofSeconds(30));
        assertThat(harness.told("waits:")).hasSize(1);
        forbid();
        harness.finish(first);

        assertThat(harness.finish(second).error()).contains(REFUSAL);
        assertThat(harness.aws().deployments()).hasSize(deployments);
    }

    @Test
    void letADeploymentThatRunsBeWatchedToItsEnd() throws Exception {
        harness.until(harness.request(), Stage.Watching.class);
        forbid();

        assertThat(harness.finish(harness.driver(harness.saved())).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void letARunThatIsAbortedStopItsOwnDeployment() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(5));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        forbid();

        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        assertThat(harness.finish(driver).status()).isEqualTo("Stopped");
        assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment")).isEqualTo(1);
    }

    /** The answer to CreateDeployment was lost: it is found, and watched. */
    @Test
    void letADeploymentBeAdoptedThatWasCreatedBefore() throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").times(1).cutAfter();
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        assertThat(harness.aws().deployments()).hasSize(1);
        forbid();

        assertThat(harness.finish(harness.driver(harness.saved())).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().deployments()).hasSize(1);
    }
}
