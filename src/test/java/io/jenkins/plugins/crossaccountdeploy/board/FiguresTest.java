package io.jenkins.plugins.crossaccountdeploy.board;

import static io.jenkins.plugins.crossaccountdeploy.board.Entries.LENGTH;
import static io.jenkins.plugins.crossaccountdeploy.board.Entries.NOW;
import static io.jenkins.plugins.crossaccountdeploy.board.Entries.deployed;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin.Kind;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How well deployments go. */
class FiguresTest {

    private static final Cell WEB = new Cell("prod", "Shop", "Web");
    private static final Cell WORKER = new Cell("prod", "Shop", "Worker");

    private static Figures figures(JournalEntry... entries) {
        return figures(30, List.of(entries));
    }

    private static Figures figures(int days, List<JournalEntry> entries) {
        return Figures.of(
                entries.stream()
                        .map(JournalEntry::cell)
                        .distinct()
                        .map(cell -> CellHistory.of(
                                cell,
                                entries.stream()
                                        .filter(entry -> entry.cell().equals(cell))
                                        .toList(),
                                Viewers.everything()))
                        .toList(),
                NOW,
                days);
    }

    @Test
    void nothingIsKnownWhereNothingWasDeployed() {
        Figures none = figures();

        assertThat(none.deployments()).isZero();
        assertThat(none.perWeek()).isZero();
        assertThat(none.leadTime()).isEmpty();
        assertThat(none.failedShare()).isEmpty();
        assertThat(none.restoreTime()).isEmpty();
    }

    @Test
    void countsWhatWentLiveInTheWindow() {
        Figures figures = figures(
                deployed(WEB, 1, ofDays(40)).entry(),
                deployed(WEB, 2, ofDays(29)).entry(),
                deployed(WEB, 3, ofDays(2)).entry(),
                deployed(WORKER, 3, ofDays(1)).entry());

        assertThat(figures.deployments()).isEqualTo(3);
        assertThat(figures.perWeek()).isEqualTo(0.7);
        assertThat(figures(90, List.of(deployed(WEB, 1, ofDays(40)).entry())).deployments())
                .isEqualTo(1);
    }

    /** So many that the journal has forgotten earlier ones. */
    private static Stream<JournalEntry> aHundredADayForTenDays() {
        return IntStream.range(0, Journal.MOST_ENTRIES)
                .mapToObj(build -> deployed(
                                WEB,
                                build,
                                ofDays(10).minus(LENGTH).minus(ofMinutes(14).multipliedBy(build)))
                        .entry());
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 90})
    void whatIsForgottenOfAGroupThatDeploysOftenDoesNotCountAsNothing(int days) {
        Figures figures = figures(
                days,
                Stream.concat(
                                aHundredADayForTenDays(),
                                Stream.of(deployed(WORKER, 1, ofDays(days - 1)).entry()))
                        .toList());

        assertThat(figures.deployments()).isEqualTo(1001);
        assertThat(figures.perWeek()).isCloseTo(700 + 7.0 / days, within(0.01));
        assertThat(figures.since()).isEqualTo(NOW.minus(ofDays(10)));
    }

    @Test
    void whatIsForgottenBeforeTheWindowChangesNothing() {
        List<JournalEntry> entries = aHundredADayForTenDays().toList();

        Figures figures = figures(7, entries);

        assertThat(figures.perWeek()).isEqualTo(figures.deployments());
        assertThat(figures.since()).isEqualTo(NOW.minus(ofDays(7)));
        assertThat(figures(30, entries.subList(1, entries.size())).since()).isEqualTo(NOW.minus(ofDays(30)));
    }

    @Test
    void aClockThatWasSetBackMakesNoFigureThatNobodyCanReach() {
        Figures figures = figures(
                30,
                IntStream.range(0, Journal.MOST_ENTRIES)
                        .mapToObj(build -> deployed(WEB, build, ofDays(-1)).entry())
                        .toList());

        assertThat(figures.perWeek()).isBetween(0.0, 7 * 24 * 1000.0);
    }

    @Test
    void aCommitCountsWhenItGoesLiveForTheFirstTime() {
        JournalEntry first = deployed(WEB, 1, ofDays(3)).committed(ofHours(2)).entry();

        Figures figures = figures(
                first,
                deployed(WEB, 2, ofDays(2)).of(first).committed(ofDays(7)).entry(),
                deployed(WEB, 3, ofDays(1)).committed(ofHours(4)).entry(),
                deployed(WEB, 4, ofHours(1)).entry());

        assertThat(figures.leadTime()).contains(ofHours(3));
        assertThat(figures.deployments()).isEqualTo(4);
    }

    @Test
    void aCommitThatWasLiveBeforeTheWindowIsNotNewInIt() {
        JournalEntry old = deployed(WEB, 1, ofDays(33)).committed(ofHours(2)).entry();

        assertThat(figures(
                                old,
                                deployed(WEB, 2, ofDays(2))
                                        .of(old)
                                        .committed(ofDays(33))
                                        .entry())
                        .leadTime())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "STOPPED", "ABORTED", "TIMED_OUT"})
    void whatHasADeploymentAndDoesNotGoLiveHasFailed(RunState state) {
        Figures figures = figures(
                deployed(WEB, 1, ofDays(2)).entry(),
                deployed(WEB, 2, ofDays(1)).ended(state, "").entry());

        assertThat(figures.failed()).isEqualTo(1);
        assertThat(figures.failedShare()).contains(0.5);
    }

    @Test
    void whatEndedBeforeItsDeploymentOrOutOfSightCountsForNothing() {
        Figures figures = figures(
                deployed(WEB, 1, ofDays(5)).refused().entry(),
                deployed(WEB, 2, ofDays(4)).ended(RunState.LOST, "").entry(),
                deployed(WEB, 3, ofDays(3)).ended(RunState.STARTED, "").entry(),
                deployed(WEB, 4, ofDays(2)).running().entry(),
                deployed(WEB, 5, ofDays(1)).ended(RunState.UNKNOWN, "").entry());

        assertThat(figures.ended()).isZero();
        assertThat(figures.failed()).isZero();
    }

    @Test
    void anAutomaticRollbackRestores() {
        JournalEntry good = deployed(WEB, 1, ofDays(2)).entry();

        Figures figures =
                figures(good, deployed(WEB, 2, ofDays(1)).rolledBackTo(good).entry());

        assertThat(figures.restoreTime()).contains(LENGTH);
        assertThat(figures.failed()).isEqualTo(1);
    }

    /** It began before a run of Jenkins has taken it up, or the clock of Jenkins is ahead of AWS's. */
    @Test
    void whatIsOverBeforeItsRunBeginsIsRestoredInNoTime() {
        JournalEntry good = deployed(WEB, 1, ofDays(2)).entry();
        JournalEntry failed = deployed(WEB, 2, ofDays(1)).rolledBackTo(good).entry();
        JournalEntry late = new JournalEntry(
                failed.token(),
                failed.state(),
                failed.origin(),
                failed.place(),
                failed.revision(),
                failed.ended().plus(ofHours(3)),
                failed.deploymentId(),
                failed.ended(),
                failed.rollbackDeploymentId(),
                failed.restored(),
                failed.explanation(),
                failed.drift());

        assertThat(figures(good, late).restoreTime()).contains(Duration.ZERO);
    }

    @Test
    void failuresInARowAreRestoredByTheNextThatGoesLive() {
        Figures figures = figures(
                deployed(WEB, 1, ofHours(5)).ended(RunState.FAILED, "").entry(),
                deployed(WEB, 2, ofHours(4)).ended(RunState.FAILED, "").entry(),
                deployed(WEB, 3, ofHours(3)).entry());

        assertThat(figures.restoreTime()).contains(ofHours(2).plus(LENGTH));
        assertThat(figures.failedShare()).contains(2.0 / 3);
    }

    @Test
    void whatIsRolledBackLaterHasFailedTooAndTheRollbackIsNoDeployment() {
        JournalEntry good = deployed(WEB, 1, ofDays(3)).entry();

        Figures figures = figures(
                good,
                deployed(WEB, 2, ofDays(2)).entry(),
                deployed(WEB, 3, ofDays(2).minus(ofMinutes(90)))
                        .of(good)
                        .as(Kind.ROLLBACK, "no prices", "")
                        .entry());

        assertThat(figures.deployments()).isEqualTo(2);
        assertThat(figures.ended()).isEqualTo(2);
        assertThat(figures.failed()).isEqualTo(1);
        assertThat(figures.restoreTime()).contains(ofMinutes(90));
    }

    @Test
    void aRollbackAfterAFailureRestoresAndBlamesNobodyElse() {
        JournalEntry good = deployed(WEB, 1, ofDays(3)).entry();

        Figures figures = figures(
                good,
                deployed(WEB, 2, ofHours(3)).ended(RunState.FAILED, "").entry(),
                deployed(WEB, 3, ofHours(2)).rollingBackTo(good).entry());

        assertThat(figures.failed()).isEqualTo(1);
        assertThat(figures.restoreTime()).contains(ofHours(1).plus(LENGTH));
    }

    @Test
    void whatIsRolledBackAtTheSecondAttemptHasFailedToo() {
        JournalEntry good = deployed(WEB, 1, ofDays(3)).entry();

        Figures figures = figures(
                good,
                deployed(WEB, 2, ofHours(9)).entry(),
                deployed(WEB, 3, ofHours(7))
                        .rollingBackTo(good)
                        .ended(RunState.FAILED, "")
                        .entry(),
                deployed(WEB, 4, ofHours(4)).rollingBackTo(good).entry());

        assertThat(figures.failedShare()).contains(0.5);
        assertThat(figures.restoreTime()).contains(ofHours(5));
    }

    @Test
    void whatSomebodyHasTriedToRollBackInVainHasFailedOnce() {
        JournalEntry good = deployed(WEB, 1, ofDays(3)).entry();

        Figures figures = figures(
                good,
                deployed(WEB, 2, ofHours(9)).entry(),
                deployed(WEB, 3, ofHours(7))
                        .rollingBackTo(good)
                        .ended(RunState.FAILED, "")
                        .entry(),
                deployed(WEB, 4, ofHours(6))
                        .rollingBackTo(good)
                        .ended(RunState.ABORTED, "")
                        .entry());

        assertThat(figures.failed()).isEqualTo(1);
        assertThat(figures.restoreTime()).isEmpty();
    }

    @Test
    void aRollbackThatFailsRestoresNothingWhenCodeDeployGoesBackToWhatWasToBeUndone() {
        JournalEntry good = deployed(WEB, 1, ofDays(3)).entry();
        JournalEntry undone = deployed(WEB, 2, ofHours(9)).entry();

        Figures figures = figures(
                good,
                undone,
                deployed(WEB, 3, ofHours(7))
                        .rollingBackTo(good)
                        .rolledBackTo(undone)
                        .entry(),
                deployed(WEB, 4, ofHours(4)).rollingBackTo(good).entry());

        assertThat(figures.failedShare()).contains(0.5);
        assertThat(figures.restoreTime()).contains(ofHours(5));
    }

    @Test
    void aRollbackThatFailsRestoresWhereCodeDeployGoesBackToWhatWasGood() {
        JournalEntry good = deployed(WEB, 1, ofDays(3)).entry();

        Figures figures = figures(
                good,
                deployed(WEB, 2, ofHours(9)).ended(RunState.FAILED, "").entry(),
                deployed(WEB, 3, ofHours(7))
                        .rollingBackTo(good)
                        .rolledBackTo(good)
                        .entry(),
                deployed(WEB, 4, ofHours(4)).entry());

        assertThat(figures.failed()).isEqualTo(1);
        assertThat(figures.restoreTime()).contains(ofHours(2).plus(LENGTH));
    }

    @Test
    void whatGoesLiveAfterARollbackIsBlamedForItsOwnTroubleAlone() {
        JournalEntry good = deployed(WEB, 1, ofDays(3)).entry();

        Figures figures = figures(
                good,
                deployed(WEB, 2, ofHours(9)).entry(),
                deployed(WEB, 3, ofHours(8)).rollingBackTo(good).entry(),
                deployed(WEB, 4, ofHours(5)).rolledBackTo(good).entry());

        assertThat(figures.failed()).isEqualTo(2);
        assertThat(figures.restoreTime()).contains(ofMinutes(35));
    }

    @Test
    void groupsDoNotRestoreEachOther() {
        assertThat(figures(
                                deployed(WEB, 1, ofHours(3))
                                        .ended(RunState.FAILED, "")
                                        .entry(),
                                deployed(WORKER, 2, ofHours(1)).entry())
                        .restoreTime())
                .isEmpty();
    }

    @Test
    void theMedianOfEvenManyIsBetweenTheTwoInTheMiddle() {
        assertThat(figures(
                                deployed(WEB, 1, ofDays(4))
                                        .committed(ofHours(1))
                                        .entry(),
                                deployed(WEB, 2, ofDays(3))
                                        .committed(ofHours(2))
                                        .entry(),
                                deployed(WEB, 3, ofDays(2))
                                        .committed(ofHours(5))
                                        .entry(),
                                deployed(WEB, 4, ofDays(1)).committed(ofDays(9)).entry())
                        .leadTime())
                .contains(ofMinutes(210));
    }

    /** Whatever happened, and in whatever order the journal tells it. */
    @Test
    void holdTogetherForAnyHistory() {
        Random random = new Random(20261121);
        for (int round = 0; round < 300; round++) {
            List<JournalEntry> entries = history(random);
            Figures month = figures(30, entries);
            Figures quarter = figures(90, entries);

            assertThat(month.failed()).isBetween(0, month.ended());
            assertThat(month.deployments()).isBetween(month.ended() - month.failed(), month.ended());
            assertThat(month.deployments()).isLessThanOrEqualTo(quarter.deployments());
            assertThat(month.failed()).isLessThanOrEqualTo(quarter.failed());
            assertThat(quarter.leadTime().filter(Duration::isNegative)).isEmpty();
            assertThat(quarter.restoreTime().filter(Duration::isNegative)).isEmpty();
            List<JournalEntry> shuffled = new ArrayList<>(entries);
            Collections.shuffle(shuffled, random);
            assertThat(figures(30, shuffled)).isEqualTo(month);
        }
    }

    private static List<JournalEntry> history(Random random) {
        return IntStream.range(0, random.nextInt(60))
                .mapToObj(build -> any(
                        random,
                        deployed(
                                random.nextBoolean() ? WEB : WORKER,
                                build,
                                ofMinutes(random.nextInt(100 * 24 * 60)).plusMillis(build))))
                .toList();
    }

    private static Entries rollback(Random random, Entries deployed) {
        return switch (random.nextInt(4)) {
            case 0 -> deployed.ended(RunState.FAILED, "");
            case 1 -> deployed.rolledBackTo("s3://bundles/revisions/shop/any.zip");
            default -> deployed;
        };
    }

    private static JournalEntry any(Random random, Entries deployed) {
        RunState[] states = RunState.values();
        return switch (random.nextInt(6)) {
            case 0 -> deployed.ended(states[random.nextInt(states.length)], "").entry();
            case 1 -> rollback(random, deployed.as(Kind.ROLLBACK, "", "")).entry();
            case 2 ->
                deployed.rolledBackTo("s3://bundles/revisions/shop/any.zip").entry();
            case 3 -> deployed.refused().entry();
            default ->
                deployed.committed(ofMinutes(random.nextInt(9999)))
                        .ofCommit("c" + random.nextInt(20))
                        .entry();
        };
    }
}
