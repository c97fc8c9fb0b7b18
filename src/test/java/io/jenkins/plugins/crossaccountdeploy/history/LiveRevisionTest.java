package io.jenkins.plugins.crossaccountdeploy.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a deployment group runs after the deployments that the journal knows. */
class LiveRevisionTest {

    private static final Instant BEGAN = JournalTest.BEGAN;

    private static final String RESTORED = "s3://bundles/shop/1.zip?eTag=e1";

    private final List<JournalEntry> entries = new ArrayList<>();

    /** A deployment of a bundle that nobody else has deployed. */
    private void deployed(int number, RunState state) {
        deployed(number, state, "");
    }

    private void deployed(int number, RunState state, String restored) {
        JournalEntry plain = JournalTest.entry(JournalTest.CELL, number, state);
        entries.add(new JournalEntry(
                plain.token(),
                state,
                plain.origin(),
                plain.place(),
                plain.revision()
                        .at(Revision.parse("s3://bundles/shop/" + number + ".zip?eTag=e" + number + "&digest=" + number)
                                .orElseThrow()),
                plain.began(),
                plain.deploymentId(),
                plain.ended(),
                restored.isEmpty() ? "" : "d-rollback",
                restored,
                "",
                Drift.NONE));
    }

    private Optional<String> live() {
        return LiveRevision.of(entries).map(live -> live.revision().commit());
    }

    @Test
    void isWhatWasDeployedLastWithSuccess() {
        assertThat(live()).isEmpty();
        deployed(1, RunState.FAILED);
        assertThat(live()).isEmpty();
        deployed(2, RunState.SUCCEEDED);
        deployed(3, RunState.SUCCEEDED);
        deployed(4, RunState.FAILED);
        deployed(5, RunState.RUNNING);
        deployed(6, RunState.CHECKED);

        assertThat(live()).contains("c3");
        assertThat(LiveRevision.of(entries).orElseThrow().since()).isEqualTo(BEGAN.plusSeconds(63));
    }

    @Test
    void staysWhatItWasAfterARollbackToIt() {
        deployed(1, RunState.SUCCEEDED);
        deployed(2, RunState.FAILED, RESTORED);

        LiveRevision live = LiveRevision.of(entries).orElseThrow();

        assertThat(live.revision().digest()).isEqualTo("1");
        assertThat(live.since()).isEqualTo(BEGAN.plusSeconds(61));
        assertThat(live.entry().token()).isEqualTo("token1");
    }

    @Test
    void isWhatARollbackHasBroughtBackFromBefore() {
        deployed(1, RunState.SUCCEEDED);
        deployed(2, RunState.SUCCEEDED);
        deployed(3, RunState.STOPPED, RESTORED);

        LiveRevision live = LiveRevision.of(entries).orElseThrow();

        assertThat(live.revision().commit()).isEqualTo("c1");
        assertThat(live.revision().digest()).isEqualTo("1");
        assertThat(live.since()).isEqualTo(BEGAN.plusSeconds(63));
        assertThat(live.entry().token()).isEqualTo("token3");
    }

    @Test
    void isKnownByItsAddressAloneIfNobodyHereHasDeployedIt() {
        deployed(2, RunState.SUCCEEDED);
        deployed(3, RunState.FAILED, "s3://elsewhere/other.zip?versionId=v7");

        LiveRevision live = LiveRevision.of(entries).orElseThrow();

        assertThat(live.revision().address()).isEqualTo("s3://elsewhere/other.zip?versionId=v7");
        assertThat(live.revision().commit()).isEmpty();
    }

    @Test
    void takesAnotherVersionOfAnObjectForSomethingElse() {
        RevisionRecord revision = RevisionRecord.NONE.at(
                Revision.parse("s3://b/k.zip?versionId=v1&eTag=e1&digest=d").orElseThrow());

        assertThat(LiveRevision.isOf(revision, "s3://b/k.zip?versionId=v1")).isTrue();
        assertThat(LiveRevision.isOf(revision, "s3://b/k.zip?versionId=v1&eTag=e1"))
                .isTrue();
        assertThat(LiveRevision.isOf(revision, "s3://b/k.zip?versionId=v2&eTag=e1"))
                .isFalse();
        assertThat(LiveRevision.isOf(revision, "s3://b/k.zip?versionId=v1&eTag=e2"))
                .isFalse();
        assertThat(LiveRevision.isOf(revision, "s3://b/other.zip")).isFalse();
        assertThat(LiveRevision.isOf(revision, "no address")).isFalse();
    }
}
