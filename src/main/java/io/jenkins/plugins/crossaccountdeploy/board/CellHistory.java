package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The deployments of a deployment group, as far as one viewer may see them.
 *
 * @param cell the group
 * @param entries the newest first
 * @param live what the group runs; empty if that is not known, or not to be seen
 * @param isLiveHidden whether something is live that the viewer may not see
 * @param running what goes on, or waits for its turn, the newest first
 * @param ended the deployment that ended last, if it is not the one that is live: it failed, for example
 */
public record CellHistory(
        Cell cell,
        List<JournalEntry> entries,
        Optional<Live> live,
        boolean isLiveHidden,
        List<JournalEntry> running,
        Optional<JournalEntry> ended) {

    /**
     * What a group runs.
     *
     * @param entry the deployment that brought it there first
     * @param since when; by the rollback, if one brought it back
     * @param failed the deployment whose rollback brought it back; empty if none did
     */
    public record Live(JournalEntry entry, Instant since, Optional<JournalEntry> failed) {}

    public CellHistory {
        entries = List.copyOf(entries);
        running = List.copyOf(running);
    }

    static CellHistory of(Journal journal, Cell cell, Viewer viewer) {
        return of(cell, journal.entries(cell), viewer);
    }

    /** @param all entries of the group, in the order in which they began */
    static CellHistory of(Cell cell, List<JournalEntry> all, Viewer viewer) {
        Optional<Live> live = live(all);
        Optional<Live> seen = live.filter(now -> viewer.maySee(now.entry()))
                .map(now -> new Live(now.entry(), now.since(), now.failed().filter(viewer::maySee)));
        List<JournalEntry> entries = all.stream()
                .filter(viewer::maySee)
                .sorted(Comparator.comparing(JournalEntry::began).reversed())
                .toList();
        return new CellHistory(
                cell,
                entries,
                seen,
                live.isPresent() && seen.isEmpty(),
                entries.stream().filter(entry -> !entry.state().isOver()).toList(),
                all.stream()
                        .filter(entry -> entry.state().isOver())
                        .max(Comparator.comparing(JournalEntry::ended))
                        .filter(last ->
                                live.map(Live::entry).filter(last::equals).isEmpty())
                        .filter(viewer::maySee));
    }

    /** What Jenkins has deployed last, rollbacks considered. */
    private static Optional<Live> live(List<JournalEntry> all) {
        Optional<JournalEntry> deployed = all.stream()
                .filter(entry -> entry.state() == RunState.SUCCEEDED)
                .max(Comparator.comparing(JournalEntry::ended));
        Optional<JournalEntry> rolledBack = all.stream()
                .filter(entry -> !entry.restored().isEmpty())
                .filter(entry -> deployed.isEmpty()
                        || entry.ended().isAfter(deployed.get().ended()))
                .max(Comparator.comparing(JournalEntry::ended));
        if (rolledBack.isEmpty()) {
            return deployed.map(entry -> new Live(entry, entry.ended(), Optional.empty()));
        }
        return all.stream()
                .filter(entry -> entry.state() == RunState.SUCCEEDED)
                .filter(entry ->
                        isSame(entry.revision().address(), rolledBack.get().restored()))
                .max(Comparator.comparing(JournalEntry::ended))
                .map(entry -> new Live(entry, rolledBack.get().ended(), rolledBack));
    }

    /** Whether two addresses are those of one object. CodeDeploy does not know its digest, nor, at times, its version. */
    private static boolean isSame(String one, String other) {
        Optional<S3Revision> left = S3Revision.parse(one);
        Optional<S3Revision> right = S3Revision.parse(other);
        if (left.isEmpty() || right.isEmpty()) {
            return one.equals(other);
        }
        return left.get().bucket().equals(right.get().bucket())
                && left.get().key().equals(right.get().key())
                && agree(left.get().version(), right.get().version())
                && agree(left.get().eTag(), right.get().eTag());
    }

    private static boolean agree(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    /** Whether a rollback has brought something back that is not in the journal. */
    public boolean isForeign() {
        return live.isEmpty()
                && !isLiveHidden
                && ended.filter(last -> !last.restored().isEmpty()).isPresent();
    }

    /** Whether this is the deployment that the group runs. */
    public boolean isLive(JournalEntry entry) {
        return live.map(Live::entry)
                .filter(now -> now.token().equals(entry.token()))
                .isPresent();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }
}
