package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An AWS that cannot be asked for a while. */
class TroubleTest extends InTwoAccounts {

    @Test
    void ridesOutMinutesOfThrottlingAndTellsOnce() throws Exception {
        rig.aws().faults().on("CodeDeploy.GetDeployment").times(20).throttle();

        assertThat(rig.run(rig.order()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(rig.told("note"))
                .containsExactly(
                        "[prod] note    codedeploy:GetDeployment does not get through (ThrottlingException: Rate exceeded);"
                                + " keeps trying for 15 minutes",
                        "[prod] note    goes on again");
    }

    @Test
    void saysNothingOfASingleFailure() throws Exception {
        rig.aws().faults().on("CodeDeploy.GetDeployment").times(2).fail();
        rig.aws().faults().on("CodeDeploy.RegisterApplicationRevision").cutBefore();

        assertThat(rig.run(rig.order()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("note")).isEmpty();
    }

    @Test
    void ridesOutTenMinutesWithoutANetwork() throws Exception {
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Watching.class);
        rig.aws().unreachable(true);
        rig.pass(driver, Duration.ofMinutes(10));
        rig.aws().unreachable(false);

        assertThat(rig.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("does not get through")).hasSize(1);
        assertThat(rig.told("goes on again")).hasSize(1);
        assertThat(rig.told("ValidateService")).hasSize(3);
    }

    @Test
    void givesUpAfterAQuarterOfAnHourAndLeavesTheDeploymentAlone() throws Exception {
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Watching.class);
        rig.aws().unreachable(true);

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.deploymentId()).isEqualTo(rig.deploymentId());
        assertThat(result.error()).contains("Check the controller's way to AWS", "goes on, unwatched: " + result.url());
        assertThat(Duration.between(
                        rig.saved().deployment().started(), rig.aws().clock().instant()))
                .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(17));
    }

    @Test
    void saysThatADeploymentMayRunWhoseCreationWasNeverAnswered() throws Exception {
        rig.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        rig.aws().faults().on("CodeDeploy.ListDeployments").always().unavailable();

        Result result = rig.run(rig.order());

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error())
                .contains("a deployment may run", rig.saved().deployment().token(), "group Prod");
        assertThat(rig.deployment().description().orElseThrow())
                .contains(rig.saved().deployment().token());
        assertThat(rig.aws().deployments()).hasSize(1);
    }

    @Test
    void givesUpAfterAQuarterOfAnHourWhenNoDeploymentCanBeCreated() throws Exception {
        rig.aws().faults().on("CodeDeploy.CreateDeployment").always().fail();

        Result result = rig.run(rig.order());

        assertThat(result.error())
                .contains(
                        "The deployment cannot be created",
                        rig.saved().deployment().token());
        assertThat(rig.told("codedeploy:CreateDeployment does not get through")).hasSize(1);
        assertThat(rig.aws().calls().of("CodeDeploy.CreateDeployment")).hasSizeBetween(20, 60);
        assertThat(rig.aws().deployments()).isEmpty();
    }

    @Test
    void asksAgainOnlyForWhatWasNotAnswered() throws Exception {
        rig.aws().group("CodeDeployDemo", "Prod").instances(200).config("CodeDeployDefault.AllAtOnce");
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(1));
        Order order = LargeDeploymentsTest.tellingAll(rig.order());
        Driver driver = rig.until(rig.driver(rig.fresh(order)), Stage.Watching.class);
        rig.aws().calls().clear();
        for (int i = 0; i < 7; i++) {
            rig.aws()
                    .faults()
                    .on("CodeDeploy.BatchGetDeploymentTargets")
                    .after(i)
                    .throttle();
        }

        rig.pass(driver, Duration.ofMinutes(2));

        assertThat(rig.told("BeforeInstall")).hasSize(200);
        assertThat(rig.told("note")).isEmpty();
        assertThat(rig.aws().calls().of("CodeDeploy.ListDeploymentTargets")).hasSize(2);
    }
}
