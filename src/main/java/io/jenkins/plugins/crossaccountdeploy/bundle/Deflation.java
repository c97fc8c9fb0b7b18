package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import io.jenkins.plugins.crossaccountdeploy.selection.Reading;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Turns chunks into the bytes that the archive has for them, whichever way is smaller and quick. */
final class Deflation {

    /**
     * The bytes for a chunk, in a buffer that goes back to the pool.
     *
     * @param sizes of each entry of a batch, or the only one of a block; negative (the complement) when it is stored as
     *     it is
     */
    record Deflated(Chunk chunk, byte[] bytes, int[] sizes) {

        boolean isStored(int entry) {
            return sizes[entry] < 0;
        }

        int size(int entry) {
            return isStored(entry) ? ~sizes[entry] : sizes[entry];
        }
    }

    /** Random bytes grow by 5 of 16 KiB. */
    private static final int GROWTH = 8 * 1024;

    /** As much as one stored block of deflate holds. */
    private static final int STORED_BLOCK = 65_535;

    private final Manifest manifest;
    private final ConcurrentLinkedQueue<byte[]> pool = new ConcurrentLinkedQueue<>();

    Deflation(Manifest manifest) {
        this.manifest = manifest;
    }

    Deflated deflate(Chunk chunk, WorkBuffers buffers) throws IOException, InterruptedException {
        byte[] pooled = pool.poll();
        byte[] bytes = pooled == null ? new byte[Chunk.SIZE + GROWTH] : pooled;
        if (chunk instanceof Chunk.Block block) {
            return new Deflated(chunk, bytes, new int[] {deflate(block, buffers, bytes)});
        }
        Chunk.Batch batch = (Chunk.Batch) chunk;
        return new Deflated(chunk, bytes, deflate(batch, buffers, bytes));
    }

    /** Takes back the buffer of a result that is written. */
    void recycle(Deflated deflated) {
        pool.add(deflated.bytes());
    }

    private int[] deflate(Chunk.Batch batch, WorkBuffers buffers, byte[] into)
            throws IOException, InterruptedException {
        List<Entry> entries = batch.entries();
        int[] sizes = new int[entries.size()];
        int at = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (entries.get(i) instanceof Entry.File file) {
                int size = (int) file.size();
                Reading.range(manifest.tree().locate(file), file, 0, buffers.input, size);
                check(file, buffers.crc(buffers.input, 0, size), manifest.crc(batch.first() + i));
                int deflated =
                        buffers.probe.isCompressed(buffers.input, 0, size) ? size : deflate(buffers, size, into, at);
                if (deflated < size) {
                    sizes[i] = deflated;
                } else {
                    System.arraycopy(buffers.input, 0, into, at, size);
                    sizes[i] = ~size;
                }
                at += Math.min(deflated, size);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return sizes;
    }

    /** Deflates a whole file, and gives up once it would not be smaller: then the result is its size. */
    private static int deflate(WorkBuffers buffers, int size, byte[] into, int at) {
        if (size == 0) {
            return 0;
        }
        int end = buffers.compressor.compress(buffers.input, 0, 0, size, true, into, at, at + size - 1);
        return end < 0 ? size : end - at;
    }

    /**
     * Deflates a block so that it continues the blocks before it: it may refer to the end of the one before, and ends on a
     * whole byte.
     */
    private int deflate(Chunk.Block block, WorkBuffers buffers, byte[] into) throws IOException {
        int window = (int) Math.min(Compressor.WINDOW, block.from());
        int length = block.length();
        Reading.range(
                manifest.tree().locate(block.file()),
                block.file(),
                block.from() - window,
                buffers.input,
                window + length);
        check(block.file(), buffers.crc(buffers.input, window, length), manifest.crc(block));
        if (buffers.probe.isCompressed(buffers.input, window, length)) {
            return store(buffers.input, window, length, block.last(), into);
        }
        int limit = into.length - Compressor.SLACK;
        return buffers.compressor.compress(buffers.input, 0, window, window + length, block.last(), into, 0, limit);
    }

    /** Writes stored blocks of deflate: a byte that says whether it is the last, the length, its complement, the bytes. */
    private static int store(byte[] bytes, int from, int length, boolean last, byte[] into) {
        int at = 0;
        for (int done = 0; done < length; ) {
            int stored = Math.min(STORED_BLOCK, length - done);
            into[at++] = (byte) (last && done + stored == length ? 1 : 0);
            into[at++] = (byte) stored;
            into[at++] = (byte) (stored >> 8);
            into[at++] = (byte) ~stored;
            into[at++] = (byte) (~stored >> 8);
            System.arraycopy(bytes, from + done, into, at, stored);
            at += stored;
            done += stored;
        }
        return at;
    }

    private static void check(Entry.File file, int crc, int expected) throws BundleException {
        if (crc != expected) {
            throw new BundleException(Reading.changed(file.path()));
        }
    }
}
