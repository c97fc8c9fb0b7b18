package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A cell of the board and its history, as pages show them. */
public final class CellView {

    /** Entries on a page of the history. */
    static final int PAGE = 50;

    /** So many that run or wait are shown in a cell. */
    private static final int MOST_RUNNING = 3;

    private final CellHistory history;
    private final Viewer viewer;
    private final Instant now;

    CellView(CellHistory history, Viewer viewer, Instant now) {
        this.history = history;
        this.viewer = viewer;
        this.now = now;
    }

    public Cell getCell() {
        return history.cell();
    }

    public CellHistory getHistory() {
        return history;
    }

    private EntryView view(JournalEntry entry) {
        return new EntryView(entry, now, history.isLive(entry), viewer);
    }

    /** What runs; empty if that is not known, or not to be seen. */
    public Optional<EntryView> getLive() {
        return history.live().map(live -> view(live.entry()));
    }

    public Optional<EntryView.Moment> getSince() {
        return history.live().map(live -> new EntryView.Moment(live.since(), now));
    }

    /** Whether a rollback has brought back what runs. */
    public boolean isRestored() {
        return history.live().flatMap(CellHistory.Live::failed).isPresent();
    }

    /** What to say where nothing is to be shown as live. */
    public String getUnknown() {
        if (history.isLiveHidden()) {
            return Messages.CellView_Hidden();
        }
        return history.isForeign() ? Messages.CellView_Foreign() : Messages.CellView_Nothing();
    }

    /** What comes after that which is live: it runs, waits, or has failed. */
    public List<EntryView> getNews() {
        return Stream.concat(history.running().stream().limit(MOST_RUNNING), history.ended().stream())
                .map(this::view)
                .toList();
    }

    /** How many more run or wait. */
    public int getMoreRunning() {
        return Math.max(0, history.running().size() - MOST_RUNNING);
    }

    public int getPages() {
        return Math.max(1, (history.entries().size() + PAGE - 1) / PAGE);
    }

    /** @param requested counts from 1; anything else is taken for the nearest that there is */
    public int page(String requested) {
        try {
            return Math.min(Math.max(1, Integer.parseInt(requested)), getPages());
        } catch (NumberFormatException notOne) {
            return 1;
        }
    }

    /** The newest first. */
    public List<EntryView> entries(int page) {
        return history.entries().stream()
                .skip((page - 1L) * PAGE)
                .limit(PAGE)
                .map(this::view)
                .toList();
    }
}
