package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.LiveRevision;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
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
 * @param completeSince when the earliest deployment began that is still known; {@link Instant#EPOCH} if none was forgotten
 */
public record CellHistory(
        Cell cell,
        List<JournalEntry> entries,
        Optional<Live> live,
        boolean isLiveHidden,
        List<JournalEntry> running,
        Optional<JournalEntry> ended,
        Instant completeSince) {

    /**
     * What a group runs.
     *
     * @param entry the deployment that brought it there first
     * @param since when; by a rollback, if that has brought back another than the one before
     * @param failed the deployment whose rollback has; empty if none did
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
                        .filter(viewer::maySee),
                completeSince(all));
    }

    private static Instant completeSince(List<JournalEntry> all) {
        return all.size() < Journal.MOST_ENTRIES
                ? Instant.EPOCH
                : all.stream()
                        .map(JournalEntry::began)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH);
    }

    private static Optional<Live> live(List<JournalEntry> all) {
        return LiveRevision.of(all)
                .flatMap(live -> live.source()
                        .map(source -> new Live(
                                source,
                                live.since(),
                                Optional.of(live.entry()).filter(entry -> entry.state() != RunState.SUCCEEDED))));
    }

    /** Whether a rollback has brought something back that is not in the journal. */
    public boolean isForeign() {
        return live.isEmpty()
                && !isLiveHidden
                && entries.stream().anyMatch(entry -> !entry.restored().isEmpty());
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
