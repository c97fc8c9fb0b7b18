package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes a run from step to step, one at a time, and holds no thread in between. */
final class RunLoop {

    private static final Logger LOGGER = Logger.getLogger(RunLoop.class.getName());

    /** Supplies what a run needs, and hears of its end, once. */
    interface Listener {

        /** Begins the run, or takes it up again; may be slow. */
        Driver begin() throws Exception;

        /** Whether anybody still waits for the run. */
        boolean isAwaited();

        void ended(Result result);

        /** Something happened that should not be possible. */
        void failed(Throwable why);
    }

    /** Runs something later, without a thread until then. */
    interface Scheduler {

        void after(Duration pause, Runnable what);
    }

    private final Listener listener;
    private final Executor callers;
    private final Executor bundlers;
    private final Scheduler scheduler;

    /** Touched by the step under way alone. */
    private Driver driver;

    /** The wake-up that counts: one that comes after a newer one was set is ignored. */
    private long awaited;

    private boolean moving;
    private boolean over;
    private boolean bundling;
    private Thread bundler;
    private Interruption interruption;

    /**
     * @param callers run what takes seconds
     * @param bundlers run what takes minutes
     */
    RunLoop(Listener listener, Executor callers, Executor bundlers, Scheduler scheduler) {
        this.listener = listener;
        this.callers = callers;
        this.bundlers = bundlers;
        this.scheduler = scheduler;
    }

    /** Takes the first step soon. */
    synchronized void begin() {
        next(Duration.ZERO);
    }

    /** Makes the run end early: bundling stops where it is, a call to AWS is waited for. */
    synchronized void interrupt(Interruption why) {
        interruption = why;
        if (bundler != null) {
            bundler.interrupt();
        } else if (!moving) {
            next(Duration.ZERO);
        }
    }

    /** Takes no further step. The end is not told. */
    synchronized void abandon() {
        over = true;
        if (bundler != null) {
            bundler.interrupt();
        }
    }

    private void next(Duration pause) {
        long wakeUp = ++awaited;
        Executor executor = bundling ? bundlers : callers;
        if (pause.isZero()) {
            run(executor, wakeUp);
        } else {
            scheduler.after(pause, () -> run(executor, wakeUp));
        }
    }

    private void run(Executor executor, long wakeUp) {
        try {
            executor.execute(() -> turn(wakeUp));
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Jenkins is going down: what is saved goes on after its start", e);
        }
    }

    private void turn(long wakeUp) {
        synchronized (this) {
            if (over || moving || wakeUp != awaited) {
                return;
            }
            moving = true;
            bundler = bundling ? Thread.currentThread() : null;
        }
        try {
            if (listener.isAwaited()) {
                settle(step());
            } else {
                goNoFurther();
            }
        } catch (InterruptedException e) {
            interrupted();
        } catch (Exception | Error e) {
            goNoFurther();
            listener.failed(e);
        }
    }

    private Duration step() throws Exception {
        if (driver == null) {
            driver = listener.begin();
        }
        Interruption why = takeInterruption();
        if (why != null) {
            driver.interrupt(why);
        }
        return driver.step();
    }

    private synchronized Interruption takeInterruption() {
        Interruption why = interruption;
        interruption = null;
        return why;
    }

    private void settle(Duration pause) {
        synchronized (this) {
            rest();
            if (over) {
                return;
            }
            if (!driver.deployment().isDone()) {
                next(interruption == null ? pause : Duration.ZERO);
                return;
            }
            over = true;
        }
        listener.ended(((Stage.Done) driver.deployment().stage()).result());
    }

    /** Either the run was told to end early while it bundled, and does so now; or Jenkins goes down. */
    private synchronized void interrupted() {
        rest();
        if (interruption != null) {
            next(Duration.ZERO);
        }
    }

    private synchronized void goNoFurther() {
        rest();
        over = true;
    }

    private void rest() {
        moving = false;
        bundler = null;
        bundling = driver != null && driver.deployment().stage() instanceof Stage.Bundling;
        Thread.interrupted();
    }
}
