package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** What people do to a deployment that goes on. */
class ContinuingTest extends InTwoAccounts {

    private Driver ready() throws InterruptedException {
        harness.aws()
                .group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                .blueGreen("i-0d4e5f6a", "i-0e5f6a7b")
                .waitsForApproval(Duration.ofHours(1), false)
                .terminatesAfter(Duration.ofHours(5));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        return harness.pass(driver, Duration.ofMinutes(5));
    }

    @Test
    void letsTheTrafficGoOverAndEndsTheWaitAfterIt() throws Exception {
        Driver driver = ready();

        driver.proceed(DeploymentWaitType.READY_WAIT, "Ada");
        harness.pass(driver, Duration.ofMinutes(5));
        driver.proceed(DeploymentWaitType.TERMINATION_WAIT, "Grace");
        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("Ada reroutes the traffic of " + harness.deploymentId()))
                .hasSize(1);
        assertThat(harness.told("Grace ends the wait of " + harness.deploymentId()))
                .hasSize(1);
    }

    @Test
    void explainsARefusalAndGoesOn() throws Exception {
        Driver driver = ready();
        harness.aws().faults().on("CodeDeploy.ContinueDeployment").always().denyAccess("no");

        driver.proceed(DeploymentWaitType.READY_WAIT, "Ada");

        assertThat(driver.deployment().stage()).isInstanceOf(Stage.Watching.class);
        assertThat(harness.told(", in vain: The deployment " + harness.deploymentId() + " cannot be continued"))
                .singleElement()
                .asString()
                .contains("codedeploy:ContinueDeployment", TwoAccounts.ROLE);
    }

    @Test
    void asksNothingOfADeploymentThatIsNotThereYet() throws Exception {
        Driver driver = harness.driver(harness.fresh(harness.request()));

        driver.proceed(DeploymentWaitType.READY_WAIT, "Ada");

        assertThat(harness.aws().calls().operations()).isEmpty();
    }

    @Test
    void rollsBackIfSomebodyWantsThatWhateverTheJobSays() throws Exception {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        DeploymentRequest request = RunHarness.with(
                harness.request(),
                new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.LEAVE, false, LogLevel.NORMAL));
        Driver driver = harness.until(request, Stage.Watching.class);
        harness.pass(driver, Duration.ofSeconds(30));

        driver.interrupt(new Interruption(Outcome.ABORTED, "Aborted by Ada", Interruption.Wish.ROLLBACK));
        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.told("and rolls back: Aborted by Ada")).hasSize(1);
    }
}
