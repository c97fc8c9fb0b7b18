package io.jenkins.plugins.crossaccountdeploy.redeployment;

import static io.jenkins.plugins.crossaccountdeploy.board.Entries.NOW;
import static io.jenkins.plugins.crossaccountdeploy.board.Entries.deployed;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.configuration.RedeployJob;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.LiveRevision;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.redeployment.Redeployment.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nothing is deployed but what was shown. */
class RedeploymentTest {

    private static final Cell STAGING = new Cell("staging", "Shop", "Web");
    private static final Cell PROD = new Cell("prod", "Shop", "Web");

    private final JournalEntry first = deployed(STAGING, 1, Duration.ofHours(9)).entry();
    private final JournalEntry second =
            deployed(STAGING, 2, Duration.ofHours(8)).entry();

    private static Redeployment redeployment(
            Cell to, Kind kind, String token, Optional<LiveRevision> now, JournalEntry... from) {
        return new Redeployment(
                STAGING,
                token,
                LiveRevision.of(List.of(from)).orElseThrow(),
                to,
                now,
                // None of this asks for it.
                new RedeployJob(null),
                kind);
    }

    private static Redeployment promotion(JournalEntry... from) {
        return redeployment(PROD, Kind.PROMOTION, "", Optional.empty(), from);
    }

    /** What the form of its page sends. */
    private static String shown(Redeployment redeployment) {
        return new RedeployView(redeployment, NOW).getFields().getOrDefault(RedeployPage.SHOWN, "");
    }

    @Test
    void promotesWhatWasShown() {
        assertThat(promotion(first, second).isAsShown(shown(promotion(first, second))))
                .isTrue();
    }

    @Test
    void promotesNothingThatHasGoneLiveSince() {
        assertThat(promotion(first, second).isAsShown(shown(promotion(first)))).isFalse();
    }

    @Test
    void promotesNothingThatNobodyWasShown() {
        assertThat(promotion(first).isAsShown("")).isFalse();
    }

    @Test
    void tellsTheSameBytesOfALaterDeploymentApart() {
        JournalEntry later = deployed(STAGING, 3, Duration.ofHours(7)).of(first).entry();

        assertThat(promotion(first, later).isAsShown(shown(promotion(first)))).isFalse();
    }

    @Test
    void tellsApartWhatTheRollbacksOfTheSameDeploymentHaveBroughtBack() {
        Duration before = Duration.ofHours(7);
        JournalEntry toFirst = deployed(STAGING, 3, before).rolledBackTo(first).entry();
        JournalEntry toSecond =
                deployed(STAGING, 3, before).rolledBackTo(second).entry();
        assertThat(toFirst.token()).isEqualTo(toSecond.token());
        JournalEntry other =
                deployed(STAGING, 4, Duration.ofHours(8).minusMinutes(1)).entry();

        assertThat(promotion(first, second, other, toSecond).isAsShown(shown(promotion(first, second, other, toFirst))))
                .isFalse();
    }

    @Test
    void namesTheBuildThatHasDeployedWhatARollbackHasBroughtBack() {
        JournalEntry failed = deployed(STAGING, 3, Duration.ofHours(7))
                .startedBy("mallory", "")
                .rolledBackTo(first)
                .entry();
        JournalEntry neverLive = deployed(STAGING, 4, Duration.ofHours(7).plusMinutes(30))
                .of(first)
                .ended(RunState.FAILED, "")
                .entry();
        Redeployment promotion = promotion(first, second, neverLive, failed);

        assertThat(promotion.build()).isEqualTo("shop #1");
        assertThat(new RedeployView(promotion, NOW).getChanges())
                .extracting(RedeployView.Change::after)
                .contains("shop #1", "ada")
                .doesNotContain("mallory");
    }

    @Test
    void namesNoBuildWhereNobodyHereHasDeployedWhatARollbackHasBroughtBack() {
        JournalEntry failed = deployed(STAGING, 3, Duration.ofHours(7))
                .startedBy("mallory", "")
                .rolledBackTo("s3://bundles/by-hand.zip")
                .entry();
        Redeployment promotion = promotion(first, second, failed);

        assertThat(promotion.build()).isEmpty();
        assertThat(new RedeployView(promotion, NOW).getChanges())
                .extracting(RedeployView.Change::after)
                .doesNotContain("mallory");
    }

    @Test
    void promotesAlsoWhereSomethingElseHasGoneLiveThatItReplaces() {
        Redeployment other = redeployment(
                PROD,
                Kind.PROMOTION,
                "",
                LiveRevision.of(List.of(deployed(PROD, 7, Duration.ofHours(1)).entry())),
                first);

        assertThat(other.isAsShown(shown(promotion(first)))).isTrue();
    }

    @Test
    void needsNoMoreThanItsTokenWhereItIsNotAboutWhatIsLive() {
        Redeployment rollback = redeployment(STAGING, Kind.ROLLBACK, first.token(), Optional.empty(), first);

        assertThat(shown(rollback)).isEmpty();
        assertThat(rollback.isAsShown("")).isTrue();
    }

    @Test
    void isFoundByItsAddressWhateverIsLiveWhenThatIsOpened() {
        assertThat(new RedeployView(promotion(first), NOW).getUrl())
                .isEqualTo(new RedeployView(promotion(first, second), NOW).getUrl());
    }
}
