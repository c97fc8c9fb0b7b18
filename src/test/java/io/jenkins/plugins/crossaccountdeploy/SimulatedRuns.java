package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.simulator.SimulatedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs as Jenkins lets them go, many at once on few threads, except that time does not pass by itself: whenever all of
 * them wait, the simulated clock moves on to when the first of them goes on.
 */
public final class SimulatedRuns implements AutoCloseable {

    /** Timers of Jenkins are no more exact: what is due within so long is taken together. */
    private static final Duration TICK = Duration.ofMillis(100);

    private record WakeUp(Instant due, long number, Runnable what) {}

    private final SimulatedClock clock;
    private final ThreadPoolExecutor callers;
    private final PriorityQueue<WakeUp> wakeUps =
            new PriorityQueue<>(Comparator.comparing(WakeUp::due).thenComparing(WakeUp::number));
    private final List<RunLoop> runs = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();
    private long numbers;
    private int busy;
    private long nanoseconds;

    /** @param threads that talk to AWS */
    public SimulatedRuns(SimulatedClock clock, int threads) {
        this.clock = clock;
        callers = new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "calls");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Lets a run begin after a while. */
    public void begin(Duration after, Callable<Driver> run, Consumer<Result> end) {
        RunLoop runLoop = new RunLoop(new Listener(run, end), this::call, this::call, this::wake, clock);
        synchronized (this) {
            runs.add(runLoop);
        }
        wake(after, runLoop::begin);
    }

    private final class Listener implements RunLoop.Listener {

        private final Callable<Driver> run;
        private final Consumer<Result> end;

        Listener(Callable<Driver> run, Consumer<Result> end) {
            this.run = run;
            this.end = end;
        }

        @Override
        public Driver begin() throws Exception {
            return run.call();
        }

        @Override
        public boolean isAwaited() {
            return true;
        }

        @Override
        public void ended(Result result) {
            end.accept(result);
        }

        @Override
        public void left() {
            throw new AssertionError("everybody waits");
        }

        @Override
        public void failed(Throwable why) {
            synchronized (SimulatedRuns.this) {
                broken.add(why);
            }
        }
    }

    private synchronized Runnable wake(Duration pause, Runnable what) {
        WakeUp wakeUp = new WakeUp(clock.instant().plus(pause), numbers++, what);
        wakeUps.add(wakeUp);
        return () -> forget(wakeUp);
    }

    private synchronized void forget(WakeUp wakeUp) {
        wakeUps.remove(wakeUp);
    }

    private void call(Runnable task) {
        synchronized (this) {
            busy++;
        }
        callers.execute(() -> {
            long began = cpuTime();
            try {
                task.run();
            } finally {
                rest(cpuTime() - began);
            }
        });
    }

    private static long cpuTime() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private synchronized void rest(long used) {
        nanoseconds += used;
        busy--;
        notifyAll();
    }

    /** Lets time pass, until nobody waits for anything any more at the latest. */
    public void pass(Duration time) throws InterruptedException {
        Instant until = clock.instant().plus(time);
        while (moveOn(until)) {
            awaitRest();
        }
        if (!broken.isEmpty()) {
            throw new AssertionError("a run broke", broken.get(0));
        }
    }

    private boolean moveOn(Instant until) {
        List<WakeUp> due = new ArrayList<>();
        synchronized (this) {
            WakeUp first = wakeUps.peek();
            if (first == null || first.due().isAfter(until)) {
                return false;
            }
            Instant now = clock.instant();
            Instant next = first.due().plus(TICK);
            if (next.isAfter(now)) {
                clock.advance(Duration.between(now, next));
            }
            while (!wakeUps.isEmpty() && !wakeUps.peek().due().isAfter(next)) {
                due.add(wakeUps.poll());
            }
        }
        due.forEach(wakeUp -> wakeUp.what().run());
        return true;
    }

    private synchronized void awaitRest() throws InterruptedException {
        while (busy > 0) {
            wait();
        }
    }

    /** The most threads that have talked to AWS at once. */
    public int mostThreads() {
        return callers.getLargestPoolSize();
    }

    /** The time that the processors have spent on all runs. */
    public synchronized Duration processorTime() {
        return Duration.ofNanos(nanoseconds);
    }

    /** Forgets all runs where they are. */
    public synchronized void forget() {
        runs.forEach(RunLoop::abandon);
        runs.clear();
        wakeUps.clear();
    }

    @Override
    public void close() {
        forget();
        callers.shutdownNow();
    }
}
