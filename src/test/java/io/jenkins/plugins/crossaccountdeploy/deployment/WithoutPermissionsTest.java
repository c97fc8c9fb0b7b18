package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.Order.Conduct;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a run does without when the role lacks permissions. */
class WithoutPermissionsTest extends InTwoAccounts {

    @Test
    void tellsCountsInsteadOfEventsAndSaysWhyOnce() throws Exception {
        rig.production().removeStatement("deploy", "Targets");
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofSeconds(40));
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(1));

        Result result = rig.finish(rig.driver(rig.saved()));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("note"))
                .containsExactly("[prod] note    role CrossAccountRole lacks codedeploy:ListDeploymentTargets and"
                        + " codedeploy:BatchGetDeploymentTargets: counts are told instead of events");
        assertThat(rig.told("3 targets: 1 succeeded, 1 in progress, 1 pending")).hasSize(1);
        assertThat(rig.told("3 targets: 3 succeeded")).hasSize(1);
        assertThat(rig.aws().calls().count("CodeDeploy.ListDeploymentTargets")).isEqualTo(1);
    }

    @Test
    void findsItsDeploymentAsTheLastOfTheGroup() throws Exception {
        denyListing();
        rig.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();

        assertThat(rig.run(rig.order()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.aws().deployments()).hasSize(1);
        assertThat(rig.told("created before the interruption")).hasSize(1);
    }

    @Test
    void findsItsDeploymentBehindTheRollbackThatFollowedIt() throws Exception {
        denyListing();
        Driver driver = loseTheAnswerAndLetItRollBack();

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(rig.deploymentId());
        assertThat(rig.aws().calls().count("CodeDeploy.CreateDeployment")).isEqualTo(1);
    }

    @Test
    void createsNothingAgainWhenSomebodyElseHasDeployedMeanwhile() throws Exception {
        denyListing();
        rig.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        rig.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Creating.class);
        driver.step();
        rig.aws().clock().advance(Duration.ofMinutes(5));
        rig.aws().launchInstance("CodeDeployDemo", "Prod", "i-0launched");

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error())
                .contains(
                        "is not created twice",
                        "codedeploy:ListDeployments",
                        rig.saved().deployment().token());
        assertThat(rig.aws().calls().count("CodeDeploy.CreateDeployment")).isEqualTo(1);
    }

    @Test
    void createsNothingAgainWhenItMayNotLookAtAll() throws Exception {
        rig.production().removeStatement("deploy", "Groups");
        rig.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();

        Result result = rig.run(rig.order());

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error()).contains("is not created twice", "\"codedeploy:ListDeployments\"");
        assertThat(rig.aws().deployments()).hasSize(1);
    }

    @Test
    void leavesADeploymentRunningThatItMayNotStop() throws Exception {
        rig.production().removeStatement("deploy", "Control");
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = rig.until(
                rig.driver(rig.fresh(Rig.with(
                        rig.order(),
                        new Conduct(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL)))),
                Stage.Watching.class);
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(rig.told("lacks codedeploy:StopDeployment: " + rig.deploymentId() + " goes on"))
                .hasSize(1);
        assertThat(result.error()).contains(rig.deploymentId() + " goes on, unwatched");
        assertThat(rig.aws().status(rig.deployment())).isIn("Created", "InProgress");
    }

    private void denyListing() {
        rig.aws().faults().on("CodeDeploy.ListDeployments").always().denyAccess();
    }

    private Driver loseTheAnswerAndLetItRollBack() throws InterruptedException {
        rig.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
        rig.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        rig.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"));
        rig.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Creating.class);
        driver.step();
        rig.aws().clock().advance(Duration.ofMinutes(5));
        return driver;
    }
}
