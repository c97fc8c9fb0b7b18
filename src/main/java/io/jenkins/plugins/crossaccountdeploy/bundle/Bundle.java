package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A finished bundle, as the agent reports it.
 *
 * @param contents what is in it
 * @param parts what was sent, in order; empty when the destination held the bundle already
 * @param warnings what is probably a slip, or worth knowing, one line each
 * @param hashing the time that selecting and hashing took
 * @param sending the time that zipping and sending took, which overlap
 */
public record Bundle(Contents contents, List<SentPart> parts, List<String> warnings, Duration hashing, Duration sending)
        implements Serializable {

    /** More than an honest agent gives; what it gives is read and saved on the controller. */
    private static final int MOST_WARNINGS = 100;

    public Bundle {
        Objects.requireNonNull(contents);
        Objects.requireNonNull(hashing);
        Objects.requireNonNull(sending);
        parts = List.copyOf(parts);
        warnings = warnings.stream().limit(MOST_WARNINGS).toList();
    }

    /** Whether as much was sent as the archive that was ready-made had. */
    public boolean isAllOfArchive() {
        return archiveBytes() == contents.readyBytes();
    }

    /** Size of the archive in bytes, 0 when nothing was sent. */
    public long archiveBytes() {
        return parts.stream().mapToLong(sent -> sent.part().length()).sum();
    }
}
