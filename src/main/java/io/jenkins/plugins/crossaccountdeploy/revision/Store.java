package io.jenkins.plugins.crossaccountdeploy.revision;

import io.jenkins.plugins.crossaccountdeploy.archive.ArchiveFormat;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;

/**
 * The bucket that bundles are uploaded to.
 *
 * @param bucket its name
 * @param owner whose bucket it is, and so whose credentials write it
 * @param account the 12 digits of a third account that it belongs to; else empty
 * @param keyPrefix what every key starts with, without slashes at its ends; may be empty
 * @param kmsKeyArn the key that objects are encrypted with; empty for the bucket's default encryption
 * @param reuse whether a bundle that is there already is deployed again instead of being sent again
 */
public record Store(String bucket, Owner owner, String account, String keyPrefix, String kmsKeyArn, boolean reuse)
        implements Serializable {

    /**
     * In bytes of UTF-8, see <a
     * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">object keys</a>.
     */
    private static final int LONGEST_KEY = 1024;

    /** What neither S3 nor programs that use it stumble over, and what separates folders. The rest is escaped. */
    private static final String SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/";

    private static final char ESCAPE = '!';

    /** Of a digest, where collisions are no danger. */
    private static final int SHORT = 8;

    /** The account that a bucket belongs to. */
    public enum Owner {
        /** The account where Jenkins lives: its credentials write the bucket, the instances' policy bridges accounts. */
        DEVELOPMENT,
        /** The account that is deployed to: the role session writes the bucket. */
        PRODUCTION,
        /** A third account: Jenkins' credentials write the bucket, whose policy lets them. */
        THIRD
    }

    public Store {
        // What an earlier version has saved lacks what it did not know.
        owner = Objects.requireNonNullElse(owner, Owner.DEVELOPMENT);
        account = Objects.requireNonNullElse(account, "");
        keyPrefix = Objects.requireNonNullElse(keyPrefix, "");
        kmsKeyArn = Objects.requireNonNullElse(kmsKeyArn, "");
    }

    /** Whether the role session writes the bucket, and nobody else. */
    public boolean isWrittenByRole() {
        return owner == Owner.PRODUCTION;
    }

    /**
     * The address of a bundle: {@code <prefix>/<job>/<digest>.zip}, or with the ending of another format. Equal bundles of a
     * job have one address, bundles of two jobs never. Where a key is named to encrypt with, {@code <digest>-<hash of its
     * ARN>.zip}: objects are not overwritten, so that a bundle which was sent before the key was named, or with another,
     * needs another address.
     */
    public String key(String job, String digest, ArchiveFormat format) {
        return key(job, digest, "", format);
    }

    /** An address that no other upload has. */
    String ownKey(String job, String digest, ArchiveFormat format) {
        return key(job, digest, "-" + UUID.randomUUID().toString().substring(0, SHORT), format);
    }

    private String key(String job, String digest, String more, ArchiveFormat format) {
        String encrypted =
                kmsKeyArn.isEmpty() ? "" : "-" + Sha256.hex(kmsKeyArn).substring(0, SHORT);
        String start = keyPrefix.isEmpty() ? "" : keyPrefix + "/";
        String end = "/" + digest + encrypted + more + format.ending();
        int room = LONGEST_KEY - start.getBytes(StandardCharsets.UTF_8).length - end.length();
        return start + fitting(job, room) + end;
    }

    /** Different for different names: a short one is escaped, a long one ends with two escapes and its hash. */
    private static String fitting(String job, int room) {
        StringBuilder name = new StringBuilder();
        for (byte b : job.getBytes(StandardCharsets.UTF_8)) {
            if (SAFE.indexOf(b) >= 0) {
                name.append((char) b);
            } else {
                name.append(ESCAPE).append(HexFormat.of().toHexDigits(b));
            }
        }
        if (name.length() <= room) {
            return name.toString();
        }
        String hash = "" + ESCAPE + ESCAPE + Sha256.hex(job);
        return name.substring(0, Math.max(0, room - hash.length())) + hash;
    }
}
