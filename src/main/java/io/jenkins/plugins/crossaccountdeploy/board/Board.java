package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What runs where, as far as one viewer may see it.
 *
 * @param columns the environments that something was deployed to and those that it could be, in the order of the
 *     configuration; those that are no longer configured come last
 * @param rows by application and deployment group
 */
public record Board(List<Column> columns, List<Row> rows) {

    public Board {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** @param configured in the order of the configuration */
    public static Board of(Journal journal, List<Column.Configured> configured, Viewer viewer) {
        List<CellHistory> cells = journal.cells().stream()
                .map(cell -> CellHistory.of(journal, cell, viewer))
                .filter(cell -> !cell.isEmpty())
                .toList();
        return new Board(columns(cells, configured), Row.of(cells));
    }

    private static List<Column> columns(List<CellHistory> cells, List<Column.Configured> configured) {
        Set<String> jobs = cells.stream()
                .flatMap(cell -> cell.entries().stream())
                .map(entry -> entry.origin().job())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, JournalEntry> newest = cells.stream()
                .collect(Collectors.toMap(
                        cell -> cell.cell().environment(),
                        cell -> cell.entries().get(0),
                        (one, other) -> one.began().isAfter(other.began()) ? one : other,
                        TreeMap::new));
        List<Column> columns = new ArrayList<>();
        for (Column.Configured environment : configured) {
            boolean isDeployedTo = newest.remove(environment.name()) != null;
            if (isDeployedTo || jobs.stream().anyMatch(environment.allows())) {
                columns.add(new Column(environment.name(), environment.region(), true, environment.isFailing()));
            }
        }
        newest.forEach(
                (name, entry) -> columns.add(new Column(name, entry.place().region(), false, false)));
        return columns;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The cells of an environment. */
    public List<CellHistory> cells(Column column) {
        return rows.stream()
                .map(row -> row.in(column.name()))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * The history of one cell.
     *
     * @param key of the cell
     * @return empty if there is none, or nothing of it may be seen
     */
    public static Optional<CellHistory> cell(Journal journal, String key, Viewer viewer) {
        return journal.cells().stream()
                .filter(cell -> cell.key().equals(key))
                .findFirst()
                .map(cell -> CellHistory.of(journal, cell, viewer))
                .filter(cell -> !cell.isEmpty());
    }

    /** Whether there is anything to be seen at all. */
    public static boolean isVisible(Journal journal, Viewer viewer) {
        return journal.jobs().stream().anyMatch(viewer::maySee);
    }
}
