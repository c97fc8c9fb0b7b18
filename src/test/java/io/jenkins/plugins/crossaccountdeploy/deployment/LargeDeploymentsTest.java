package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.RateLimiter;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hundreds and thousands of targets: few lines, few calls, little state. */
class LargeDeploymentsTest extends InTwoAccounts {

    static DeploymentRequest tellingAll(DeploymentRequest request) {
        Options options = request.options();
        return RunHarness.with(
                request,
                new Options(
                        options.waits(),
                        options.timeout(),
                        options.whenBusy(),
                        options.onAbort(),
                        options.dryRun(),
                        LogLevel.ALL));
    }

    private List<String> instances(int count) {
        return harness.aws()
                .group("CodeDeployDemo", "Prod")
                .instances(count)
                .config("CodeDeployDefault.AllAtOnce")
                .instances();
    }

    @Test
    void showsTheFirstOfEachKindWhereHundredsFailAlike() throws Exception {
        List<String> instances = instances(400);
        DeploymentPlan plan = harness.aws().nextDeployment();
        for (String instance : instances.subList(0, 300)) {
            plan.fails(
                    instance, "AfterInstall", script("scripts/after_install.sh").log("npm ERR! missing script: build"));
        }
        plan.fails(
                instances.get(300),
                "ApplicationStart",
                script("scripts/start.sh").log("no port"));

        Result result = harness.run(harness.request());

        assertThat(harness.console()).hasSizeLessThan(30);
        assertThat(harness.told("AfterInstall      Failed     ScriptFailed: scripts/after_install.sh"))
                .hasSize(1);
        assertThat(harness.told("npm ERR! missing script: build")).hasSize(1);
        assertThat(harness.told("ApplicationStart  Failed     ScriptFailed: scripts/start.sh"))
                .hasSize(1);
        assertThat(harness.told("300 targets failed alike: AfterInstall ScriptFailed: scripts/after_install.sh"))
                .hasSize(1);
        assertThat(harness.told("400 targets: 99 succeeded, 301 failed")).hasSize(1);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        // 301 in batches of 25, and what is left of a batch at the end of each look; all 400 for the record in the end
        assertThat(harness.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isBetween(13, 40);
    }

    @Test
    void tellsEachOfHundredsIfAskedTo() throws Exception {
        instances(400);

        harness.run(tellingAll(harness.request()));

        assertThat(harness.told("Succeeded  ")).hasSize(400 * 7);
        assertThat(harness.told("ValidateService").stream().distinct()).hasSize(400);
    }

    @Test
    void asksOneCallALookOfTenThousandTargetsAsLongAsNoneFails() throws Exception {
        instances(10_000);
        harness.aws().nextDeployment().slower(20);

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().calls().count("CodeDeploy.GetDeployment")).isGreaterThan(5);
        assertThat(harness.aws().calls().operations())
                .doesNotContain("CodeDeploy.ListDeploymentTargets", "CodeDeploy.BatchGetDeploymentTargets");
        assertThat(harness.console()).hasSizeLessThan(40);
        assertThat(harness.savedBytes()).isLessThan(10_000);
    }

    @Test
    void looksAtSomeOfTenThousandFailuresOnly() throws Exception {
        instances(10_000);
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", script("scripts/after_install.sh"));

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(harness.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isLessThanOrEqualTo(25);
        assertThat(harness.aws().calls().count("CodeDeploy.ListDeploymentTargets"))
                .isLessThanOrEqualTo(30);
        assertThat(harness.told("500 targets failed alike: AfterInstall")).hasSize(1);
        assertThat(harness.told("only the first 500 targets that failed were looked at"))
                .hasSize(1);
        assertThat(harness.told("10,000 targets: 10,000 failed")).hasSize(1);
        assertThat(harness.largestSave()).isLessThan(50_000);
    }

    @Test
    void asksAgainOnlyForTargetsThatAreNotFinal() throws Exception {
        harness.aws().group("CodeDeployDemo", "Prod").instances(25);
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofSeconds(30));

        harness.run(harness.request());

        // 25 targets one after the other: most looks ask for those that are left, in one call
        int looks = harness.aws().calls().count("CodeDeploy.GetDeployment");
        assertThat(harness.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isLessThanOrEqualTo(looks);
        assertThat(harness.aws().calls().count("CodeDeploy.ListDeploymentTargets"))
                .isEqualTo(2);
    }

    @Test
    void asksForTenThousandTargetsInCallsOfTwentyFiveAndPausesBetweenBursts() throws Exception {
        instances(10_000);
        harness.aws().nextDeployment().takes("DownloadBundle", Duration.ofHours(2));
        Driver driver = harness.until(tellingAll(harness.request()), Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(3));
        harness.aws().calls().clear();
        int told = harness.console().size();

        List<Integer> bursts = new ArrayList<>();
        while (harness.aws().calls().count("CodeDeploy.GetDeployment") < 3) {
            int before = harness.aws().calls().operations().size();
            harness.aws().clock().advance(driver.step());
            bursts.add(harness.aws().calls().operations().size() - before);
        }

        // each look: the deployment, and 400 times 25 targets; that they are listed is known from the first one
        assertThat(harness.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isBetween(2 * 400, 3 * 400);
        assertThat(harness.aws().calls().operations()).doesNotContain("CodeDeploy.ListDeploymentTargets");
        assertThat(bursts).allMatch(calls -> calls <= RateLimiter.BURST);
        assertThat(harness.told("ApplicationStop")).hasSize(10_000);
        assertThat(harness.console()).as("nothing new, nothing told").hasSizeLessThanOrEqualTo(told + 2);
    }

    @Test
    void keepsTheStateOfThousandsOfTargetsSmallAndFlat() throws Exception {
        instances(3_000);
        harness.aws().nextDeployment().takes("ValidateService", Duration.ofMinutes(5));
        Driver driver = harness.until(tellingAll(harness.request()), Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(2));
        int first = harness.stateBytes();

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("Succeeded  ")).hasSize(3_000 * 7);
        // The ID of a target is 19 letters long: little more than that is kept of it, however much was told.
        assertThat(first).isLessThan(3_000 * 35);
        assertThat(harness.largestSave()).as("with the lines of a look").isLessThan(3_000 * 700);
        assertThat(harness.stateBytes()).as("when it is over").isLessThan(10_000);
    }

    @Test
    void asksForFourHundredTargetsInSixteenCallsALook() throws Exception {
        instances(400);
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(2));
        Driver driver = harness.until(tellingAll(harness.request()), Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(4));
        harness.aws().calls().clear();

        harness.pass(driver, Duration.ofMinutes(4));

        int looks = harness.aws().calls().count("CodeDeploy.GetDeployment");
        assertThat(looks).isGreaterThan(10);
        assertThat(harness.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .isEqualTo(16 * looks);
        assertThat(harness.aws().calls().operations()).doesNotContain("CodeDeploy.ListDeploymentTargets");
    }

    @Test
    void asksOneCallALookOfSixHundredTargetsWhereCountsWillDo() throws Exception {
        instances(600);
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(2));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.aws().calls().clear();

        harness.pass(driver, Duration.ofMinutes(10));

        assertThat(harness.aws().calls().operations()).containsOnly("CodeDeploy.GetDeployment");
    }

    @Test
    void asksSeldomForHundredsOfTargetsThatTheRecordAloneShows() throws Exception {
        instances(400);
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(2));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(1));
        harness.aws().calls().clear();

        harness.pass(driver, Duration.ofMinutes(10));

        assertThat(harness.aws().calls().operations()).doesNotContain("CodeDeploy.ListDeploymentTargets");
        assertThat(harness.aws().calls().count("CodeDeploy.BatchGetDeploymentTargets"))
                .as("half a call a second")
                .isBetween(16 * 10, 16 * 18);
    }

    @Test
    void readsAListAnewWhosePagesHaveChanged() throws Exception {
        instances(400);
        harness.aws()
                .faults()
                .on("CodeDeploy.ListDeploymentTargets")
                .after(2)
                .error(400, "InvalidNextTokenException", "The next token was specified in an invalid format.");

        Result result = harness.run(tellingAll(harness.request()));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("ValidateService").stream().distinct()).hasSize(400);
        assertThat(harness.aws().calls().count("CodeDeploy.ListDeploymentTargets"))
                .as("two pages and the refusal, then all four, and all four when it is over")
                .isEqualTo(3 + 4 + 4);
    }
}
