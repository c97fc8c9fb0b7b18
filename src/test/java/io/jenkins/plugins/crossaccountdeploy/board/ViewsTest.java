package io.jenkins.plugins.crossaccountdeploy.board;

import static io.jenkins.plugins.crossaccountdeploy.board.Entries.NOW;
import static io.jenkins.plugins.crossaccountdeploy.board.Entries.deployed;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin.Kind;
import io.jenkins.plugins.crossaccountdeploy.history.RecordJson;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.page.Spans;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages and JSON say. */
class ViewsTest {

    private static final Cell CELL = new Cell("prod", "Shop", "Web");

    private static CellView view(JournalEntry... entries) {
        return view(List.of(entries));
    }

    private static CellView view(List<JournalEntry> entries) {
        return new CellView(CellHistory.of(CELL, entries, Viewers.everything()), Viewers.everything(), NOW);
    }

    private static EntryView view(Entries entry) {
        return new EntryView(entry.entry(), NOW, false, Viewers.jobs());
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,        just now",
        "PT59S,       just now",
        "PT1M,        1 minute ago",
        "PT59M,       59 minutes ago",
        "PT1H,        1 hour ago",
        "PT47H,       1 day ago",
        "P59D,        59 days ago",
        "P60D,        on 22 Sep 2026",
        "PT-5S,       just now",
    })
    void timesAreAsPeopleSayThem(Duration before, String said) {
        assertThat(Spans.ago(NOW.minus(before), NOW)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,        0 s",
        "PT-5S,       0 s",
        "PT59S,       59 s",
        "PT61S,       1 min",
        "PT2H5M,      2 h 5 min",
        "PT3H,        3 h",
        "P1DT1H,      1 day 1 h",
        "P3DT7M,      3 days",
    })
    void spansHaveTwoUnitsAtMost(Duration span, String said) {
        assertThat(Spans.of(span)).isEqualTo(said);
    }

    @Test
    void anEntryNamesItsBuildRevisionAndAuthor() {
        EntryView view = new EntryView(
                deployed(CELL, 42, ofHours(3)).by("payments/shop").entry(), NOW, true, Viewers.everything());

        assertThat(view.getBuild()).isEqualTo("payments/shop #42");
        assertThat(view.getLink()).isEqualTo("job/payments/job/shop/42/deployments/");
        assertThat(view.getBy()).isEqualTo("by ada");
        assertThat(view.getDigest()).hasSize(12);
        assertThat(view.getCommit()).hasSize(7);
        assertThat(view.getStatus()).isEqualTo("Live");
        assertThat(view.getWhen().ago()).isEqualTo("3 hours ago");
        assertThat(view.getWhen().iso()).isEqualTo("2026-11-21T09:00:00Z");
        assertThat(view.getWhen().exact()).isEqualTo("2026-11-21 09:00:00 UTC");
        assertThat(view.getTook()).isEqualTo("10 min");
    }

    @Test
    void aBuildThatIsGoneHasNoLink() {
        assertThat(view(deployed(CELL, 42, ofHours(3))).getLink()).isEmpty();
    }

    @Test
    void whatNobodyHasStartedSaysWhatHas() {
        assertThat(view(deployed(CELL, 1, ofHours(1)).startedBy("", "Started by an SCM change"))
                        .getBy())
                .isEqualTo("Started by an SCM change");
    }

    @Test
    void statesAreInWords() {
        JournalEntry good = deployed(CELL, 1, ofDays(1)).entry();

        assertThat(view(deployed(CELL, 2, ofHours(1))).getStatus()).isEqualTo("Succeeded");
        assertThat(view(deployed(CELL, 2, ofHours(1)).running()).getStatus()).isEqualTo("Deploying");
        assertThat(view(deployed(CELL, 2, ofHours(1)).waiting()).getStatus()).isEqualTo("Waiting");
        assertThat(view(deployed(CELL, 2, ofHours(1)).ended(RunState.STOPPED, ""))
                        .getStatus())
                .isEqualTo("Stopped");
        assertThat(view(deployed(CELL, 2, ofHours(1)).rolledBackTo(good)).getStatus())
                .isEqualTo("Failed, rolled back");
        assertThat(view(deployed(CELL, 2, ofHours(1)).as(Kind.ROLLBACK, "", "")).getPurpose())
                .isEqualTo("Rollback");
        assertThat(view(deployed(CELL, 2, ofHours(1)).as(Kind.PROMOTION, "", "test"))
                        .getPurpose())
                .isEqualTo("Promoted from test");
    }

    @Test
    void statesHaveTheSymbolsOfTheirPages() {
        assertThat(view(deployed(CELL, 2, ofHours(1)).waiting()).getIcon()).isEqualTo("symbol-hourglass");
        assertThat(view(deployed(CELL, 2, ofHours(1)).running()).getIcon()).isEqualTo("symbol-status-nobuilt-anime");
        assertThat(view(deployed(CELL, 2, ofHours(1)).ended(RunState.TIMED_OUT, ""))
                        .getIcon())
                .isEqualTo("symbol-status-aborted");
        assertThat(view(deployed(CELL, 2, ofHours(1)).ended(RunState.READY, "")).getIcon())
                .isEqualTo("symbol-hourglass");
    }

    @Test
    void whatRunsHasTakenSoMuchSoFar() {
        EntryView running = view(deployed(CELL, 2, ofMinutes(20)).running());

        assertThat(running.getTook()).isEqualTo("30 min");
        assertThat(running.getWhen()).isEqualTo(running.getBegan());
    }

    @Test
    void aCellShowsAFewOfThoseThatRunAndCountsTheOthers() {
        List<JournalEntry> entries = IntStream.rangeClosed(1, 5)
                .mapToObj(build ->
                        deployed(CELL, build, ofMinutes(50 - build)).waiting().entry())
                .toList();

        assertThat(view(entries).getNews())
                .extracting(EntryView::getBuild)
                .containsExactly("shop #5", "shop #4", "shop #3");
        assertThat(view(entries).getMoreRunning()).isEqualTo(2);
        assertThat(view(entries.subList(0, 2)).getMoreRunning()).isZero();
    }

    @Test
    void aCellWithoutAnythingLiveSaysWhy() {
        JournalEntry failed =
                deployed(CELL, 1, ofHours(1)).ended(RunState.FAILED, "").entry();

        assertThat(view(failed).getUnknown()).isEqualTo("Nothing has gone live yet");
        assertThat(view(deployed(CELL, 2, ofHours(1))
                                .rolledBackTo("s3://bundles/by-hand.zip")
                                .entry())
                        .getUnknown())
                .isEqualTo("What is live was not deployed by Jenkins");
    }

    @Test
    void aHistoryHasPages() {
        List<JournalEntry> entries = IntStream.rangeClosed(1, 120)
                .mapToObj(build -> deployed(CELL, build, ofHours(500 - build)).entry())
                .toList();
        CellView view = view(entries);

        assertThat(view.getPages()).isEqualTo(3);
        assertThat(view.entries(1))
                .hasSize(50)
                .first()
                .extracting(EntryView::getBuild)
                .isEqualTo("shop #120");
        assertThat(view.entries(3))
                .hasSize(20)
                .last()
                .extracting(EntryView::getBuild)
                .isEqualTo("shop #1");
        assertThat(List.of(
                        view.page(null), view.page("<b>"), view.page("-1"), view.page("2"), view.page("99999999999")))
                .containsExactly(1, 1, 1, 2, 1);
        assertThat(view.page("4")).isEqualTo(3);
    }

    @Test
    void figuresAreRoundedAndSayNothingWhereNothingIsKnown() {
        BoardView board = new BoardView(new Board(List.of(), List.of()), Viewers.everything(), NOW);
        FiguresView none = board.figures(new Column("prod", "", true, false), board.days("<b>"));

        assertThat(none.getFigures().days()).isEqualTo(30);
        assertThat(board.days("90")).isEqualTo(90);
        assertThat(List.of(none.getPerWeek(), none.getLeadTime(), none.getFailedShare(), none.getRestoreTime()))
                .containsExactly("0", "–", "–", "–");
        FiguresView some = new FiguresView(
                new Figures(30, NOW, 15, 3.5, Optional.of(ofSeconds(3700)), 16, 1, Optional.of(ofMinutes(12))));
        assertThat(List.of(
                        some.getPerWeek(),
                        some.getLeadTime(),
                        some.getFailedShare(),
                        some.getFailedOf(),
                        some.getRestoreTime()))
                .containsExactly("3.5", "1 h 1 min", "6 %", "1 of 16", "12 min");
    }

    @Test
    void jsonNamesAnAppSpecThatARollbackHasBroughtBackByItsDigest() {
        AppSpecRevision appSpec = new AppSpecRevision("version: 0.0");
        JournalEntry failed =
                deployed(CELL, 2, ofHours(1)).rolledBackTo(appSpec.address()).entry();

        assertThat(BoardDocument.EntryJson.of(failed).restored()).isEqualTo(appSpec.uri());
    }

    @Test
    void jsonIsCompactAndSaysItsVersion() {
        JournalEntry good = deployed(CELL, 1, ofHours(5)).committed(ofHours(1)).entry();
        JournalEntry failed = deployed(CELL, 2, ofHours(1)).rolledBackTo(good).entry();
        CellHistory cell = CellHistory.of(CELL, List.of(good, failed), Viewers.everything());
        Board board = new Board(List.of(new Column("prod", "eu-west-1", true, false)), Row.of(List.of(cell)));

        String json = new String(RecordJson.write(BoardDocument.of(board, NOW)), StandardCharsets.UTF_8);

        assertThat(json)
                .startsWith("{\"version\":1,\"environments\":[{\"name\":\"prod\",\"region\":\"eu-west-1\","
                        + "\"configured\":true,\"failing\":false}],\"cells\":[{\"environment\":\"prod\",\"application\":\"Shop\","
                        + "\"deploymentGroup\":\"Web\",\"key\":\"prod.Shop.Web.")
                .contains("\"live\":{\"state\":\"succeeded\",\"job\":\"shop\",\"build\":1,\"url\":\"job/shop/1/\"")
                .contains("\"since\":\"2026-11-21T07:00:00Z\",\"restored\":false,\"liveHidden\":false")
                .contains("\"ended\":{\"state\":\"failed\",")
                .contains("{\"environment\":\"prod\",\"days\":90,\"since\":\"2026-08-23T12:00:00Z\",\"deployments\":1,")
                .contains("\"leadTimeSeconds\":3600,\"ended\":2,\"failed\":1,\"failedShare\":0.5,"
                        + "\"restoreTimeSeconds\":600}")
                .doesNotContain("null")
                .doesNotContain("1970");
        CellView view = new CellView(cell, Viewers.everything(), NOW);
        assertThat(new String(RecordJson.write(BoardDocument.HistoryDocument.of(view, 1)), StandardCharsets.UTF_8))
                .startsWith("{\"version\":1,\"environment\":\"prod\",\"application\":\"Shop\","
                        + "\"deploymentGroup\":\"Web\",\"page\":1,\"pages\":1,\"entries\":[{\"state\":\"failed\"");
    }
}
