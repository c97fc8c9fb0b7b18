package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is taken from step to step by whichever thread is free, and by none while it waits. */
class RunLoopTest implements RunLoop.Listener {

    private static final Interruption ABORT = new Interruption(Outcome.ABORTED, "aborted by Ada");

    private record TimerTask(Duration pause, Runnable what) {}

    @TempDir
    Path workspace;

    private final Deque<Runnable> calls = new ArrayDeque<>();
    private final Deque<Runnable> bundling = new ArrayDeque<>();
    private final List<TimerTask> timers = new ArrayList<>();
    private final List<Result> arrived = new ArrayList<>();
    private final List<RuntimeException> defects = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();
    private final RunLoop runLoop =
            new RunLoop(this, calls::add, bundling::add, (pause, what) -> timers.add(new TimerTask(pause, what)));
    private int bundled;
    private boolean awaited = true;
    private RunHarness harness;
    private Driver driver;

    @BeforeEach
    void setUp() {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
    }

    @AfterEach
    void tearDown() {
        harness.close();
    }

    @Override
    public Driver begin() {
        defects.forEach(defect -> {
            throw defect;
        });
        driver = harness.driver(harness.fresh(harness.request()));
        return driver;
    }

    @Override
    public boolean isAwaited() {
        return awaited;
    }

    @Override
    public void ended(Result result) {
        arrived.add(result);
    }

    @Override
    public void failed(Throwable why) {
        broken.add(why);
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

    @Test
    void stopsBundlingAtOnce() throws InterruptedException {
        Faults.Fault stuck = harness.aws().faults().on("S3.PutObject").block();
        runLoop.begin();
        while (bundling.isEmpty()) {
            calls.remove().run();
        }
        Thread bundler = new Thread(bundling.remove());
        bundler.start();
        stuck.awaitHit();
        runLoop.interrupt(ABORT);
        bundler.join();
        stuck.end();
        work();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.ABORTED);
        assertThat(harness.aws().deployments()).isEmpty();
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

    @Test
    void takesNoStepWhenNobodyAwaitsIt() {
        travelUntil(Stage.Watching.class);
        awaited = false;
        int asked = harness.aws().calls().count();
        fire();
        assertThat(harness.aws().calls().count()).isEqualTo(asked);
        assertThat(arrived).isEmpty();
        assertThat(timers).isEmpty();
    }

    @Test
    void tellsWhatBroke() {
        defects.add(new IllegalStateException("cannot be"));
        runLoop.begin();
        work();
        assertThat(broken).containsExactlyElementsOf(defects);
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
                (pause, what) -> timers.add(new TimerTask(pause, what)));
        refused.begin();
        assertThat(arrived).isEmpty();
        assertThat(broken).isEmpty();
    }
}
