package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Action;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Running;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Until;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that takes up a deployment is green only if what it was told to do has been done, whatever AWS and the network do wrong,
 * however far the deployment is, and however often the controller is started again.
 *
 * <p>A number stands for each run: {@code -Danytakingup.seed=} runs one again, {@code -Danytakingup.runs=} runs more of them.
 */
class AnyTakingUpTest {

    private static final int MOST_STEPS = 5_000;

    @TempDir
    Path workspace;

    private Random dice;
    private RunHarness harness;
    private double restarts;
    private double jumps;

    @Test
    void isGreenOnlyIfItIsDone() throws Exception {
        long first = Long.getLong("anytakingup.seed", 1);
        int runs = Integer.getInteger("anytakingup.runs", Long.getLong("anytakingup.seed") == null ? 150 : 1);
        for (long seed = first; seed < first + runs; seed++) {
            dice = new Random(seed * 7919);
            try (RunHarness fresh = new RunHarness(workspace, Scenario.twoAccounts()).withApplication()) {
                harness = fresh;
                takeUp(seed);
            }
        }
    }

    private boolean chance(double probability) {
        return dice.nextDouble() < probability;
    }

    private Duration upTo(int minutes) {
        return Duration.ofSeconds(dice.nextInt(60 * minutes));
    }

    private static Options options(Action action, boolean waits) {
        return new Options(
                waits, Duration.ZERO, WhenBusy.WAIT, OnAbort.LEAVE, false, LogLevel.NORMAL, action, Until.END);
    }

    private void takeUp(long seed) throws InterruptedException {
        String id = begun();
        Deployment deployment = harness.deployment();
        harness.aws().clock().advance(upTo(List.of(5, 15, 90).get(dice.nextInt(3))));
        String before = harness.aws().status(deployment);
        for (String operation : List.of("GetDeployment", "StopDeployment", "ContinueDeployment")) {
            if (chance(0.4)) {
                strike(harness.aws().faults().on("CodeDeploy." + operation));
            }
        }
        harness.aws().calls().clear();
        restarts = chance(0.5) ? 0.2 : 0;
        jumps = List.of(0.0, 0.2, 0.7).get(dice.nextInt(3));
        Action action = before.equals("Ready") && chance(0.6)
                ? Action.CONTINUE
                : List.of(Action.FOLLOW, Action.CONTINUE, Action.STOP, Action.ROLLBACK)
                        .get(dice.nextInt(4));
        boolean waits = action == Action.FOLLOW || chance(0.5);
        DeploymentRequest request =
                RunHarness.with(RunHarness.with(harness.request(), new Running(id)), options(action, waits));

        Result result = finish(request);

        String subject = "seed %d: %s, waits: %s, was %s, is %s, %s: %s"
                .formatted(
                        seed,
                        action,
                        waits,
                        before,
                        harness.aws().status(deployment),
                        result.outcome(),
                        result.error());
        assertThat(result.error().isEmpty())
                .as(subject)
                .isEqualTo(result.outcome().isGood());
        assertThat(result.error().lines().count()).as(subject).isLessThan(2);
        assertThat(harness.aws().calls().count("CodeDeploy.CreateDeployment"))
                .as(subject)
                .isZero();
        check(action, waits, before, deployment, result, subject);
    }

    private void check(
            Action action, boolean waits, String before, Deployment deployment, Result result, String subject) {
        boolean isGood = result.outcome().isGood();
        int stops = harness.aws().calls().count("CodeDeploy.StopDeployment");
        int continuations = harness.aws().calls().count("CodeDeploy.ContinueDeployment");
        String end = deployment.endsAs();
        switch (action) {
            case FOLLOW -> {
                assertThat(stops + continuations).as(subject).isZero();
                // With such leaps of the clock, a few failures take longer than a run has patience.
                if (result.outcome() != Outcome.LOST) {
                    assertThat(isGood).as(subject).isEqualTo(end.equals("Succeeded"));
                }
            }
            case CONTINUE -> {
                assertThat(stops).as(subject).isZero();
                if (isGood) {
                    assertThat(continuations).as(subject).isPositive();
                    assertThat(harness.aws().status(deployment)).as(subject).isNotIn("Ready", "Stopped");
                }
                if (waits && isGood) {
                    assertThat(end).as(subject).isEqualTo("Succeeded");
                }
                if (!before.equals("Ready") && !before.equals("InProgress")) {
                    assertThat(isGood && continuations == 0).as(subject).isFalse();
                }
            }
            default -> {
                assertThat(continuations).as(subject).isZero();
                if (isGood) {
                    assertThat(stops).as(subject).isPositive();
                    assertThat(end).as(subject).isEqualTo("Stopped");
                } else if (stops > 0 && action == Action.STOP && result.outcome() != Outcome.LOST) {
                    assertThat(end).as(subject).isNotEqualTo("Stopped");
                }
                if (isGood && waits && action == Action.ROLLBACK) {
                    assertThat(deployment.rollback().orElseThrow().endsAs())
                            .as(subject)
                            .isEqualTo("Succeeded");
                }
            }
        }
    }

    /** Another build has begun a deployment, and does not wait for it. */
    private String begun() throws InterruptedException {
        DeploymentGroup group = harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        if (chance(0.7)) {
            harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        }
        if (chance(0.6)) {
            group.blueGreen("i-0d4e5f6a", "i-0e5f6a7b")
                    .waitsForApproval(Duration.ofMinutes(1 + dice.nextInt(15)), chance(0.3))
                    .terminatesAfter(Duration.ofMinutes(dice.nextInt(60)));
        }
        DeploymentPlan plan = harness.aws().nextDeployment().takes("AfterInstall", upTo(chance(0.5) ? 1 : 10));
        if (chance(0.2)) {
            plan.failsEverywhere("ValidateService", Script.script("scripts/check.sh"));
        }
        if (chance(0.2)) {
            plan.rollback(back -> back.failsEverywhere("ValidateService", Script.script("scripts/check.sh")));
        }
        Result begun = harness.run(RunHarness.with(harness.request(), options(Action.DEPLOY, false)));
        assertThat(begun.outcome()).as(begun.error()).isEqualTo(Outcome.STARTED);
        return begun.deploymentId();
    }

    private void strike(Faults.Rule rule) {
        rule.after(dice.nextInt(3)).times(1 + dice.nextInt(3));
        switch (dice.nextInt(5)) {
            case 0 -> rule.throttle();
            case 1 -> rule.fail();
            case 2 -> rule.failAfter();
            case 3 -> rule.cutBefore();
            default -> rule.cutAfter();
        }
    }

    private Result finish(DeploymentRequest request) throws InterruptedException {
        Driver driver = harness.driver(harness.fresh(request));
        for (int step = 0; step < MOST_STEPS; step++) {
            if (driver.deployment().stage() instanceof Stage.Done done) {
                return done.result();
            }
            harness.aws().clock().advance(driver.step());
            if (chance(jumps)) {
                harness.aws().clock().advance(upTo(10));
            }
            if (chance(restarts)) {
                driver = harness.driver(harness.saved());
            }
        }
        throw new AssertionError("no end: " + driver.deployment().stage());
    }
}
