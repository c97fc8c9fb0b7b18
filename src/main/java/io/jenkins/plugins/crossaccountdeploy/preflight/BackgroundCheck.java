package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A check that goes on while something else does. */
public final class BackgroundCheck {

    private static final Logger LOGGER = Logger.getLogger(BackgroundCheck.class.getName());

    private final String environment;
    private final FutureTask<Checklist> task;
    private final long begun = System.nanoTime();

    BackgroundCheck(String environment, Callable<Checklist> check) {
        this.environment = environment;
        this.task = new FutureTask<>(check);
    }

    /** One that has told nothing, for a reason that is half a sentence. */
    static BackgroundCheck omitted(String environment, String why) {
        BackgroundCheck omitted = new BackgroundCheck(environment, () -> nothing(environment, why));
        omitted.task.run();
        return omitted;
    }

    private static Checklist nothing(String environment, String why) {
        return new Checklist(
                environment, List.of(new CheckItem(Topic.CALLER, Status.UNKNOWN, "not asked, since " + why, "", "")));
    }

    Runnable task() {
        return task;
    }

    /**
     * Waits for what it has found.
     *
     * @param most how long it may take in all, from when it was begun
     * @return nothing if it takes longer
     */
    public Optional<Checklist> within(Duration most) throws InterruptedException {
        try {
            long left = Math.max(0, begun + most.toNanos() - System.nanoTime());
            return Optional.of(task.get(left, TimeUnit.NANOSECONDS));
        } catch (TimeoutException | CancellationException unfinished) {
            return Optional.empty();
        } catch (ExecutionException e) {
            LOGGER.log(Level.WARNING, "A check of the environment " + environment + " has failed", e.getCause());
            return Optional.of(nothing(environment, "the check itself has failed (" + e.getCause() + ")"));
        }
    }

    /** How long ago it was begun. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Ends it, whatever it has found so far; calls under way end by themselves. */
    public void cancel() {
        task.cancel(true);
    }
}
