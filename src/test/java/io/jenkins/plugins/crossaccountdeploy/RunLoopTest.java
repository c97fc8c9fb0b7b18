package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is taken from step to step by whichever thread is free, and by none while it waits. */
class RunLoopTest implements RunLoop.Listener {

    /** It tells of what these tests break. */
    private static final Logger LOGGER = Logger.getLogger(RunLoop.class.getName());

    private static final Interruption ABORT = new Interruption(Outcome.ABORTED, "aborted by Ada");

    private record TimerTask(Duration pause, Runnable what) {}

    @TempDir
    Path workspace;

    @TempDir
    Path home;

    private RunHarness harness;
    private final Deque<Runnable> calls = new ArrayDeque<>();
    private final Deque<Runnable> bundling = new ArrayDeque<>();
    private final List<TimerTask> timers = new ArrayList<>();
    private final List<Result> arrived = new ArrayList<>();
    private final List<Exception> defects = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();
    private final RunLoop runLoop = new RunLoop(
            this,
            calls::add,
            bundling::add,
            this::schedule,
            () -> harness.aws().clock().instant());
    private int bundled;
    private int left;
    private int breaks;
    private boolean awaited = true;
    private Driver driver;
    private Checkpoint from;
    private Optional<Driver.Memory> memory = Optional.empty();

    @BeforeEach
    void setUp() {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        from = harness.fresh(harness.request());
        LOGGER.setLevel(Level.OFF);
    }

    @AfterEach
    void tearDown() {
        LOGGER.setLevel(null);
        harness.close();
    }

    @Override
    public Driver begin() throws Exception {
        if (!defects.isEmpty()) {
            throw defects.remove(0);
        }
        driver = memory.isPresent() ? harness.controller().driver(from, harness, memory.get()) : harness.driver(from);
        return driver;
    }

    @Override
    public boolean isAwaited() {
        if (breaks > 0) {
            breaks--;
            throw new IllegalStateException("the disk is full");
        }
        return awaited;
    }

    @Override
    public void ended(Result result) {
        arrived.add(result);
    }

    @Override
    public void left() {
        left++;
    }

    @Override
    public void failed(Throwable why) {
        broken.add(why);
    }

    private Runnable schedule(Duration pause, Runnable what) {
        TimerTask timer = new TimerTask(pause, what);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** Lets the threads do all that there is to do now. */
    private void work() {
        while (!calls.isEmpty() || !bundling.isEmpty()) {
            assertThat(calls.size() + bundling.size()).as("one step at a time").isOne();
            if (!bundling.isEmpty()) {
                bundled++;
                bundling.remove().run();
            } else {
                calls.remove().run();
            }
        }
    }

    /** Lets time pass until the next timer fires. */
    private void fire() {
        assertThat(timers).as("one timer at a time").hasSize(1);
        TimerTask timer = timers.remove(0);
        harness.aws().clock().advance(timer.pause());
        timer.what().run();
        work();
    }

    private void travelUntil(Class<? extends Stage> stage) {
        runLoop.begin();
        work();
        while (!stage.isInstance(driver.deployment().stage())) {
            fire();
        }
    }

    @Test
    void arrivesOnce() {
        travelUntil(Stage.Done.class);
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.SUCCEEDED);
        assertThat(broken).isEmpty();
        assertThat(timers).isEmpty();
    }

    @Test
    void bundlesApartFromTheCallsToAws() {
        travelUntil(Stage.Watching.class);
        assertThat(bundled).isOne();
    }

    @Test
    void waitsWithoutAThread() {
        travelUntil(Stage.Watching.class);
        assertThat(calls).isEmpty();
        assertThat(bundling).isEmpty();
        assertThat(timers).hasSize(1);
    }

    @Test
    void endsEarlyWithoutWaitingForTheTimerWhichThenFiresForNothing() {
        travelUntil(Stage.Watching.class);
        TimerTask late = timers.remove(0);
        runLoop.interrupt(ABORT);
        work();
        assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment")).isOne();
        int asked = harness.aws().calls().count();
        late.what().run();
        work();
        assertThat(harness.aws().calls().count()).isEqualTo(asked);
        while (arrived.isEmpty()) {
            fire();
        }
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.ABORTED);
    }

    @Test
    void endsEarlyBeforeItHasBegun() {
        runLoop.begin();
        runLoop.interrupt(ABORT);
        calls.remove().run();
        work();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.ABORTED);
        assertThat(harness.aws().deployments()).isEmpty();
    }

    private Thread startBundling() {
        runLoop.begin();
        while (bundling.isEmpty()) {
            calls.remove().run();
        }
        Thread bundler = new Thread(bundling.remove());
        bundler.start();
        return bundler;
    }

    @Test
    void stopsBundlingAtOnce() throws InterruptedException {
        Faults.Fault stuck = harness.aws().faults().on("S3.PutObject").block();
        Thread bundler = startBundling();
        stuck.awaitHit();
        runLoop.interrupt(ABORT);
        bundler.join();
        stuck.end();
        work();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.ABORTED);
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void endsBundlingWhenTheTimeIsUp() throws InterruptedException {
        Faults.Fault stuck = harness.aws().faults().on("S3.PutObject").block();
        from = harness.fresh(RunHarness.within(Duration.ofMinutes(5), harness.request()));
        Thread bundler = startBundling();
        stuck.awaitHit();
        TimerTask end = timers.remove(0);
        assertThat(end.pause()).isEqualTo(Duration.ofMinutes(5));
        harness.aws().clock().advance(end.pause());
        end.what().run();
        bundler.join();
        stuck.end();
        travelOn();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.TIMED_OUT);
        assertThat(arrived.get(0).error()).contains("after 5 min 0 s");
        assertThat(timers).isEmpty();
    }

    @Test
    void leavesNoTimerBehindWhenItHasBundledInTime() {
        from = harness.fresh(RunHarness.within(Duration.ofHours(5), harness.request()));
        travelUntil(Stage.Watching.class);
        assertThat(timers).extracting(TimerTask::pause).allMatch(pause -> pause.compareTo(Duration.ofMinutes(1)) < 0);
    }

    @Test
    void takesNoStepWhenItIsAbandoned() {
        travelUntil(Stage.Watching.class);
        runLoop.abandon();
        int asked = harness.aws().calls().count();
        fire();
        assertThat(harness.aws().calls().count()).isEqualTo(asked);
        assertThat(arrived).isEmpty();
    }

    /** By the run itself, or by the end of its build. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void createsNoDeploymentOnceItsFileIsDeleted(boolean isOwn) throws Exception {
        DeploymentRequest request = harness.request();
        from = harness.fresh(
                RunHarness.with(request, new DeploymentRequest.Rules("", "", false, false, true, false, List.of())));
        CheckpointFile file = CheckpointFile.in(home::toFile, "token");
        memory = Optional.of(checkpoint -> file.save(CheckpointFile.Saved.first(checkpoint)));
        runLoop.begin();
        while (driver == null || !(driver.deployment().stage() instanceof Stage.Creating)) {
            (bundling.isEmpty() ? calls : bundling).remove().run();
        }
        Faults.Fault held =
                harness.aws().faults().on("CodeDeploy.GetDeploymentGroup").block();
        Thread caller = new Thread(calls.remove());
        caller.start();
        held.awaitHit();
        runLoop.abandon();
        assertThat((isOwn ? file : CheckpointFile.in(home::toFile, "token")).delete())
                .isTrue();
        held.end();
        caller.join();
        assertThat(harness.aws().deployments()).isEmpty();
        assertThat(home).isEmptyDirectory();
        assertThat(harness.told("cannot be saved")).isEmpty();
        assertThat(calls).isEmpty();
        assertThat(timers).isEmpty();
    }

    @Test
    void takesNoStepWhenNobodyAwaitsIt() {
        travelUntil(Stage.Watching.class);
        awaited = false;
        int asked = harness.aws().calls().count();
        fire();
        assertThat(harness.aws().calls().count()).isEqualTo(asked);
        assertThat(arrived).isEmpty();
        assertThat(left).isOne();
        assertThat(timers).isEmpty();
    }

    @Test
    void bundlesApartFromTheCallsToAwsAfterARestartToo() {
        runLoop.begin();
        while (bundling.isEmpty()) {
            calls.remove().run();
        }
        bundling.clear();
        from = new Checkpoint(driver.deployment(), 0, List.of());
        RunLoop restarted = new RunLoop(
                this, calls::add, bundling::add, this::schedule, harness.aws().clock());
        restarted.begin();
        calls.remove().run();
        assertThat(calls).isEmpty();
        assertThat(driver.deployment().stage()).isInstanceOf(Stage.Bundling.class);
        work();
        assertThat(bundled).isOne();
        assertThat(driver.deployment().stage()).isNotInstanceOf(Stage.Bundling.class);
    }

    @Test
    void readsAnAppSpecApartFromTheCallsToAws() {
        harness.close();
        harness =
                new RunHarness(workspace, Scenario.named("lambda")).file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);
        DeploymentRequest ofPlatform = harness.request();
        from = harness.fresh(new DeploymentRequest(
                ofPlatform.environment(),
                ofPlatform.store(),
                new DeploymentRequest.Target("CodeDeployDemo-Lambda", "Prod", ""),
                ofPlatform.content(),
                ofPlatform.rules(),
                ofPlatform.options(),
                ofPlatform.requester()));
        travelUntil(Stage.Done.class);
        assertThat(bundled).isOne();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void goesOnWhenItsThreadIsInterruptedForNoReason() {
        travelUntil(Stage.Watching.class);
        TimerTask timer = timers.remove(0);
        harness.aws().clock().advance(timer.pause());
        timer.what().run();
        Thread.currentThread().interrupt();
        work();
        assertThat(Thread.interrupted()).isFalse();
        travelOn();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.SUCCEEDED);
    }

    private void travelOn() {
        while (arrived.isEmpty() && broken.isEmpty()) {
            fire();
        }
    }

    @Test
    void saysWhatItIsToldToSayAtOnceAndGoesOn() {
        travelUntil(Stage.Watching.class);
        TimerTask late = timers.remove(0);
        runLoop.command(driver -> driver.say("the agent was removed"));
        work();
        assertThat(harness.console())
                .filteredOn("the agent was removed"::equals)
                .hasSize(1);
        late.what().run();
        work();
        travelOn();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void triesAgainWhatBrokeOutsideOfTheEngine() {
        for (int i = 0; i < 20; i++) {
            defects.add(new IllegalStateException("the credentials cannot be read"));
        }
        runLoop.begin();
        work();
        travelOn();
        assertThat(broken).isEmpty();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.SUCCEEDED);
    }

    @Test
    void tellsTheConsoleOnceWhatBreaksInTheMiddle() {
        travelUntil(Stage.Watching.class);
        breaks = 5;
        travelOn();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.SUCCEEDED);
        assertThat(harness.console())
                .filteredOn(line -> line.contains("broken while watching d-") && line.contains("the disk is full"))
                .hasSize(1);
    }

    @Test
    void endsWhenThatGoesOnForAQuarterOfAnHour() {
        IllegalStateException defect = new IllegalStateException("cannot be");
        for (int i = 0; i < 1000; i++) {
            defects.add(defect);
        }
        Instant begun = harness.aws().clock().instant();
        runLoop.begin();
        work();
        travelOn();
        assertThat(broken).containsExactly(defect);
        assertThat(Duration.between(begun, harness.aws().clock().instant()))
                .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
        assertThat(timers).isEmpty();
    }

    @Test
    void endsAtOnceWhenItCannotBegin() {
        defects.add(new AbortException("There are no such credentials"));
        runLoop.begin();
        work();
        assertThat(broken).hasSize(1);
        assertThat(timers).isEmpty();
    }

    @Test
    void isSilentWhenJenkinsGoesDown() {
        RunLoop refused = new RunLoop(
                this,
                task -> {
                    throw new RejectedExecutionException();
                },
                bundling::add,
                this::schedule,
                harness.aws().clock());
        refused.begin();
        assertThat(arrived).isEmpty();
        assertThat(broken).isEmpty();
    }
}
