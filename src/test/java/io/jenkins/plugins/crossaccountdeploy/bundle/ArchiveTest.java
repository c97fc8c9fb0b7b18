package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.TimeZone;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final String DIGEST = "0".repeat(64);
    private static final Instant TIME = Instant.parse("2024-06-15T12:34:56Z");

    @TempDir
    Path directory;

    @Test
    void datesEntriesTheSameInEveryTimeZone() throws Exception {
        TimeZone zone = TimeZone.getDefault();
        try {
            byte[] expected = new byte[0];
            for (String id : ZoneId.getAvailableZoneIds()) {
                TimeZone.setDefault(TimeZone.getTimeZone(id));
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (Archive archive = new Archive(bytes, DIGEST, Instant.MAX)) {
                    archive.directory(new Entry.Directory("directory", 0755, TIME));
                }
                expected = expected.length == 0 ? bytes.toByteArray() : expected;
                assertThat(bytes.toByteArray()).as(id).isEqualTo(expected);
            }
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void writesZip64ForMoreThan65535Entries() throws Exception {
        Unzip.assumePresent();
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(content);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Archive archive = new Archive(bytes, DIGEST, Instant.MAX)) {
            for (int i = 0; i < 66_000; i++) {
                Entry.File file = new Entry.File("f" + i, 0644, content.length, TIME);
                archive.file(file, (int) crc.getValue(), true, content, 0, content.length);
            }
        }

        assertThat(Unzip.test(bytes.toByteArray(), directory)).contains("No errors detected");
    }

    @Test
    void writesSizesBeyond4GiBIntoHeadersAndDirectory() throws Exception {
        // As if 4 GiB were deflated to a little more: what counts are the sizes, which nobody reads the bytes for.
        for (long size : new long[] {(1L << 32) - 2000, 5L << 30}) {
            Tail tail = new Tail();
            try (Archive archive = new Archive(tail, DIGEST, Instant.MAX)) {
                archive.file(new Entry.File("large", 0644, size, TIME), 1, zeros(size + 5000));
                archive.directory(new Entry.Directory("directory", 0755, TIME));
            }

            byte[] end = tail.bytes();
            assertThat(BundleTail.isWhole(
                            tail.count, Arrays.copyOfRange(end, end.length - BundleTail.LENGTH, end.length), DIGEST))
                    .isTrue();
            assertThat(tail.count).isGreaterThan(size + 5000);
            // The data descriptor has its sizes in eight bytes, and the directory after it as well.
            assertThat(indexOf(end, descriptor(1, size + 5000, size))).isNotNegative();
            assertThat(indexOf(end, eight(size + 5000))).isNotNegative();
        }
    }

    private static byte[] descriptor(int crc, long compressed, long size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {'P', 'K', 7, 8, (byte) crc, 0, 0, 0});
        bytes.writeBytes(eight(compressed));
        bytes.writeBytes(eight(size));
        return bytes.toByteArray();
    }

    private static byte[] eight(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (value >> 8 * i);
        }
        return bytes;
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    private static InputStream zeros(long size) {
        return new InputStream() {
            private long left = size;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = (int) Math.min(left, length);
                left -= count;
                return count == 0 ? -1 : count;
            }
        };
    }

    /** Keeps the last of what is written. */
    private static final class Tail extends OutputStream {

        private byte[] kept = new byte[0];
        private long count;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
            int old = Math.min(kept.length, length >= 1000 ? 0 : 1000);
            byte[] next = new byte[old + length];
            System.arraycopy(kept, kept.length - old, next, 0, old);
            System.arraycopy(bytes, offset, next, old, length);
            kept = next;
        }

        byte[] bytes() {
            return kept;
        }
    }
}
