package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/** What a worker needs to hash or deflate a chunk, made once and used for many. */
final class WorkBuffers {

    final byte[] input = new byte[Compressor.WINDOW + Chunk.SIZE + Compressor.SLACK];
    final Compressor compressor = new Compressor();
    final Probe probe = new Probe(compressor);
    final CRC32 crc = new CRC32();
    final MessageDigest contentHash = contentHash();

    /**
     * SHA-512/256: faster than SHA-256 where the processor has no instructions for that, and fast enough where it has. An
     * unchanged bundle is read and hashed, and nothing else.
     */
    static MessageDigest contentHash() {
        return digest("SHA-512/256");
    }

    static MessageDigest sha256() {
        return digest("SHA-256");
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has had " + algorithm + " since version 9", e);
        }
    }

    int crc(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
