package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * One part of an archive, about to be sent. The controller reads it from an agent, and so from nobody that it trusts: there
 * is none with other values than these.
 *
 * @param number from 1 to {@value #MOST}
 * @param length in bytes, at most {@value #LARGEST}
 * @param crc32c the CRC-32C of its bytes, big-endian, in Base64: what S3 calls {@code x-amz-checksum-crc32c}
 * @param whole whether this part is all there is, so that it is sent as a single object
 */
public record Part(int number, long length, String crc32c, boolean whole) implements Serializable {

    /** How many S3 takes. */
    static final int MOST = 10_000;

    /**
     * In bytes. S3 takes at least 5 MiB (but for the last part): with the most parts, 78 GiB, which is more than CodeDeploy
     * takes.
     */
    static final int LARGEST = 8 * 1024 * 1024;

    private static final Pattern CRC32C = Pattern.compile("[A-Za-z0-9+/]{5}[AQgw]==");

    /** @throws IllegalArgumentException if a value is out of range */
    public Part {
        if (number < 1
                || number > (whole ? 1 : MOST)
                || length < 1
                || length > LARGEST
                || !CRC32C.matcher(crc32c).matches()) {
            throw new IllegalArgumentException("no part of an archive: number " + number + ", " + length + " bytes");
        }
    }
}
