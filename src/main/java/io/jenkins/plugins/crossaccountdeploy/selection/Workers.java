package io.jenkins.plugins.crossaccountdeploy.selection;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads that list, hash and deflate.
 *
 * @param <B> the buffers that a task works with; made once for each thread and used for many tasks
 */
public final class Workers<B> implements AutoCloseable {

    /** What is done with a piece of work; runs on any thread. */
    @FunctionalInterface
    public interface Task<P, T, B> {
        T run(P piece, B buffers) throws IOException, InterruptedException;
    }

    /** How long the caller waits before it looks after other things, in milliseconds. */
    private static final long TICK = 100;

    private final int threads;
    private final Supplier<B> maker;
    private final Runnable tick;
    private final ExecutorService executor;
    private final ConcurrentLinkedQueue<B> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param maker makes the buffers of one thread
     * @param tick what the caller of {@link InOrder#next} looks after meanwhile, on its own thread
     */
    public Workers(int threads, Supplier<B> maker, Runnable tick) {
        this.threads = threads;
        this.maker = maker;
        this.tick = tick;
        executor = Executors.newFixedThreadPool(threads, named("bundle-worker-"));
    }

    /** Makes daemon threads. */
    public static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Does a task with all pieces, and gives the results in the order of the pieces. At most {@code 2 * threads + 2}
     * results are under way or waiting at a time.
     *
     * @param pieces may get more while there are results to come
     */
    public <P, T> InOrder<P, T> each(Iterator<P> pieces, Task<P, T, B> task) {
        return new InOrder<>(pieces, task);
    }

    /** Stops the threads, within the time that a piece takes. */
    @Override
    public void close() {
        stop(executor);
    }

    /** Interrupts the threads of an executor and waits for their end, even when interrupted itself. */
    public static void stop(ExecutorService executor) {
        executor.shutdownNow();
        boolean interrupted = false;
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1); System.nanoTime() < end; ) {
            try {
                if (executor.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws what was thrown on the other thread. */
    public static IOException rethrow(ExecutionException e) throws IOException, InterruptedException {
        Throwable cause = e.getCause();
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new IOException(cause);
    }

    /** The results of a task, in the order of the pieces. */
    public final class InOrder<P, T> {

        private final Iterator<P> pieces;
        private final Task<P, T, B> task;
        private final Deque<Future<T>> underway = new ArrayDeque<>();

        private InOrder(Iterator<P> pieces, Task<P, T, B> task) {
            this.pieces = pieces;
            this.task = task;
        }

        public boolean hasNext() {
            return !underway.isEmpty() || pieces.hasNext();
        }

        public T next() throws IOException, InterruptedException {
            while (underway.size() < 2 * threads + 2 && pieces.hasNext()) {
                P piece = pieces.next();
                underway.add(executor.submit(() -> run(piece)));
            }
            return get(underway.remove());
        }

        private T run(P piece) throws IOException, InterruptedException {
            B reused = idle.poll();
            B buffers = reused == null ? maker.get() : reused;
            try {
                return task.run(piece, buffers);
            } finally {
                idle.add(buffers);
            }
        }

        private T get(Future<T> future) throws IOException, InterruptedException {
            while (true) {
                try {
                    tick.run();
                    return future.get(TICK, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // look after the other things and wait on
                } catch (ExecutionException e) {
                    throw rethrow(e);
                }
            }
        }
    }
}
