package io.jenkins.plugins.crossaccountdeploy.board;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A row of the board.
 *
 * @param application of CodeDeploy
 * @param deploymentGroup that all of its cells have in common; empty if each environment has a group of its own
 * @param cells by the name of the environment
 */
public record Row(String application, String deploymentGroup, Map<String, CellHistory> cells) {

    public Row {
        cells = Map.copyOf(cells);
    }

    /** What is in the column of that environment. */
    public Optional<CellHistory> in(String environment) {
        return Optional.ofNullable(cells.get(environment));
    }

    /**
     * Groups of one name in several environments share a row. Groups that one environment alone has are as often called after
     * it ({@code Web-Prod}, {@code Web-Staging}): the first ones of all environments share a row, the second ones, and so on.
     */
    static List<Row> of(List<CellHistory> cells) {
        List<Row> rows = new ArrayList<>();
        cells.stream()
                .collect(Collectors.groupingBy(cell -> cell.cell().application(), TreeMap::new, Collectors.toList()))
                .forEach((application, all) -> rows.addAll(of(application, all)));
        return rows;
    }

    private static List<Row> of(String application, List<CellHistory> cells) {
        Map<String, Map<String, CellHistory>> groups = cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> cell.cell().deploymentGroup(),
                        TreeMap::new,
                        Collectors.toMap(cell -> cell.cell().environment(), Function.identity())));
        List<Row> rows = new ArrayList<>();
        Map<String, List<CellHistory>> single = new TreeMap<>();
        groups.forEach((group, environments) -> {
            if (environments.size() > 1) {
                rows.add(new Row(application, group, environments));
            } else {
                environments.forEach(
                        (environment, cell) -> single.computeIfAbsent(environment, key -> new ArrayList<>())
                                .add(cell));
            }
        });
        int most = single.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < most; i++) {
            int place = i;
            List<CellHistory> together = single.values().stream()
                    .filter(ofOne -> ofOne.size() > place)
                    .map(ofOne -> ofOne.get(place))
                    .toList();
            String group = together.size() == 1 ? together.get(0).cell().deploymentGroup() : "";
            rows.add(new Row(
                    application,
                    group,
                    together.stream()
                            .collect(Collectors.toMap(cell -> cell.cell().environment(), Function.identity()))));
        }
        rows.sort(Comparator.comparing(Row::deploymentGroup));
        return rows;
    }
}
