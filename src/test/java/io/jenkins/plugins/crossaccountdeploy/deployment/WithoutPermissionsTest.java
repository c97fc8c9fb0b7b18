package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a run does without when the role lacks permissions. */
class WithoutPermissionsTest extends InTwoAccounts {

    @Test
    void tellsCountsInsteadOfEventsAndSaysWhyOnce() throws Exception {
        harness.production().removeStatement("deploy", "Targets");
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofSeconds(40));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(1));

        Result result = harness.finish(harness.driver(harness.saved()));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("note"))
                .containsExactly("[prod] note    role CrossAccountRole lacks codedeploy:ListDeploymentTargets and"
                        + " codedeploy:BatchGetDeploymentTargets: counts are told instead of events");
        assertThat(harness.told("3 targets: 1 succeeded, 1 in progress, 1 pending"))
                .hasSize(1);
        assertThat(harness.told("3 targets: 3 succeeded")).hasSize(1);
        assertThat(harness.aws().calls().count("CodeDeploy.ListDeploymentTargets"))
                .isEqualTo(1);
    }

    @Test
    void findsItsDeploymentAsTheLastOfTheGroup() throws Exception {
        denyListing();
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().deployments()).hasSize(1);
        assertThat(harness.told("created before the interruption")).hasSize(1);
    }

    @Test
    void findsItsDeploymentBehindTheRollbackThatFollowedIt() throws Exception {
        denyListing();
        Driver driver = loseTheAnswerAndLetItRollBack();

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(harness.aws().calls().count("CodeDeploy.CreateDeployment")).isEqualTo(1);
    }

    @Test
    void createsNothingAgainWhenSomebodyElseHasDeployedMeanwhile() throws Exception {
        denyListing();
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        harness.aws().clock().advance(Duration.ofMinutes(5));
        harness.aws().launchInstance("CodeDeployDemo", "Prod", "i-0launched");

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error())
                .contains(
                        "is not created twice",
                        "codedeploy:ListDeployments",
                        harness.saved().deployment().token());
        assertThat(harness.aws().calls().count("CodeDeploy.CreateDeployment")).isEqualTo(1);
    }

    @Test
    void createsNothingAgainWhenItMayNotLookAtAll() throws Exception {
        harness.production().removeStatement("deploy", "Groups");
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error()).contains("is not created twice", "\"codedeploy:ListDeployments\"");
        assertThat(harness.aws().deployments()).hasSize(1);
    }

    @Test
    void leavesADeploymentRunningThatItMayNotStop() throws Exception {
        harness.production().removeStatement("deploy", "Control");
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = harness.until(
                RunHarness.with(
                        harness.request(),
                        new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL)),
                Stage.Watching.class);
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(harness.told("lacks codedeploy:StopDeployment: " + harness.deploymentId() + " goes on"))
                .hasSize(1);
        assertThat(result.error()).contains(harness.deploymentId() + " goes on, unwatched");
        assertThat(harness.aws().status(harness.deployment())).isIn("Created", "InProgress");
    }

    private void denyListing() {
        harness.aws().faults().on("CodeDeploy.ListDeployments").always().denyAccess();
    }

    private Driver loseTheAnswerAndLetItRollBack() throws InterruptedException {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        harness.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"));
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        harness.aws().clock().advance(Duration.ofMinutes(5));
        return driver;
    }
}
