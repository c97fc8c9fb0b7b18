package io.jenkins.plugins.crossaccountdeploy.bundle;

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

/** The threads that hash and deflate, each with a {@link Desk} to work at. */
final class Workers implements AutoCloseable {

    /** What is done with a chunk; runs on any thread. */
    @FunctionalInterface
    interface Task<T> {
        T run(Chunk chunk, Desk desk) throws IOException, InterruptedException;
    }

    /** How long the caller waits before it looks after other things, in milliseconds. */
    private static final long TICK = 100;

    private final int threads;
    private final Runnable tick;
    private final ExecutorService executor;
    private final ConcurrentLinkedQueue<Desk> desks = new ConcurrentLinkedQueue<>();

    /** @param tick what the caller of {@link InOrder#next} looks after meanwhile, on its own thread */
    Workers(int threads, Runnable tick) {
        this.threads = threads;
        this.tick = tick;
        executor = Executors.newFixedThreadPool(threads, named("bundle-worker-"));
    }

    static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Does a task with all chunks, and gives the results in the order of the chunks. At most {@code 2 * threads + 2}
     * results are under way or waiting at a time.
     */
    <T> InOrder<T> each(Iterator<Chunk> chunks, Task<T> task) {
        return new InOrder<>(chunks, task);
    }

    /** Stops the threads, within the time that a chunk takes. */
    @Override
    public void close() {
        stop(executor);
    }

    /** Interrupts the threads of an executor and waits for their end, even when interrupted itself. */
    static void stop(ExecutorService executor) {
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
    static IOException rethrow(ExecutionException e) throws IOException, InterruptedException {
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

    final class InOrder<T> {

        private final Iterator<Chunk> chunks;
        private final Task<T> task;
        private final Deque<Future<T>> underway = new ArrayDeque<>();

        private InOrder(Iterator<Chunk> chunks, Task<T> task) {
            this.chunks = chunks;
            this.task = task;
        }

        boolean hasNext() {
            return !underway.isEmpty() || chunks.hasNext();
        }

        T next() throws IOException, InterruptedException {
            while (underway.size() < 2 * threads + 2 && chunks.hasNext()) {
                Chunk chunk = chunks.next();
                underway.add(executor.submit(() -> run(chunk)));
            }
            return get(underway.remove());
        }

        private T run(Chunk chunk) throws IOException, InterruptedException {
            Desk desk = desks.poll();
            if (desk == null) {
                desk = new Desk();
            }
            try {
                return task.run(chunk, desk);
            } finally {
                desks.add(desk);
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
