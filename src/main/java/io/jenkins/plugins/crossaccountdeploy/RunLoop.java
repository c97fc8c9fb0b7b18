package io.jenkins.plugins.crossaccountdeploy;

import hudson.AbortException;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment.FailureStreak;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.EarlyEnd;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes a run from step to step, one at a time, and holds no thread in between. A step that breaks outside of the engine is
 * tried again for as long as the engine tries what fails in AWS: the deployment goes on meanwhile.
 */
final class RunLoop {

    private static final Logger LOGGER = Logger.getLogger(RunLoop.class.getName());

    /** Supplies what a run needs, and hears of its end, once. */
    interface Listener {

        /**
         * Begins the run, or takes it up again; may be slow.
         *
         * @throws AbortException if it cannot begin, and says why
         */
        Driver begin() throws Exception;

        /** Whether anybody still waits for the run. */
        boolean isAwaited();

        void ended(Result result);

        /** Nobody waits for it any more: it goes no further. */
        void left();

        /** Something happened that should not be possible, and goes on happening: it goes no further. */
        void failed(Throwable why);
    }

    /** Runs something later, without a thread until then. */
    interface Scheduler {

        /** @return forgets it */
        Runnable after(Duration pause, Runnable what);
    }

    private final Listener listener;
    private final Executor callers;
    private final Executor bundlers;
    private final Scheduler scheduler;
    private final InstantSource clock;

    /** Touched by the step under way alone; looked at between the steps. */
    private volatile Driver driver;

    /** The wake-up that counts: one that comes after a newer one was set is ignored. */
    private long awaited;

    private boolean moving;
    private boolean over;
    private Thread bundler;
    private Interruption interruption;
    private final List<Command> commands = new ArrayList<>();

    /** Of steps that broke outside of the engine, which keeps its own. */
    private FailureStreak streak = FailureStreak.NONE;

    /**
     * @param callers run what takes seconds
     * @param bundlers run what waits for an agent, and are interrupted when the run is to end early
     */
    RunLoop(Listener listener, Executor callers, Executor bundlers, Scheduler scheduler, InstantSource clock) {
        this.listener = listener;
        this.callers = callers;
        this.bundlers = bundlers;
        this.scheduler = scheduler;
        this.clock = clock;
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

    /** Something to do between two steps. */
    interface Command {

        void tell(Driver driver) throws InterruptedException;
    }

    /** Does something as soon as the step under way is taken. */
    synchronized void command(Command command) {
        commands.add(command);
        if (!moving) {
            next(Duration.ZERO);
        }
    }

    /** Takes no further step. The end is not told. */
    synchronized void abandon() {
        over = true;
        interruptBundler();
    }

    /** What a build says of a run that has failed, in one line. */
    static AbortException expected(Throwable why, Deployment deployment) {
        return why instanceof AbortException told
                ? told
                : new AbortException(ConsoleText.line("The deployment cannot be seen to (" + why + "). "
                        + EarlyEnd.farewell(deployment) + " Jenkins' log has the details."));
    }

    private void next(Duration pause) {
        long wakeUp = ++awaited;
        Executor executor = waitsForAgent() ? bundlers : callers;
        try {
            if (pause.isZero()) {
                executor.execute(() -> turn(executor, wakeUp));
            } else {
                scheduler.after(pause, () -> run(executor, wakeUp));
            }
        } catch (RejectedExecutionException e) {
            goingDown(e);
        }
    }

    private void run(Executor executor, long wakeUp) {
        try {
            executor.execute(() -> turn(executor, wakeUp));
        } catch (RejectedExecutionException e) {
            goingDown(e);
        }
    }

    private static void goingDown(RejectedExecutionException e) {
        LOGGER.log(Level.FINE, "Jenkins is going down: what is saved goes on after its start", e);
    }

    private boolean waitsForAgent() {
        return driver != null && driver.deployment().stage().needsAgent();
    }

    private void turn(Executor executor, long wakeUp) {
        synchronized (this) {
            if (over || moving || wakeUp != awaited) {
                return;
            }
            moving = true;
            bundler = executor == bundlers ? Thread.currentThread() : null;
        }
        try {
            if (listener.isAwaited()) {
                settle(step(executor));
            } else {
                goNoFurther();
                listener.left();
            }
        } catch (InterruptedException e) {
            interrupted();
        } catch (Exception | Error e) {
            broken(e);
        }
    }

    private Duration step(Executor executor) throws Exception {
        if (driver == null) {
            driver = listener.begin();
        }
        for (Command command : takeCommands()) {
            command.tell(driver);
        }
        Interruption why = takeInterruption();
        if (why != null) {
            driver.interrupt(why);
        }
        if (waitsForAgent() && executor == callers) {
            // It was saved so far that only now it is known.
            return Duration.ZERO;
        }
        // A call to AWS takes seconds; what the agent does may take as long as it likes.
        Optional<Runnable> forgetEnd = executor == bundlers
                ? driver.timeLeft().map(left -> scheduler.after(left, this::interruptBundler))
                : Optional.empty();
        try {
            return driver.step();
        } finally {
            forgetEnd.ifPresent(Runnable::run);
        }
    }

    /** The next step finds that the time is up. */
    private synchronized void interruptBundler() {
        if (bundler != null) {
            bundler.interrupt();
        }
    }

    private synchronized List<Command> takeCommands() {
        List<Command> taken = List.copyOf(commands);
        commands.clear();
        return taken;
    }

    private synchronized Interruption takeInterruption() {
        Interruption why = interruption;
        interruption = null;
        return why;
    }

    private void settle(Duration pause) {
        synchronized (this) {
            rest();
            streak = FailureStreak.NONE;
            if (over) {
                return;
            }
            if (!driver.deployment().isDone()) {
                next(interruption == null && commands.isEmpty() ? pause : Duration.ZERO);
                return;
            }
            over = true;
        }
        try {
            listener.ended(((Stage.Done) driver.deployment().stage()).result());
        } catch (RuntimeException e) {
            listener.failed(e);
        }
    }

    /** The run was told to end early while it bundled, and does so now; or Jenkins goes down; or nobody knows why. */
    private synchronized void interrupted() {
        rest();
        if (!over) {
            next(interruption == null ? Duration.ofSeconds(1) : Duration.ZERO);
        }
    }

    private void broken(Throwable why) {
        synchronized (this) {
            LOGGER.log(streak.isNone() ? Level.WARNING : Level.FINE, "A deployment cannot be seen to", why);
            Instant now = clock.instant();
            streak = streak.again(now);
            if (!over && !(why instanceof AbortException) && !streak.isTooLong(now)) {
                tell(why);
                rest();
                next(streak.pause());
                return;
            }
            rest();
            if (over) {
                return;
            }
            over = true;
        }
        listener.failed(why);
    }

    /** Tells the console, when it is more than a passing trouble, and once. */
    private void tell(Throwable why) {
        if (driver == null || !streak.isToBeTold()) {
            return;
        }
        Deployment deployment = driver.deployment();
        try {
            driver.say(new Lines(deployment.request().environment().name())
                    .note("broken while " + deployment.stage().doing() + " (" + why + "); goes on trying for "
                            + Deployment.PATIENCE.toMinutes() + " minutes. Jenkins' log has the details"));
        } catch (RuntimeException silent) {
            why.addSuppressed(silent);
        }
    }

    private synchronized void goNoFurther() {
        rest();
        over = true;
    }

    private void rest() {
        moving = false;
        bundler = null;
        Thread.interrupted();
    }
}
