package io.jenkins.plugins.crossaccountdeploy.simulator.s3.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The bytes of an object or of a part, wherever they are kept. */
public sealed interface Content {

    long size();

    /** Writes some of the bytes. */
    void writeTo(OutputStream out, long from, long count) throws IOException;

    /** Gives up the space. */
    void discard();

    /** All bytes at once. */
    default byte[] bytes() {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream(Math.toIntExact(size()));
        try {
            writeTo(all, 0, size());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return all.toByteArray();
    }

    /** Small content. */
    record InMemory(byte[] array) implements Content {

        @Override
        public long size() {
            return array.length;
        }

        @Override
        public void writeTo(OutputStream out, long from, long count) throws IOException {
            out.write(array, (int) from, (int) count);
        }

        @Override
        public void discard() {}
    }

    /** Large content, in a temporary file. */
    record InFile(Path file, long size) implements Content {

        @Override
        public void writeTo(OutputStream out, long from, long count) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(from);
                byte[] buffer = new byte[1 << 16];
                long left = count;
                while (left > 0) {
                    int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (read < 0) {
                        throw new IOException(file + " is shorter than " + size);
                    }
                    out.write(buffer, 0, read);
                    left -= read;
                }
            }
        }

        @Override
        public void discard() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException stillInUse) {
                file.toFile().deleteOnExit();
            }
        }
    }

    /** The parts of a multipart upload, one after the other. */
    record Joined(List<Content> parts) implements Content {

        @Override
        public long size() {
            return parts.stream().mapToLong(Content::size).sum();
        }

        @Override
        public void writeTo(OutputStream out, long from, long count) throws IOException {
            long skip = from;
            long left = count;
            for (Content part : parts) {
                if (skip < part.size() && left > 0) {
                    long some = Math.min(left, part.size() - skip);
                    part.writeTo(out, skip, some);
                    left -= some;
                    skip = 0;
                } else {
                    skip = Math.max(0, skip - part.size());
                }
            }
        }

        @Override
        public void discard() {
            parts.forEach(Content::discard);
        }
    }

    /** Content that was counted and checked, but not kept. */
    record Forgotten(long size) implements Content {

        @Override
        public void writeTo(OutputStream out, long from, long count) throws IOException {
            throw new IOException("This scenario does not keep the bytes of objects");
        }

        @Override
        public void discard() {}
    }
}
