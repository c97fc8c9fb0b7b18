package io.jenkins.plugins.crossaccountdeploy.board;

import static io.jenkins.plugins.crossaccountdeploy.board.Entries.NOW;

import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.RecordJson;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a look at a large board costs: 50 environments with two deployment groups each, and 10,000 deployments of 200 jobs. The
 * journal is read from disk once; from then on it is in memory, as in Jenkins.
 */
public final class BoardBenchmark {

    private static final int ENVIRONMENTS = 50;
    private static final int ENTRIES = 10_000;
    private static final int JOBS = 200;
    private static final int TIMES = 20;
    private static final double NANOS_A_MILLI = 1e6;

    private static final List<Column.Configured> CONFIGURED = IntStream.range(0, ENVIRONMENTS)
            .mapToObj(i -> new Column.Configured("environment-" + i, "eu-west-1", false, job -> true))
            .toList();

    private BoardBenchmark() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("board-benchmark");
        try {
            fill(new Journal(directory));
            measure(directory);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(BoardBenchmark::delete);
            }
        }
    }

    private static void measure(Path directory) {
        Journal journal = new Journal(directory);
        System.out.printf("%nBoard of %d environments and %,d journal entries, milliseconds%n", ENVIRONMENTS, ENTRIES);
        print("the first look, from disk", once(() -> page(journal)));
        print("the board and its figures", typical(() -> page(journal)));
        print("the same as JSON, written", typical(() -> RecordJson.write(BoardDocument.of(board(journal), NOW))));
        print("is there anything to be seen", typical(() -> Board.isVisible(journal, Viewers.jobs("none"))));
    }

    private static Board board(Journal journal) {
        return Board.of(journal, CONFIGURED, Viewers.everything());
    }

    /** All that the page asks of the board. */
    private static int page(Journal journal) {
        BoardView view = new BoardView(board(journal), Viewers.everything(), NOW);
        int length = 0;
        for (Column column : view.getColumns()) {
            length += view.figures(column, 30).getPerWeek().length();
            for (Row row : view.getRows()) {
                length += view.cell(row, column)
                        .map(cell -> cell.getLive().map(EntryView::getBuild).orElse("")
                                + cell.getNews().size())
                        .orElse("")
                        .length();
            }
        }
        return length;
    }

    private static double once(Supplier<?> what) {
        long start = System.nanoTime();
        what.get();
        return (System.nanoTime() - start) / NANOS_A_MILLI;
    }

    private static double typical(Supplier<?> what) {
        return IntStream.range(0, TIMES)
                .mapToDouble(i -> once(what))
                .sorted()
                .skip(TIMES / 2)
                .findFirst()
                .orElseThrow();
    }

    private static void print(String what, double millis) {
        System.out.printf("  %-30s %8.1f%n", what, millis);
    }

    /** Writes files as Jenkins has them after a while: one line of each deployment. */
    private static void fill(Journal journal) {
        for (int i = 0; i < ENTRIES; i++) {
            Cell cell =
                    new Cell("environment-" + i % ENVIRONMENTS, "Shop", i / ENVIRONMENTS % 2 == 0 ? "Web" : "Worker");
            journal.write(entry(cell, i));
        }
    }

    private static JournalEntry entry(Cell cell, int number) {
        Entries deployed = Entries.deployed(cell, number, Duration.ofMinutes(10L * (ENTRIES - number)))
                .by("team-" + number % JOBS + "/shop")
                .committed(Duration.ofMinutes(number % 500));
        return switch (number % 10) {
            case 3 ->
                deployed.ended(RunState.FAILED, "Deployment failed. Mend the script; its output is above.")
                        .entry();
            case 7 -> deployed.running().entry();
            default -> deployed.entry();
        };
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
