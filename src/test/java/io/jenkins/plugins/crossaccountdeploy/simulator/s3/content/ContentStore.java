package io.jenkins.plugins.crossaccountdeploy.simulator.s3.content;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm.Calculation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Takes in bodies: small ones stay in memory, large ones go to temporary files that are gone with the simulator. */
public final class ContentStore implements AutoCloseable {

    private static final int IN_MEMORY_AT_MOST = 1 << 20;

    /**
     * A body that has come in.
     *
     * @param md5 of its bytes; where bytes are not kept, something as long that depends on them
     */
    public record Received(Content content, byte[] md5, Map<ChecksumAlgorithm, String> checksums) {}

    private final boolean keeping;
    private final AtomicLong files = new AtomicLong();
    private Path directory;

    public ContentStore(boolean keeping) {
        this.keeping = keeping;
    }

    /**
     * Reads a body to its end.
     *
     * @param length how long it ought to be
     * @param wanted the checksums to compute on the way
     */
    public Received receive(InputStream in, long length, Collection<ChecksumAlgorithm> wanted) throws IOException {
        Map<ChecksumAlgorithm, Calculation> calculations = new EnumMap<>(ChecksumAlgorithm.class);
        wanted.forEach(algorithm -> calculations.put(algorithm, algorithm.start()));
        Calculation md5 = keeping ? ChecksumAlgorithm.md5() : new Md5Substitute();
        Content content;
        if (!keeping) {
            content = new Content.Forgotten(copy(in, OutputStream.nullOutputStream(), md5, calculations.values()));
        } else if (length <= IN_MEMORY_AT_MOST) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.max(32, length));
            copy(in, bytes, md5, calculations.values());
            content = new Content.InMemory(bytes.toByteArray());
        } else {
            Path file = newFile();
            try (OutputStream out = Files.newOutputStream(file)) {
                content = new Content.InFile(file, copy(in, out, md5, calculations.values()));
            } catch (IOException | RuntimeException broken) {
                Files.deleteIfExists(file);
                throw broken;
            }
        }
        if (content.size() != length) {
            content.discard();
            throw new AwsError(
                    400,
                    "IncompleteBody",
                    "You did not provide the number of bytes specified by the Content-Length HTTP header");
        }
        Map<ChecksumAlgorithm, String> checksums = new EnumMap<>(ChecksumAlgorithm.class);
        calculations.forEach((algorithm, calculation) -> checksums.put(algorithm, calculation.finishInBase64()));
        return new Received(content, md5.finish(), checksums);
    }

    private static long copy(InputStream in, OutputStream out, Calculation md5, Collection<Calculation> calculations)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            md5.update(buffer, 0, read);
            for (Calculation calculation : calculations) {
                calculation.update(buffer, 0, read);
            }
            out.write(buffer, 0, read);
            total += read;
        }
        return total;
    }

    private synchronized Path newFile() throws IOException {
        if (directory == null) {
            directory = Files.createTempDirectory("simulator-s3-");
        }
        return directory.resolve(HexFormat.of().toHexDigits(files.incrementAndGet()));
    }

    @Override
    public synchronized void close() throws IOException {
        if (directory != null) {
            try (Stream<Path> left = Files.list(directory)) {
                for (Path file : left.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(directory);
        }
    }

    /** MD5 is the slowest step of an upload; benchmarks that forget the bytes make do with a fast CRC. */
    private static final class Md5Substitute implements Calculation {

        private final CRC32C crc = new CRC32C();
        private long size;

        @Override
        public void update(byte[] bytes, int offset, int count) {
            crc.update(bytes, offset, count);
            size += count;
        }

        @Override
        public byte[] finish() {
            return ByteBuffer.allocate(16).putLong(size).putLong(crc.getValue()).array();
        }
    }
}
