package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The last bytes of a bundle. They tell whether an object is a whole bundle of a certain digest, without reading the rest:
 * a zip ends with a record that says where its directory starts and how long it is, so that the sizes add up only when
 * nothing is missing, and our archives carry their digest in the comment after it.
 */
public final class BundleTail {

    private static final String COMMENT = "sha256:";

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_LENGTH = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_LENGTH = 56;
    private static final int COMMENT_LENGTH = COMMENT.length() + 64;

    private static final int IN_ZIP64 = 0xFFFFFFFF;

    /** How many of the last bytes to read, or all when the object is shorter. */
    public static final int LENGTH = END64_LENGTH + LOCATOR_LENGTH + END_LENGTH + COMMENT_LENGTH;

    private BundleTail() {}

    static String comment(String digest) {
        return COMMENT + digest;
    }

    /**
     * Tells whether an object is a whole bundle.
     *
     * @param size of the object in bytes
     * @param tail its last {@link #LENGTH} bytes, or all when it is shorter
     * @param digest of the bundle, see {@link Contents#digest}
     */
    public static boolean isWhole(long size, byte[] tail, String digest) {
        byte[] comment = comment(digest).getBytes(StandardCharsets.US_ASCII);
        int end = tail.length - comment.length - END_LENGTH;
        if (end < 0 || size < tail.length) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(end) != END_SIGNATURE
                || bytes.getShort(end + 20) != comment.length
                || !bytes.slice(end + END_LENGTH, comment.length).equals(ByteBuffer.wrap(comment))) {
            return false;
        }
        long afterDirectory = size - comment.length - END_LENGTH;
        int locator = end - LOCATOR_LENGTH;
        int end64 = locator - END64_LENGTH;
        if (end64 >= 0 && bytes.getInt(locator) == LOCATOR_SIGNATURE && bytes.getInt(end64) == END64_SIGNATURE) {
            afterDirectory -= LOCATOR_LENGTH + END64_LENGTH;
            long length = bytes.getLong(end64 + 40);
            long start = bytes.getLong(end64 + 48);
            return bytes.getLong(locator + 8) == afterDirectory
                    && length > 0
                    && start >= 0
                    && start == afterDirectory - length;
        }
        int length = bytes.getInt(end + 12);
        int start = bytes.getInt(end + 16);
        return length != IN_ZIP64
                && start != IN_ZIP64
                && Integer.toUnsignedLong(start) == afterDirectory - Integer.toUnsignedLong(length);
    }
}
