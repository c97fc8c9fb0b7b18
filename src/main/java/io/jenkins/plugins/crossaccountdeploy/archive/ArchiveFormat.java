package io.jenkins.plugins.crossaccountdeploy.archive;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** The formats of bundles that CodeDeploy's agent unpacks. */
public enum ArchiveFormat {
    ZIP("a zip archive", "application/zip", ".zip"),
    TAR("a tar archive", "application/x-tar", ".tar"),
    TGZ("a tar archive compressed with gzip", "application/gzip", ".tgz", ".tar.gz");

    /** So many bytes at the start of a file tell its format, if there are so many. */
    static final int ENOUGH = 512;

    private static final int TAR_MAGIC_AT = 257;

    private final String title;
    private final String contentType;
    private final List<String> endings;

    ArchiveFormat(String title, String contentType, String... endings) {
        this.title = title;
        this.contentType = contentType;
        this.endings = List.of(endings);
    }

    /** For people to read. */
    public String title() {
        return title;
    }

    /** Its MIME type. */
    public String contentType() {
        return contentType;
    }

    /** What the names of such archives end with, such as {@code .zip}; CodeDeploy knows the type of a bundle by it. */
    public String ending() {
        return endings.get(0);
    }

    /** The format that a name tells; empty if it tells none. */
    static Optional<ArchiveFormat> named(String name) {
        return Stream.of(values())
                .filter(format -> format.endings.stream().anyMatch(name::endsWith))
                .findFirst();
    }

    /**
     * The format that a file has by its first bytes.
     *
     * @param start the first {@link #ENOUGH} bytes, or all when the file is shorter
     */
    static Optional<ArchiveFormat> of(byte[] start) {
        if (startsWith(start, 0x50, 0x4B, 0x03, 0x04) || startsWith(start, 0x50, 0x4B, 0x05, 0x06)) {
            return Optional.of(ZIP);
        }
        if (startsWith(start, 0x1F, 0x8B)) {
            return Optional.of(TGZ);
        }
        return isTar(start) ? Optional.of(TAR) : Optional.empty();
    }

    /** What else a file is by its first bytes, of what people take for a bundle; empty if nobody knows. */
    static String other(byte[] start) {
        if (startsWith(start, 'B', 'Z', 'h')) {
            return "compressed with bzip2";
        } else if (startsWith(start, 0xFD, '7', 'z', 'X', 'Z')) {
            return "compressed with xz";
        } else if (startsWith(start, 0x28, 0xB5, 0x2F, 0xFD)) {
            return "compressed with zstd";
        } else if (startsWith(start, '7', 'z', 0xBC, 0xAF)) {
            return "a 7z archive";
        } else if (startsWith(start, 'R', 'a', 'r', '!')) {
            return "a rar archive";
        }
        return "";
    }

    /** By its magic, or by the checksum of a header that is older than the magic. */
    private static boolean isTar(byte[] start) {
        if (start.length < ENOUGH || start[0] == 0) {
            return false;
        }
        if (new String(start, TAR_MAGIC_AT, 5, StandardCharsets.US_ASCII).equals("ustar")) {
            return true;
        }
        try {
            return TarUtils.verifyCheckSum(start);
        } catch (IllegalArgumentException noChecksum) {
            return false;
        }
    }

    private static boolean startsWith(byte[] start, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (start.length <= i || (start[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
