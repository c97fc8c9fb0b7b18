package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.redeployment.RedeployOffers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The board, as pages show it. */
public final class BoardView {

    /** How far figures look back, in days. */
    static final List<Integer> WINDOWS = List.of(30, 90);

    private final Board board;
    private final Viewer viewer;
    private final Instant now;

    BoardView(Board board, Viewer viewer, Instant now) {
        this.board = board;
        this.viewer = viewer;
        this.now = now;
    }

    public boolean isEmpty() {
        return board.isEmpty();
    }

    public List<Column> getColumns() {
        return board.columns();
    }

    public List<Row> getRows() {
        return board.rows();
    }

    public Optional<CellView> cell(Row row, Column column) {
        return row.in(column.name()).map(cell -> new CellView(cell, viewer, now));
    }

    /** What the viewer may do from here. */
    public RedeployOffers getOffers() {
        return new RedeployOffers(DeploymentBoard.journal());
    }

    /** Whether it is about to change. */
    public boolean isRunning() {
        return board.rows().stream()
                .flatMap(row -> row.cells().values().stream())
                .anyMatch(cell -> !cell.running().isEmpty());
    }

    public List<Integer> getWindows() {
        return WINDOWS;
    }

    /** @param requested in days; anything but one of the windows is taken for the first */
    public int days(String requested) {
        return WINDOWS.stream()
                .filter(days -> days.toString().equals(requested))
                .findFirst()
                .orElse(WINDOWS.get(0));
    }

    /** The environments that figures are of: not those that are gone and were not deployed to any more. */
    public List<Column> measured(int days) {
        return board.columns().stream()
                .filter(column -> column.isConfigured()
                        || Figures.of(board.cells(column), now, days).ended() > 0)
                .toList();
    }

    public FiguresView figures(Column column, int days) {
        return new FiguresView(Figures.of(board.cells(column), now, days));
    }
}
