package io.jenkins.plugins.crossaccountdeploy.drift;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * A deployment group runs what was deployed to it from elsewhere.
 *
 * @param deploymentId the deployment that nobody has made from here; empty if there is none
 * @param revision what it has deployed, as people read it
 * @param since when it ended; {@link Instant#EPOCH} if that is not known
 */
public record Drift(String deploymentId, String revision, Instant since) {

    public static final Drift NONE = new Drift("", "", Instant.EPOCH);

    public Drift {
        deploymentId = Objects.requireNonNullElse(deploymentId, "");
        revision = Objects.requireNonNullElse(revision, "");
        since = Objects.requireNonNullElse(since, Instant.EPOCH);
    }

    public boolean isNone() {
        return deploymentId.isEmpty();
    }

    /** On one line, such as {@code Demo / Prod runs s3://bucket/key.zip of d-1234 (not deployed from this Jenkins, since ...)}. */
    public String sentence(String application, String deploymentGroup) {
        return application + " / " + deploymentGroup + " runs " + revision + " of " + deploymentId
                + " (not deployed from this Jenkins"
                + (since.equals(Instant.EPOCH) ? "" : ", since " + since.truncatedTo(ChronoUnit.SECONDS)) + ")";
    }

    /** Lets JSON leave out that there is none. */
    @SuppressFBWarnings(
            value = "EQ_CHECK_FOR_OPERAND_NOT_COMPATIBLE_WITH_THIS",
            justification = "Jackson asks a filter whether it equals what is to be left out")
    public static final class Absent {

        @Override
        public boolean equals(Object other) {
            return other == null || NONE.equals(other);
        }

        @Override
        public int hashCode() {
            return NONE.hashCode();
        }
    }
}
