package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.Rig;
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
class JourneyTest implements Journey.Traveller {

    private static final Interruption ABORT = new Interruption(Outcome.ABORTED, "aborted by Ada");

    private record Alarm(Duration pause, Runnable what) {}

    @TempDir
    Path workspace;

    private final Deque<Runnable> calls = new ArrayDeque<>();
    private final Deque<Runnable> bundling = new ArrayDeque<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private final List<Result> arrived = new ArrayList<>();
    private final List<RuntimeException> defects = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();
    private final Journey journey =
            new Journey(this, calls::add, bundling::add, (pause, what) -> alarms.add(new Alarm(pause, what)));
    private int bundled;
    private boolean awaited = true;
    private Rig rig;
    private Driver driver;

    @BeforeEach
    void setUp() {
        rig = new Rig(workspace, Scenario.twoAccounts()).withApplication();
    }

    @AfterEach
    void tearDown() {
        rig.close();
    }

    @Override
    public Driver drive() {
        defects.forEach(defect -> {
            throw defect;
        });
        driver = rig.driver(rig.fresh(rig.order()));
        return driver;
    }

    @Override
    public boolean isAwaited() {
        return awaited;
    }

    @Override
    public void arrived(Result result) {
        arrived.add(result);
    }

    @Override
    public void broke(Throwable why) {
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

    /** Lets time pass until the next alarm rings. */
    private void ring() {
        assertThat(alarms).as("one alarm at a time").hasSize(1);
        Alarm alarm = alarms.remove(0);
        rig.aws().clock().advance(alarm.pause());
        alarm.what().run();
        work();
    }

    private void travelUntil(Class<? extends Stage> stage) {
        journey.begin();
        work();
        while (!stage.isInstance(driver.deployment().stage())) {
            ring();
        }
    }

    @Test
    void arrivesOnce() {
        travelUntil(Stage.Done.class);
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.SUCCEEDED);
        assertThat(broken).isEmpty();
        assertThat(alarms).isEmpty();
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
        assertThat(alarms).hasSize(1);
    }

    @Test
    void endsEarlyWithoutWaitingForTheAlarmWhichThenRingsForNothing() {
        travelUntil(Stage.Watching.class);
        Alarm late = alarms.remove(0);
        journey.interrupt(ABORT);
        work();
        assertThat(rig.aws().calls().count("CodeDeploy.StopDeployment")).isOne();
        int asked = rig.aws().calls().count();
        late.what().run();
        work();
        assertThat(rig.aws().calls().count()).isEqualTo(asked);
        while (arrived.isEmpty()) {
            ring();
        }
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.ABORTED);
    }

    @Test
    void endsEarlyBeforeItHasBegun() {
        journey.begin();
        journey.interrupt(ABORT);
        calls.remove().run();
        work();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.ABORTED);
        assertThat(rig.aws().deployments()).isEmpty();
    }

    @Test
    void stopsBundlingAtOnce() throws InterruptedException {
        Faults.Fault stuck = rig.aws().faults().on("S3.PutObject").block();
        journey.begin();
        while (bundling.isEmpty()) {
            calls.remove().run();
        }
        Thread bundler = new Thread(bundling.remove());
        bundler.start();
        stuck.awaitHit();
        journey.interrupt(ABORT);
        bundler.join();
        stuck.end();
        work();
        assertThat(arrived).extracting(Result::outcome).containsExactly(Outcome.ABORTED);
        assertThat(rig.aws().deployments()).isEmpty();
    }

    @Test
    void takesNoStepWhenItIsAbandoned() {
        travelUntil(Stage.Watching.class);
        journey.abandon();
        int asked = rig.aws().calls().count();
        ring();
        assertThat(rig.aws().calls().count()).isEqualTo(asked);
        assertThat(arrived).isEmpty();
    }

    @Test
    void takesNoStepWhenNobodyAwaitsIt() {
        travelUntil(Stage.Watching.class);
        awaited = false;
        int asked = rig.aws().calls().count();
        ring();
        assertThat(rig.aws().calls().count()).isEqualTo(asked);
        assertThat(arrived).isEmpty();
        assertThat(alarms).isEmpty();
    }

    @Test
    void tellsWhatBroke() {
        defects.add(new IllegalStateException("cannot be"));
        journey.begin();
        work();
        assertThat(broken).containsExactlyElementsOf(defects);
        assertThat(alarms).isEmpty();
    }

    @Test
    void isSilentWhenJenkinsGoesDown() {
        Journey refused = new Journey(
                this,
                task -> {
                    throw new RejectedExecutionException();
                },
                bundling::add,
                (pause, what) -> alarms.add(new Alarm(pause, what)));
        refused.begin();
        assertThat(arrived).isEmpty();
        assertThat(broken).isEmpty();
    }
}
