package io.jenkins.plugins.crossaccountdeploy.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.LastDeploymentInfo;

/** Which deployment of a group has to be looked at. */
class DriftCheckTest {

    private static final Instant LIVE_SINCE = Instant.parse("2026-11-20T12:00:00Z");
    private static final String OTHER = "d-OTHER";

    /** Of a group to which one deployment was made from here. */
    static final class One extends NothingKnown {

        private final Instant liveSince;

        One(Instant liveSince) {
            this.liveSince = liveSince;
        }

        @Override
        public Optional<Instant> liveSince() {
            return Optional.of(liveSince);
        }
    }

    private static Optional<String> suspect(KnownDeployments known, LastDeploymentInfo last) {
        return new DriftCheck(known)
                .suspect(DeploymentGroupInfo.builder()
                        .lastSuccessfulDeployment(last)
                        .build());
    }

    private static LastDeploymentInfo other(Instant created, Instant ended) {
        return LastDeploymentInfo.builder()
                .deploymentId(OTHER)
                .createTime(created)
                .endTime(ended)
                .build();
    }

    @Test
    void isOneThatEndedAfterWhatIsLive() {
        assertThat(suspect(new One(LIVE_SINCE), other(LIVE_SINCE, LIVE_SINCE.plusMillis(1))))
                .contains(OTHER);
    }

    /** Lists of AWS lag behind, and journals have a beginning. */
    @Test
    void isNoneThatEndedBeforeIt() {
        assertThat(suspect(new One(LIVE_SINCE), other(LIVE_SINCE, LIVE_SINCE))).isEmpty();
        assertThat(suspect(new One(LIVE_SINCE), other(LIVE_SINCE.minusSeconds(2), LIVE_SINCE.minusSeconds(1))))
                .isEmpty();
    }

    @Test
    void goesByWhenItWasCreatedIfItsEndIsNotTold() {
        assertThat(suspect(new One(LIVE_SINCE), other(LIVE_SINCE.minusSeconds(1), null)))
                .isEmpty();
        assertThat(suspect(new One(LIVE_SINCE), other(LIVE_SINCE.plusSeconds(1), null)))
                .contains(OTHER);
        assertThat(suspect(new One(LIVE_SINCE), other(null, null))).contains(OTHER);
    }

    @Test
    void isNoneInAGroupOfWhichNothingIsKnown() {
        assertThat(suspect(new NothingKnown(), other(LIVE_SINCE, LIVE_SINCE.plusSeconds(1))))
                .isEmpty();
        assertThat(suspect(new One(LIVE_SINCE), null)).isEmpty();
    }

    @Test
    void itsRevisionIsDriftUnlessItIsKnown() {
        DeploymentInfo deployment = DeploymentInfo.builder()
                .deploymentId(OTHER)
                .rollbackInfo(rollback -> rollback.rollbackTriggeringDeploymentId("d-FAILED"))
                .revision(revision -> revision.s3Location(
                        s3 -> s3.bucket("my-demo-application").key("hotfix.zip").bundleType("zip")))
                .build();

        Drift drift = new DriftCheck(new NothingKnown()).judge(deployment);

        assertThat(drift.sentence("Demo", "Prod"))
                .isEqualTo(
                        "Demo / Prod runs s3://my-demo-application/hotfix.zip of d-OTHER (not deployed from this Jenkins)");
    }
}
