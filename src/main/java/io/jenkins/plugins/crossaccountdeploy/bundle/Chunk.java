package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A piece of work of about equal size: several small files, or a block of a large one. Chunks depend on the entries
 * alone, never on the number of threads, and so do the bytes of the archive.
 */
sealed interface Chunk {

    /**
     * The largest file that is handled whole, and the size of the blocks of larger ones, in bytes. Larger blocks compress
     * little better and take more memory.
     */
    int SIZE = 512 * 1024;

    /** Keeps the chunks of many empty files short. */
    int MOST_ENTRIES = 256;

    /** Entries that together have at most {@link #SIZE} bytes. */
    record Batch(List<Entry> entries, int first) implements Chunk {}

    /**
     * A part of a file that is larger than {@link #SIZE}.
     *
     * @param index of the file among the entries
     * @param from where the block starts, a multiple of {@link #SIZE}
     */
    record Block(Entry.File file, int index, long from) implements Chunk {

        int length() {
            return (int) Math.min(SIZE, file.size() - from);
        }

        boolean last() {
            return from + length() == file.size();
        }

        int number() {
            return (int) (from / SIZE);
        }
    }

    static boolean isLarge(Entry.File file) {
        return file.size() > SIZE;
    }

    static int blocks(Entry.File file) {
        return Math.toIntExact((file.size() + SIZE - 1) / SIZE);
    }

    /** Cuts entries into chunks, in their order. */
    static Iterator<Chunk> cut(List<Entry> entries) {
        return new Iterator<>() {
            private int next;
            private long from;

            @Override
            public boolean hasNext() {
                return next < entries.size();
            }

            @Override
            public Chunk next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                if (entries.get(next) instanceof Entry.File file && isLarge(file)) {
                    Block block = new Block(file, next, from);
                    from += block.length();
                    if (block.last()) {
                        next++;
                        from = 0;
                    }
                    return block;
                }
                int first = next;
                long bytes = 0;
                for (; next < entries.size() && next - first < MOST_ENTRIES; next++) {
                    long size = entries.get(next) instanceof Entry.File file ? file.size() : 0;
                    if (bytes + size > SIZE) {
                        break;
                    }
                    bytes += size;
                }
                return new Batch(entries.subList(first, next), first);
            }
        };
    }
}
