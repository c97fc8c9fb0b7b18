package io.jenkins.plugins.crossaccountdeploy.redeployment;

import io.jenkins.plugins.crossaccountdeploy.configuration.RedeployJob;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.LiveRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Sha256;
import java.util.Optional;

/**
 * A revision that was deployed before, and what it can be deployed to again.
 *
 * @param from the group that it was deployed to
 * @param token of the deployment in the journal; empty for what is live
 * @param revision what it is
 * @param to what it is to be deployed to
 * @param now what is live there; empty if nothing is, or nothing that may be read
 * @param job that deploys it
 * @param kind what for
 */
record Redeployment(
        Cell from,
        String token,
        LiveRevision revision,
        Cell to,
        Optional<LiveRevision> now,
        RedeployJob job,
        Kind kind) {

    /** What it is deployed again for. */
    enum Kind {
        /** An earlier revision of the same group is wanted back. */
        ROLLBACK,
        /** What one group runs goes to another. */
        PROMOTION,
        /** A deployment of the same group has ended, well or not, and is made once more. */
        AGAIN,
        /** The same where the script of the revision before was what failed. */
        AGAIN_IGNORING_APPLICATION_STOP;

        boolean isAgain() {
            return this == AGAIN || this == AGAIN_IGNORING_APPLICATION_STOP;
        }
    }

    /** Whether what is to be deployed is live there already. */
    boolean isVain() {
        return now.map(live -> live.revision().address())
                .filter(revision.revision().address()::equals)
                .isPresent();
    }

    /** Differs as soon as the bytes are others, or are live by another deployment. */
    String fingerprint() {
        return Sha256.hex(revision.entry().token() + " " + revision.revision().address());
    }

    /**
     * Whether it is what somebody was asked about; what is live may be something else by now.
     *
     * @param shown the fingerprint of that; may be empty where the token tells
     */
    boolean isAsShown(String shown) {
        return !token.isEmpty() || shown.equals(fingerprint());
    }

    boolean isRollback() {
        return kind == Kind.ROLLBACK;
    }

    /** The build that has deployed it, as people name it; empty if that is not known. */
    String build() {
        return build(revision);
    }

    static String build(LiveRevision live) {
        return live.source()
                .map(JournalEntry::origin)
                .filter(origin -> !origin.job().isEmpty())
                .map(origin -> origin.job() + " #" + origin.build())
                .orElse("");
    }
}
