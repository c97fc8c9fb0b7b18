package io.jenkins.plugins.crossaccountdeploy.simulator.s3.content;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksums that S3 verifies and keeps. */
public enum ChecksumAlgorithm {
    CRC32(() -> new OfChecksum(new CRC32(), 4)),
    CRC32C(() -> new OfChecksum(new CRC32C(), 4)),
    CRC64NVME(() -> new OfChecksum(new Crc64Nvme(), 8)),
    SHA1(() -> OfDigest.named("SHA-1")),
    SHA256(() -> OfDigest.named("SHA-256"));

    /** A checksum in the making. */
    public interface Calculation {
        void update(byte[] bytes, int offset, int count);

        byte[] finish();

        default String finishInBase64() {
            return Base64.getEncoder().encodeToString(finish());
        }
    }

    private final Supplier<Calculation> calculation;

    ChecksumAlgorithm(Supplier<Calculation> calculation) {
        this.calculation = calculation;
    }

    public Calculation start() {
        return calculation.get();
    }

    public String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** The element of S3's XML that carries it. */
    public String element() {
        return "Checksum" + name();
    }

    public static Optional<ChecksumAlgorithm> named(String name) {
        for (ChecksumAlgorithm algorithm : values()) {
            if (algorithm.name().equalsIgnoreCase(name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    private record OfChecksum(Checksum checksum, int length) implements Calculation {

        @Override
        public void update(byte[] bytes, int offset, int count) {
            checksum.update(bytes, offset, count);
        }

        @Override
        public byte[] finish() {
            ByteBuffer value = ByteBuffer.allocate(8).putLong(checksum.getValue());
            byte[] bytes = new byte[length];
            System.arraycopy(value.array(), 8 - length, bytes, 0, length);
            return bytes;
        }
    }

    private record OfDigest(MessageDigest digest) implements Calculation {

        static OfDigest named(String name) {
            try {
                return new OfDigest(MessageDigest.getInstance(name));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public void update(byte[] bytes, int offset, int count) {
            digest.update(bytes, offset, count);
        }

        @Override
        public byte[] finish() {
            return digest.digest();
        }
    }

    /** MD5 for ETags. */
    public static Calculation md5() {
        return OfDigest.named("MD5");
    }
}
