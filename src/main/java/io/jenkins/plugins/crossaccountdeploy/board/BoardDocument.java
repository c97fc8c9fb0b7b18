package io.jenkins.plugins.crossaccountdeploy.board;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The board as JSON. What is empty is left out, but not its lists; times are ISO 8601; links are relative to Jenkins' own address.
 *
 * @param version of this form; a later one may have more
 */
record BoardDocument(
        int version,
        @JsonInclude(Include.ALWAYS) List<EnvironmentJson> environments,
        @JsonInclude(Include.ALWAYS) List<CellJson> cells,
        @JsonInclude(Include.ALWAYS) List<FiguresJson> figures) {

    private static final int VERSION = 1;

    /**
     * @param configured whether jobs can deploy there
     * @param failing whether its daily check fails
     */
    record EnvironmentJson(String name, String region, boolean configured, boolean failing) {}

    /**
     * @param key names the cell in the address of its history
     * @param since when what is live went live, or was brought back by a rollback
     * @param restored whether a rollback has brought it back
     * @param liveHidden whether something is live that the viewer may not see
     * @param running what goes on, or waits, the newest first
     * @param ended the deployment that ended last, if that is not the one that is live
     */
    record CellJson(
            String environment,
            String application,
            String deploymentGroup,
            String key,
            EntryJson live,
            Instant since,
            boolean restored,
            boolean liveHidden,
            List<EntryJson> running,
            EntryJson ended) {

        static CellJson of(CellHistory history) {
            Optional<CellHistory.Live> live = history.live();
            return new CellJson(
                    history.cell().environment(),
                    history.cell().application(),
                    history.cell().deploymentGroup(),
                    history.cell().key(),
                    live.map(CellHistory.Live::entry).map(EntryJson::of).orElse(null),
                    live.map(CellHistory.Live::since).orElse(Instant.EPOCH),
                    live.flatMap(CellHistory.Live::failed).isPresent(),
                    history.isLiveHidden(),
                    history.running().stream().map(EntryJson::of).toList(),
                    history.ended().map(EntryJson::of).orElse(null));
        }
    }

    /**
     * @param state such as {@code succeeded} or {@code timed_out}
     * @param url of the build
     * @param kind {@code deployment}, {@code rollback} or {@code promotion}
     * @param revision exact to the bytes, as a job can deploy it again; left out for an AppSpec by itself
     * @param restored the address of what its rollback has brought back; of an AppSpec by itself, its digest alone
     * @param drift what somebody had deployed from elsewhere before; left out if nobody had
     */
    record EntryJson(
            String state,
            String job,
            int build,
            String url,
            String user,
            String kind,
            String reason,
            String from,
            String commit,
            String digest,
            String revision,
            String deploymentId,
            Instant began,
            Instant ended,
            String rollbackDeploymentId,
            String restored,
            String explanation,

            @JsonInclude(value = Include.CUSTOM, valueFilter = Drift.Absent.class)
            Drift drift) {

        static EntryJson of(JournalEntry entry) {
            Origin origin = entry.origin();
            return new EntryJson(
                    entry.state().name().toLowerCase(Locale.ROOT),
                    origin.job(),
                    origin.build(),
                    origin.url(),
                    origin.user(),
                    origin.kind().name().toLowerCase(Locale.ROOT),
                    origin.reason(),
                    origin.from(),
                    entry.revision().commit(),
                    entry.revision().digest(),
                    entry.revision().bucket().isEmpty() ? "" : entry.revision().address(),
                    entry.deploymentId(),
                    entry.began(),
                    entry.ended(),
                    entry.rollbackDeploymentId(),
                    restored(entry),
                    entry.explanation(),
                    entry.drift());
        }

        private static String restored(JournalEntry entry) {
            return Revision.parse(entry.restored())
                    .filter(AppSpecRevision.class::isInstance)
                    .map(Revision::uri)
                    .orElse(entry.restored());
        }
    }

    /**
     * @param since when each deployment is known
     * @param failedShare between 0 and 1; null if no deployment has ended
     */
    record FiguresJson(
            String environment,
            int days,
            Instant since,
            int deployments,
            double deploymentsPerWeek,
            Long leadTimeSeconds,
            int ended,
            int failed,
            Double failedShare,
            Long restoreTimeSeconds) {

        static FiguresJson of(String environment, Figures figures) {
            return new FiguresJson(
                    environment,
                    figures.days(),
                    figures.since(),
                    figures.deployments(),
                    figures.perWeek(),
                    figures.leadTime().map(Duration::toSeconds).orElse(null),
                    figures.ended(),
                    figures.failed(),
                    figures.failedShare().orElse(null),
                    figures.restoreTime().map(Duration::toSeconds).orElse(null));
        }
    }

    /** @param page of so many {@code pages}, from 1 */
    record HistoryDocument(
            int version,
            String environment,
            String application,
            String deploymentGroup,
            int page,
            int pages,
            @JsonInclude(Include.ALWAYS) List<EntryJson> entries) {

        static HistoryDocument of(CellView view, int page) {
            Cell cell = view.getCell();
            return new HistoryDocument(
                    VERSION,
                    cell.environment(),
                    cell.application(),
                    cell.deploymentGroup(),
                    page,
                    view.getPages(),
                    view.entries(page).stream()
                            .map(EntryView::getEntry)
                            .map(EntryJson::of)
                            .toList());
        }
    }

    static BoardDocument of(Board board, Instant now) {
        return new BoardDocument(
                VERSION,
                board.columns().stream()
                        .map(column -> new EnvironmentJson(
                                column.name(), column.region(), column.isConfigured(), column.isFailing()))
                        .toList(),
                board.rows().stream()
                        .flatMap(row -> board.columns().stream()
                                .map(column -> row.in(column.name()))
                                .flatMap(Optional::stream))
                        .map(CellJson::of)
                        .toList(),
                board.columns().stream()
                        .flatMap(column -> BoardView.WINDOWS.stream()
                                .map(days -> FiguresJson.of(column.name(), Figures.of(board.cells(column), now, days))))
                        .toList());
    }
}
