package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** What a worker needs to hash or deflate a chunk, made once and used for many. */
final class Desk implements AutoCloseable {

    /** How far back deflate can refer, in bytes. */
    static final int WINDOW = 32 * 1024;

    /**
     * Three quarters of the time of level 6 are saved for an archive that is a few percent larger: see
     * docs/performance.md.
     */
    static final int LEVEL = 3;

    final byte[] input = new byte[WINDOW + Chunk.SIZE];
    final Deflater deflater = new Deflater(LEVEL, true);
    final Probe probe = new Probe(deflater);
    final CRC32 crc = new CRC32();
    final MessageDigest sha256 = sha256();

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    int crc(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        deflater.end();
    }
}
