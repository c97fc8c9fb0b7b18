package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that deploys nothing, and says whether it could. */
@Timeout(120)
class DryRunTest extends InTwoAccounts {

    @BeforeEach
    void haveThreads() {
        harness.controller().hasThreadsForChecks();
    }

    private DeploymentRequest dryRun() {
        return RunHarness.with(
                harness.request(),
                new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL));
    }

    @Test
    void printsTheChecklistAndSendsTheBundle() throws Exception {
        Result result = harness.run(dryRun());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.CHECKED);
        assertThat(result.revision()).isPresent();
        assertThat(harness.told("] check "))
                .contains("[prod] check   OK       caller: arn:aws:iam::111111111111:user/deployer"
                        + " (sts:GetCallerIdentity on * as the development credentials).")
                .anyMatch(line -> line.startsWith("[prod] check   OK       role: assumed-role/CrossAccountRole/"))
                .anyMatch(line -> line.startsWith("[prod] check   OK       deployment group: CodeDeployDemo / Prod"))
                .last()
                .asString()
                .matches("\\[prod] check   \\d+ OK, \\d+ unknown.*");
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void failsWithTheWholeChecklistAndSendsNothing() throws Exception {
        harness.production().trust(harness.production().trust().text().replace("3f1c8a2e-prod", "another"));

        Result result = harness.run(dryRun());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .isEqualTo("A deployment would fail: 1 check FAILED, told above with what to do about it. Nothing was"
                        + " bundled or sent.");
        assertThat(harness.told("] check "))
                .anyMatch(line -> line.startsWith("[prod] check   OK       bucket: "))
                .anyMatch(line -> line.startsWith("[prod] check   FAILED   role: AccessDenied")
                        && line.contains("sts:ExternalId that environment 'prod' has"));
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).objects()).isEmpty();
    }

    @Test
    void printsTheChecklistOnceThoughItIsTakenUpAgain() throws Exception {
        harness.aws().faults().on("STS.AssumeRole").after(2).unavailable();

        Result result = harness.finish(harness.driver(harness.fresh(dryRun())));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.CHECKED);
        assertThat(harness.told("caller: ")).hasSize(1);
    }

    @Test
    void waitsForASlowCheckWithoutAThread() throws Exception {
        harness.aws().faults().on("STS.GetCallerIdentity").slow(Duration.ofSeconds(5));
        Driver driver = harness.driver(harness.fresh(dryRun()));
        long begun = System.nanoTime();

        Duration pause = driver.step();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        assertThat(pause).isPositive();
        assertThat(driver.deployment().stage()).isInstanceOf(Stage.Checking.class);
        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.CHECKED);
    }

    @Test
    void saysThatNoThreadIsFreeAndGoesOn() throws Exception {
        try (RunHarness busy =
                new RunHarness(workspace, io.jenkins.plugins.crossaccountdeploy.simulator.Scenario.twoAccounts())) {
            Result result = busy.run(RunHarness.with(
                    busy.request(),
                    new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL)));

            assertThat(result.outcome()).isEqualTo(Outcome.CHECKED);
            assertThat(busy.told("] check "))
                    .first()
                    .isEqualTo("[prod] check   unknown  caller: not asked, since all threads of Jenkins for such checks"
                            + " are in use.");
        }
    }
}
