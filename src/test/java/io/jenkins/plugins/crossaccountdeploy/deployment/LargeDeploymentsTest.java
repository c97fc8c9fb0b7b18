package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Pace;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.Conduct;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hundreds and thousands of targets: few lines, few calls, little state. */
class LargeDeploymentsTest extends InTwoAccounts {

    static Order tellingAll(Order order) {
        Conduct conduct = order.conduct();
        return Rig.with(
                order,
                new Conduct(
                        conduct.waits(),
                        conduct.timeout(),
                        conduct.whenBusy(),
                        conduct.onAbort(),
                        conduct.dryRun(),
                        LogLevel.ALL));
    }

    private List<String> instances(int count) {
        return rig.aws()
                .group("CodeDeployDemo", "Prod")
                .instances(count)
                .config("CodeDeployDefault.AllAtOnce")
                .instances();
    }

    @Test
    void showsTheFirstOfEachKindWhereHundredsFailAlike() throws Exception {
        List<String> instances = instances(400);
        DeploymentPlan plan = rig.aws().nextDeployment();
        for (String instance : instances.subList(0, 300)) {
            plan.fails(
                    instance, "AfterInstall", script("scripts/after_install.sh").log("npm ERR! missing script: build"));
        }
        plan.fails(
                instances.get(300),
                "ApplicationStart",
                script("scripts/start.sh").log("no port"));

        Result result = rig.run(rig.order());

        assertThat(rig.console()).hasSizeLessThan(30);
        assertThat(rig.told("AfterInstall      Failed     ScriptFailed: scripts/after_install.sh"))
                .hasSize(1);
        assertThat(rig.told("npm ERR! missing script: build")).hasSize(1);
        assertThat(rig.told("ApplicationStart  Failed     ScriptFailed: scripts/start.sh"))
                .hasSize(1);
        assertThat(rig.told("300 targets failed alike: AfterInstall ScriptFailed: scripts/after_install.sh"))
                .hasSize(1);
        assertThat(rig.told("400 targets: 99 succeeded, 301 failed")).hasSize(1);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        // 301 in batches of 25, and what is left of a batch at the end of each look
        assertThat(rig.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isBetween(13, 20);
    }

    @Test
    void tellsEachOfHundredsIfAskedTo() throws Exception {
        instances(400);

        rig.run(tellingAll(rig.order()));

        assertThat(rig.told("Succeeded  ")).hasSize(400 * 7);
        assertThat(rig.told("ValidateService").stream().distinct()).hasSize(400);
    }

    @Test
    void asksOneCallALookOfTenThousandTargetsAsLongAsNoneFails() throws Exception {
        instances(10_000);
        rig.aws().nextDeployment().slower(20);

        Result result = rig.run(rig.order());

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.aws().calls().count("CodeDeploy.GetDeployment")).isGreaterThan(5);
        assertThat(rig.aws().calls().operations())
                .doesNotContain("CodeDeploy.ListDeploymentTargets", "CodeDeploy.BatchGetDeploymentTargets");
        assertThat(rig.console()).hasSizeLessThan(40);
        assertThat(rig.savedBytes()).isLessThan(10_000);
    }

    @Test
    void looksAtSomeOfTenThousandFailuresOnly() throws Exception {
        instances(10_000);
        rig.aws().nextDeployment().failsEverywhere("AfterInstall", script("scripts/after_install.sh"));

        Result result = rig.run(rig.order());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(rig.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isLessThanOrEqualTo(25);
        assertThat(rig.aws().calls().count("CodeDeploy.ListDeploymentTargets")).isLessThanOrEqualTo(30);
        assertThat(rig.told("500 targets failed alike: AfterInstall")).hasSize(1);
        assertThat(rig.told("only the first 500 targets that failed were looked at"))
                .hasSize(1);
        assertThat(rig.told("10,000 targets: 10,000 failed")).hasSize(1);
        assertThat(rig.largestSave()).isLessThan(50_000);
    }

    @Test
    void asksAgainOnlyForTargetsThatAreNotFinal() throws Exception {
        rig.aws().group("CodeDeployDemo", "Prod").instances(25);
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofSeconds(30));

        rig.run(rig.order());

        // 25 targets one after the other: most looks ask for those that are left, in one call
        int looks = rig.aws().calls().count("CodeDeploy.GetDeployment");
        assertThat(rig.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isLessThanOrEqualTo(looks);
        assertThat(rig.aws().calls().count("CodeDeploy.ListDeploymentTargets")).isEqualTo(2);
    }

    @Test
    void asksForTenThousandTargetsInCallsOfTwentyFiveAndPausesBetweenBursts() throws Exception {
        instances(10_000);
        rig.aws().nextDeployment().takes("DownloadBundle", Duration.ofHours(2));
        Driver driver = rig.until(rig.driver(rig.fresh(tellingAll(rig.order()))), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(3));
        rig.aws().calls().clear();
        int told = rig.console().size();

        List<Integer> bursts = new ArrayList<>();
        while (rig.aws().calls().count("CodeDeploy.GetDeployment") < 3) {
            int before = rig.aws().calls().operations().size();
            rig.aws().clock().advance(driver.step());
            bursts.add(rig.aws().calls().operations().size() - before);
        }

        // each look: the deployment, and 400 times 25 targets; that they are listed is known from the first one
        assertThat(rig.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isBetween(2 * 400, 3 * 400);
        assertThat(rig.aws().calls().operations()).doesNotContain("CodeDeploy.ListDeploymentTargets");
        assertThat(bursts).allMatch(calls -> calls <= Pace.BURST);
        assertThat(rig.told("ApplicationStop")).hasSize(10_000);
        assertThat(rig.console()).as("nothing new, nothing told").hasSizeLessThanOrEqualTo(told + 2);
    }

    @Test
    void keepsTheStateOfThousandsOfTargetsSmallAndFlat() throws Exception {
        instances(3_000);
        rig.aws().nextDeployment().takes("ValidateService", Duration.ofMinutes(5));
        Driver driver = rig.until(rig.driver(rig.fresh(tellingAll(rig.order()))), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(2));
        int first = rig.stateBytes();

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("Succeeded  ")).hasSize(3_000 * 7);
        // The ID of a target is 19 letters long: little more than that is kept of it, however much was told.
        assertThat(first).isLessThan(3_000 * 35);
        assertThat(rig.largestSave()).as("with the lines of a look").isLessThan(3_000 * 700);
        assertThat(rig.stateBytes()).as("when it is over").isLessThan(10_000);
    }

    @Test
    void asksForFourHundredTargetsInSixteenCallsALook() throws Exception {
        instances(400);
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(2));
        Driver driver = rig.until(rig.driver(rig.fresh(tellingAll(rig.order()))), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(4));
        rig.aws().calls().clear();

        rig.pass(driver, Duration.ofMinutes(4));

        int looks = rig.aws().calls().count("CodeDeploy.GetDeployment");
        assertThat(looks).isGreaterThan(10);
        assertThat(rig.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isEqualTo(16 * looks);
        assertThat(rig.aws().calls().operations()).doesNotContain("CodeDeploy.ListDeploymentTargets");
    }

    @Test
    void asksOneCallALookOfFourHundredTargetsWhereCountsWillDo() throws Exception {
        instances(400);
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(2));
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Watching.class);
        rig.aws().calls().clear();

        rig.pass(driver, Duration.ofMinutes(10));

        assertThat(rig.aws().calls().operations()).containsOnly("CodeDeploy.GetDeployment");
    }

    @Test
    void readsAListAnewWhosePagesHaveChanged() throws Exception {
        instances(400);
        rig.aws()
                .faults()
                .on("CodeDeploy.ListDeploymentTargets")
                .after(2)
                .error(400, "InvalidNextTokenException", "The next token was specified in an invalid format.");

        Result result = rig.run(tellingAll(rig.order()));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.told("ValidateService").stream().distinct()).hasSize(400);
        assertThat(rig.aws().calls().count("CodeDeploy.ListDeploymentTargets"))
                .as("two pages and the refusal, then all four, and all four when it is over")
                .isEqualTo(3 + 4 + 4);
    }
}
