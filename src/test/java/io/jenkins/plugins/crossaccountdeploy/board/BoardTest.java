package io.jenkins.plugins.crossaccountdeploy.board;

import static io.jenkins.plugins.crossaccountdeploy.board.Entries.deployed;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environments across, applications and deployment groups down. */
class BoardTest {

    @TempDir
    Path directory;

    private Journal journal;

    @BeforeEach
    void setUp() {
        journal = new Journal(directory);
    }

    private static Column.Configured open(String name) {
        return new Column.Configured(name, "eu-central-1", name.startsWith("broken"), job -> true);
    }

    private void write(String environment, String application, String group, int build) {
        write(environment, application, group, build, "shop");
    }

    private void write(String environment, String application, String group, int build, String job) {
        journal.write(deployed(new Cell(environment, application, group), build, ofHours(100 - build))
                .by(job)
                .entry());
    }

    private List<String> rows(Board board) {
        return board.rows().stream()
                .map(row -> row.application() + "/" + row.deploymentGroup() + " "
                        + board.columns().stream()
                                .map(column -> row.in(column.name())
                                        .map(cell -> cell.cell().deploymentGroup())
                                        .orElse("-"))
                                .toList())
                .toList();
    }

    @Test
    void environmentsAreInTheOrderOfTheConfigurationAndThoseThatAreGoneComeLast() {
        write("prod", "Shop", "Web", 1);
        write("old", "Shop", "Web", 2);
        write("ancient", "Shop", "Web", 3);
        write("test", "Shop", "Web", 4);

        Board board = Board.of(journal, List.of(open("test"), open("prod")), Viewers.everything());

        assertThat(board.columns())
                .containsExactly(
                        new Column("test", "eu-central-1", true, false),
                        new Column("prod", "eu-central-1", true, false),
                        new Column("ancient", "eu-west-1", false, false),
                        new Column("old", "eu-west-1", false, false));
    }

    @Test
    void anEnvironmentThatFailsItsDailyCheckIsMarked() {
        write("broken", "Shop", "Web", 1);

        Board board = Board.of(journal, List.of(open("broken")), Viewers.everything());

        assertThat(board.columns()).containsExactly(new Column("broken", "eu-central-1", true, true));
    }

    @Test
    void anEnvironmentWithoutDeploymentsIsThereForThoseWhoseJobsMayDeployThere() {
        write("test", "Shop", "Web", 1);

        Board board = Board.of(
                journal,
                List.of(
                        open("test"),
                        new Column.Configured("prod", "eu-west-1", false, job -> job.equals("shop")),
                        new Column.Configured("vault", "eu-west-1", false, job -> job.equals("bank"))),
                Viewers.everything());

        assertThat(board.columns()).extracting(Column::name).containsExactly("test", "prod");
    }

    @Test
    void groupsOfOneNameShareARow() {
        write("test", "Shop", "Web", 1);
        write("test", "Shop", "Worker", 2);
        write("prod", "Shop", "Web", 3);
        write("prod", "Shop", "Worker", 4);
        write("prod", "Bank", "Web", 5);

        Board board = Board.of(journal, List.of(open("test"), open("prod")), Viewers.everything());

        assertThat(rows(board))
                .containsExactly(
                        "Bank/Web [-, Web]", //
                        "Shop/Web [Web, Web]",
                        "Shop/Worker [Worker, Worker]");
    }

    @Test
    void groupsThatAreCalledAfterTheirEnvironmentsShareARowToo() {
        write("test", "Shop", "Web-Test", 1);
        write("test", "Shop", "Worker-Test", 2);
        write("prod", "Shop", "Web-Prod", 3);
        write("prod", "Shop", "Worker-Prod", 4);
        write("prod", "Shop", "Z-Reports", 5);

        Board board = Board.of(journal, List.of(open("test"), open("prod")), Viewers.everything());

        assertThat(rows(board))
                .containsExactlyInAnyOrder(
                        "Shop/ [Web-Test, Web-Prod]",
                        "Shop/ [Worker-Test, Worker-Prod]",
                        "Shop/Z-Reports [-, Z-Reports]");
    }

    @Test
    void hasNothingOfJobsThatTheViewerMayNotSee() {
        write("test", "Shop", "Web", 1, "shop");
        write("prod", "Shop", "Web", 2, "secret/release");
        write("vault", "Bank", "Safe", 3, "secret/release");

        Board board = Board.of(journal, List.of(open("test")), Viewers.jobs("shop"));

        assertThat(rows(board)).containsExactly("Shop/Web [Web]");
        assertThat(board.toString())
                .doesNotContain("secret")
                .doesNotContain("vault")
                .doesNotContain("Bank");
        assertThat(Board.cell(journal, new Cell("vault", "Bank", "Safe").key(), Viewers.jobs("shop")))
                .isEmpty();
        assertThat(Board.cell(journal, new Cell("test", "Shop", "Web").key(), Viewers.jobs("shop")))
                .isPresent();
    }

    @Test
    void hasTheEntriesOfOneJobAloneOnThePagesOfThat() {
        write("test", "Shop", "Web", 1, "shop");
        write("test", "Shop", "Web", 2, "other");

        Board board =
                Board.of(journal, List.of(open("test")), Viewers.everything().of("shop"));

        assertThat(board.rows().get(0).in("test").orElseThrow().entries())
                .extracting(JournalEntry::origin)
                .allMatch(origin -> origin.job().equals("shop"));
        assertThat(board.rows().get(0).in("test").orElseThrow().isLiveHidden()).isTrue();
        assertThat(Board.of(journal, List.of(), Viewers.jobs("shop").of("other"))
                        .isEmpty())
                .as("a job that may not be seen")
                .isTrue();
    }

    @Test
    void isToBeSeenByThoseAloneWhoFindSomethingThere() {
        assertThat(Board.isVisible(journal, Viewers.everything())).isFalse();
        write("test", "Shop", "Web", 1, "shop");

        assertThat(Board.isVisible(journal, Viewers.jobs("shop"))).isTrue();
        assertThat(Board.isVisible(journal, Viewers.jobs("other"))).isFalse();
        assertThat(Board.isVisible(new Journal(directory), Viewers.jobs("shop")))
                .as("after a restart")
                .isTrue();
    }

    @Test
    void keysOfCellsAreSafeInUrlsAndDiffer() {
        String hostile = new Cell("prod", "../<script>", "a/b?c=d#e;f").key();

        assertThat(hostile).matches("[A-Za-z0-9._-]+").startsWith("prod.___");
        assertThat(hostile).isNotEqualTo(new Cell("prod", "../<script>", "a/b?c=d#e;g").key());
    }
}
