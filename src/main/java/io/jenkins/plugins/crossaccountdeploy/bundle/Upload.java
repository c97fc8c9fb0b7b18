package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Workers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Cuts an archive into parts and sends them while it grows. When as many are under way as there is memory for, the writer
 * waits: on a fast line there are few at a time, on a long one many.
 */
final class Upload extends OutputStream {

    /** So many parts are under way at a time, however small the heap is. */
    private static final int FEWEST_IN_FLIGHT = 4;

    /** As many connections as S3 recommends for a large object on a fast line. */
    private static final int MOST_IN_FLIGHT = 16;

    /** How long a wait lasts until {@code tick} is called, in milliseconds. */
    private static final long TICK = 100;

    /** A part that S3 has, and the buffer that is free again. */
    private record Done(SentPart sent, byte[] buffer) {}

    private final PartSender sender;
    private final Runnable tick;
    private final int partSize;
    private final int mostInFlight;
    private final ExecutorService executor = Executors.newCachedThreadPool(Workers.named("bundle-sender-"));
    private final CompletionService<Done> completion = new ExecutorCompletionService<>(executor);
    private final Deque<byte[]> free = new ArrayDeque<>();
    private final List<SentPart> sent = new ArrayList<>();

    private byte[] buffer = new byte[0];
    private int filled;
    private int started;
    private int inFlight;
    private long acknowledged;

    /**
     * @param mostInFlight how many parts may be under way
     * @param tick what to look after while waiting
     */
    Upload(PartSender sender, int partSize, int mostInFlight, Runnable tick) {
        this.sender = sender;
        this.partSize = partSize;
        this.mostInFlight = mostInFlight;
        this.tick = tick;
    }

    /**
     * How many parts may be under way, so that they take a quarter of the heap.
     *
     * @param heap the most that this process may have, in bytes
     */
    static int mostInFlight(long heap, int partSize) {
        return (int) Math.max(FEWEST_IN_FLIGHT, Math.min(MOST_IN_FLIGHT, heap / 4 / partSize));
    }

    /** Bytes that S3 has acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    /** Sends the last part, and waits for all of them. */
    List<SentPart> finish() throws IOException, InterruptedException {
        send(started == 0);
        while (inFlight > 0) {
            await();
        }
        sent.sort(Comparator.comparingInt(part -> part.part().number()));
        return sent;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int rest = length;
        while (rest > 0) {
            if (filled == buffer.length) {
                next();
            }
            int copied = Math.min(rest, buffer.length - filled);
            System.arraycopy(bytes, from, buffer, filled, copied);
            filled += copied;
            from += copied;
            rest -= copied;
        }
    }

    /** Goes on to a new part, when the one before is full and there is more to come. */
    private void next() throws IOException {
        try {
            if (filled > 0) {
                send(false);
            }
            while (inFlight == mostInFlight) {
                await();
            }
            for (Future<Done> done = completion.poll(); done != null; done = completion.poll()) {
                take(done);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        buffer = free.isEmpty() ? new byte[partSize] : free.pop();
        filled = 0;
    }

    private void send(boolean whole) throws IOException {
        if (started == Part.MOST) {
            throw new BundleException("The archive is larger than " + Part.MOST + " parts of " + partSize
                    + " bytes, the most that S3 takes. Exclude what the instances do not need.");
        }
        int number = ++started;
        byte[] full = buffer;
        int length = filled;
        completion.submit(() -> new Done(sender.send(number, full, length, whole), full));
        inFlight++;
        buffer = new byte[0];
        filled = 0;
    }

    private void await() throws IOException, InterruptedException {
        Future<Done> done = completion.poll(TICK, TimeUnit.MILLISECONDS);
        if (done != null) {
            take(done);
        }
        tick.run();
    }

    private void take(Future<Done> future) throws IOException, InterruptedException {
        inFlight--;
        try {
            Done done = future.get();
            sent.add(done.sent());
            free.push(done.buffer());
            acknowledged += done.sent().part().length();
        } catch (ExecutionException e) {
            throw Workers.rethrow(e);
        }
    }

    /** Stops what is under way. */
    @Override
    public void close() {
        Workers.stop(executor);
    }
}
