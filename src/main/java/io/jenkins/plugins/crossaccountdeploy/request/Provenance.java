package io.jenkins.plugins.crossaccountdeploy.request;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/**
 * Where a revision that exists already comes from, as far as Jenkins knows, and what it is deployed again for.
 *
 * @param environment where it is live, which it is promoted from if the run deploys elsewhere; empty if it is live nowhere
 * @param since when it went live there; {@link Instant#EPOCH} if that is not known
 * @param rollback whether somebody wants it back
 * @param reason for the rollback or the promotion, as somebody gave it; may be empty
 * @param commit that was bundled; empty if that is not known
 * @param committed when the commit was made; {@link Instant#EPOCH} if that is not known
 * @param files number of regular files; 0 if that is not known
 * @param bytes their size, uncompressed
 */
public record Provenance(
        String environment,
        Instant since,
        boolean rollback,
        String reason,
        String commit,
        Instant committed,
        long files,
        long bytes)
        implements Serializable {

    public static final Provenance UNKNOWN = new Provenance("", Instant.EPOCH, false, "", "", Instant.EPOCH, 0, 0);

    public Provenance {
        environment = Objects.requireNonNullElse(environment, "");
        since = Objects.requireNonNullElse(since, Instant.EPOCH);
        reason = Objects.requireNonNullElse(reason, "");
        commit = Objects.requireNonNullElse(commit, "");
        committed = Objects.requireNonNullElse(committed, Instant.EPOCH);
    }

    /** The same of a commit and its bundle. */
    public Provenance of(String knownCommit, Instant made, long knownFiles, long knownBytes) {
        return new Provenance(environment, since, rollback, reason, knownCommit, made, knownFiles, knownBytes);
    }

    /** The same of what somebody wants back. */
    public Provenance wantedBack(String why) {
        return new Provenance(environment, since, true, why, commit, committed, files, bytes);
    }

    /** The same with a reason. */
    public Provenance because(String why) {
        return new Provenance(environment, since, rollback, why, commit, committed, files, bytes);
    }

    /** The same of what is live somewhere. */
    public Provenance liveIn(String name, Instant when) {
        return new Provenance(name, when, rollback, reason, commit, committed, files, bytes);
    }
}
