package io.jenkins.plugins.crossaccountdeploy.board;

import static io.jenkins.plugins.crossaccountdeploy.board.Entries.deployed;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.board.CellHistory.Live;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs in a deployment group, and what comes after it. */
class CellHistoryTest {

    private static final Cell CELL = new Cell("prod", "Shop", "Web");

    private final JournalEntry first = deployed(CELL, 1, ofHours(5)).entry();
    private final JournalEntry second = deployed(CELL, 2, ofHours(4)).entry();

    private static CellHistory history(JournalEntry... entries) {
        return CellHistory.of(CELL, List.of(entries), Viewers.everything());
    }

    @Test
    void tellsWhatWentLiveLastAndSinceWhen() {
        CellHistory history = history(first, second);

        assertThat(history.live()).contains(new Live(second, second.ended(), Optional.empty()));
        assertThat(history.isLive(second)).isTrue();
        assertThat(history.isLive(first)).isFalse();
        assertThat(history.running()).isEmpty();
        assertThat(history.ended()).isEmpty();
        assertThat(history.entries()).containsExactly(second, first);
    }

    @Test
    void tellsWhatRunsAndWaitsMeanwhile() {
        JournalEntry running = deployed(CELL, 3, ofMinutes(5)).running().entry();
        JournalEntry waiting = deployed(CELL, 4, ofMinutes(1)).waiting().entry();

        CellHistory history = history(first, running, waiting);

        assertThat(history.live()).map(Live::entry).contains(first);
        assertThat(history.running()).containsExactly(waiting, running);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "STOPPED", "ABORTED", "TIMED_OUT", "LOST", "STARTED"})
    void tellsOfTheLastOneThatDidNotGoLive(RunState state) {
        JournalEntry newer = deployed(CELL, 3, ofHours(1)).ended(state, "Why.").entry();

        CellHistory history = history(first, newer);

        assertThat(history.live()).map(Live::entry).contains(first);
        assertThat(history.ended()).contains(newer);
        assertThat(history(first, newer, deployed(CELL, 4, ofMinutes(1)).entry())
                        .ended())
                .isEmpty();
    }

    @Test
    void whatARollbackLeavesInItsPlaceIsLiveAsBefore() {
        JournalEntry failed = deployed(CELL, 3, ofHours(1)).rolledBackTo(second).entry();

        CellHistory history = history(first, second, failed);

        assertThat(history.live()).contains(new Live(second, second.ended(), Optional.empty()));
        assertThat(history.ended()).contains(failed);
        assertThat(history.isForeign()).isFalse();
    }

    @Test
    void anEarlierRevisionThatARollbackBringsBackIsLiveSinceThen() {
        JournalEntry failed = deployed(CELL, 3, ofHours(1)).rolledBackTo(first).entry();

        assertThat(history(first, second, failed).live())
                .contains(new Live(first, failed.ended(), Optional.of(failed)));
    }

    @Test
    void anotherVersionOfTheSameObjectIsAnotherRevision() {
        JournalEntry failed = deployed(CELL, 3, ofHours(1))
                .rolledBackTo(first.revision().uri() + "?eTag=other")
                .entry();

        CellHistory history = history(first, failed);

        assertThat(history.live()).isEmpty();
        assertThat(history.isForeign()).isTrue();
    }

    @Test
    void whatARollbackHasBroughtBackStaysWhereTheNextDeploymentFails() {
        JournalEntry restored = deployed(CELL, 3, ofHours(1))
                .rolledBackTo("s3://bundles/by-hand.zip")
                .entry();
        JournalEntry failed =
                deployed(CELL, 4, ofMinutes(1)).ended(RunState.FAILED, "").entry();

        assertThat(history(restored, failed).isForeign()).isTrue();
    }

    @Test
    void whatIsDeployedAfterARollbackIsLive() {
        JournalEntry failed = deployed(CELL, 3, ofHours(1)).rolledBackTo(second).entry();
        JournalEntry mended = deployed(CELL, 4, ofMinutes(1)).entry();

        assertThat(history(first, second, failed, mended).live())
                .contains(new Live(mended, mended.ended(), Optional.empty()));
    }

    @Test
    void showsOnlyWhatTheViewerMaySee() {
        JournalEntry hidden = deployed(CELL, 3, ofHours(1)).by("secret").entry();
        JournalEntry failed = deployed(CELL, 4, ofMinutes(1))
                .by("secret")
                .ended(RunState.FAILED, "Secret.")
                .entry();
        JournalEntry running =
                deployed(CELL, 5, ofMinutes(1)).by("secret").running().entry();

        CellHistory history =
                CellHistory.of(CELL, List.of(first, second, hidden, failed, running), Viewers.jobs("shop"));

        assertThat(history.entries()).containsExactly(second, first);
        assertThat(history.toString()).doesNotContain("secret").doesNotContain("Secret");
        assertThat(history.isLiveHidden()).as("not that an older one is live").isTrue();
        assertThat(history.live()).isEmpty();
    }

    @Test
    void aRollbackOfAHiddenDeploymentHidesNothingElse() {
        JournalEntry failed =
                deployed(CELL, 3, ofHours(1)).rolledBackTo(first).by("secret").entry();

        CellHistory history = CellHistory.of(CELL, List.of(first, second, failed), Viewers.jobs("shop"));

        assertThat(history.live()).contains(new Live(first, failed.ended(), Optional.empty()));
        assertThat(history.ended()).isEmpty();
    }
}
