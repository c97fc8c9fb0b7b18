package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/** What a worker needs to hash or deflate a chunk, made once and used for many. */
final class Desk {

    final byte[] input = new byte[Compressor.WINDOW + Chunk.SIZE + Compressor.SLACK];
    final Compressor compressor = new Compressor();
    final Probe probe = new Probe(compressor);
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
}
