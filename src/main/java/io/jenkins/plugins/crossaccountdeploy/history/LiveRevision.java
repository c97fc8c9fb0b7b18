package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a deployment group runs, as far as this Jenkins knows.
 *
 * @param revision all that is known of it
 * @param since when it went live
 * @param entry the deployment after which it is live: one that has succeeded, or whose rollback has brought it back
 * @param source the deployment that brought it there; empty if a rollback has brought back what was not deployed from here
 */
public record LiveRevision(RevisionRecord revision, Instant since, JournalEntry entry, Optional<JournalEntry> source) {

    /** What the last of the deployments that changed something has left behind. */
    public static Optional<LiveRevision> of(List<JournalEntry> entries) {
        List<JournalEntry> ended = entries.stream()
                .filter(entry -> entry.state().isOver())
                .sorted(Comparator.comparing(JournalEntry::ended))
                .toList();
        Optional<LiveRevision> live = Optional.empty();
        for (JournalEntry entry : ended) {
            if (entry.state() == RunState.SUCCEEDED) {
                live = Optional.of(new LiveRevision(entry.revision(), entry.ended(), entry, Optional.of(entry)));
            } else if (!entry.restored().isEmpty()
                    && live.filter(before -> isOf(before.revision(), entry.restored()))
                            .isEmpty()) {
                live = Optional.of(new LiveRevision(
                        restored(entry.restored(), ended), entry.ended(), entry, source(entry.restored(), ended)));
            }
        }
        return live;
    }

    /** A rollback names the object alone; who has deployed it before knew more of it. */
    private static RevisionRecord restored(String address, List<JournalEntry> entries) {
        return entries.stream()
                .map(JournalEntry::revision)
                .filter(revision -> isOf(revision, address))
                .reduce((earlier, later) -> later)
                .orElseGet(() ->
                        Revision.parse(address).map(RevisionRecord.NONE::at).orElse(RevisionRecord.NONE));
    }

    private static Optional<JournalEntry> source(String address, List<JournalEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.state() == RunState.SUCCEEDED && isOf(entry.revision(), address))
                .reduce((earlier, later) -> later);
    }

    /** Whether both are the same bytes, as far as the less exact of the two can tell. */
    public static boolean isOf(RevisionRecord revision, String address) {
        return revision.address().equals(address)
                || Revision.parse(address)
                        .filter(S3Revision.class::isInstance)
                        .map(S3Revision.class::cast)
                        .filter(object -> object.bucket().equals(revision.bucket())
                                && object.key().equals(revision.key())
                                && agree(object.version(), revision.version())
                                && agree(object.eTag(), revision.eTag()))
                        .isPresent();
    }

    private static boolean agree(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
}
