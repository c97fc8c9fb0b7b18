package io.jenkins.plugins.crossaccountdeploy.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.Looked;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord.Status;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord.Waiting;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.watch.Target;
import io.jenkins.plugins.crossaccountdeploy.watch.Target.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentOverview;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.ErrorInformation;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;
import software.amazon.awssdk.services.codedeploy.model.S3Location;

/** What looks at a deployment leave in its record, and where that ends. */
class SightingTest {

    private static final Instant CREATED = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant NOW = CREATED.plusSeconds(7);

    private DeploymentRecord record = DeploymentRecord.begun("d-1", "https://console");
    private long sequence;

    private void look(DeploymentInfo info, List<Target> targets, Optional<DeploymentWaitType> waits) {
        look(info, targets, waits, "s3://b/ours.zip");
    }

    private void look(
            DeploymentInfo info, List<Target> targets, Optional<DeploymentWaitType> waits, String knownRevision) {
        record = new Sighting(record, new Looked(info, targets, waits), NOW, ++sequence).update(knownRevision);
    }

    private void look(DeploymentInfo info) {
        look(info, List.of(), Optional.empty());
    }

    private void look(List<Target> targets) {
        look(status("InProgress"), targets, Optional.empty());
    }

    private static DeploymentInfo status(String status) {
        return DeploymentInfo.builder().status(status).build();
    }

    private static Target target(int number, String status) {
        return new Target(
                "i-" + number,
                "i-" + number,
                status,
                !status.equals("InProgress"),
                status.equals("Failed"),
                new Traffic(0, ""),
                List.of());
    }

    /** A target whose scripts have printed so many thousands of characters, 20 at most. */
    private static Target printed(int number, int thousands) {
        Target.Event failed = new Target.Event(
                "i-" + number,
                "AfterInstall",
                LifecycleEventStatus.FAILED,
                NOW,
                Duration.ofSeconds(1),
                Optional.of(Diagnostics.builder()
                        .errorCode("ScriptFailed")
                        .logTail(("x".repeat(200) + "\n").repeat(5))
                        .build()));
        return new Target(
                "i-" + number,
                "i-" + number,
                "Failed",
                true,
                true,
                new Traffic(0, ""),
                Collections.nCopies(thousands, failed));
    }

    private static List<Target> targets(int first, int last, String status) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> target(number, status))
                .toList();
    }

    private int[] logs() {
        return record.targets().stream().mapToInt(TargetRecord::logLength).toArray();
    }

    @Test
    void begins() {
        look(DeploymentInfo.builder()
                .status("Created")
                .createTime(CREATED)
                .computePlatform("ECS")
                .build());
        look(status("Created"));
        look(status("InProgress"));
        look(DeploymentInfo.builder().build());

        assertThat(record.statuses())
                .containsExactly(new Status("Created", CREATED), new Status("InProgress", NOW), new Status("", NOW));
        assertThat(record.created()).isEqualTo(CREATED);
        assertThat(record.platform()).isEqualTo("ECS");
        assertThat(record.ended()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void hasTheTimeOfTheLookWhereCodeDeployHasNone() {
        look(status("Queued"));

        assertThat(record.statuses()).containsExactly(new Status("Queued", NOW));
    }

    @Test
    void endsWithWhatCodeDeploySaysOfIt() {
        look(DeploymentInfo.builder()
                .status("Failed")
                .completeTime(NOW)
                .errorInformation(ErrorInformation.builder()
                        .code("HEALTH_CONSTRAINTS")
                        .message("too many\nhave failed")
                        .build())
                .build());

        assertThat(record.ended()).isEqualTo(NOW);
        assertThat(record.message()).startsWith("HEALTH_CONSTRAINTS: too many").doesNotContain("\n");
    }

    @Test
    void keepsTheFirstStatusesAndTheCurrentOneOfADeploymentThatGoesBackAndForth() {
        for (int turn = 1; turn <= 60; turn++) {
            look(status("Status" + turn));
        }

        assertThat(record.statuses()).hasSize(50);
        assertThat(record.statuses().get(0).name()).isEqualTo("Status1");
        assertThat(record.statuses().get(48).name()).isEqualTo("Status49");
        assertThat(record.status()).isEqualTo("Status60");
    }

    @Test
    void saysWhatItWaitsFor() {
        look(status("Ready"), List.of(), Optional.of(DeploymentWaitType.READY_WAIT));
        assertThat(record.waiting()).isEqualTo(Waiting.READY);

        look(status("InProgress"), List.of(), Optional.of(DeploymentWaitType.TERMINATION_WAIT));
        assertThat(record.waiting()).isEqualTo(Waiting.TERMINATION);

        look(status("InProgress"), List.of(), Optional.of(DeploymentWaitType.UNKNOWN_TO_SDK_VERSION));
        assertThat(record.waiting()).isEqualTo(Waiting.NOTHING);

        look(status("InProgress"));
        assertThat(record.waiting()).isEqualTo(Waiting.NOTHING);
    }

    @Test
    void keepsTargetsThatALookDoesNotHave() {
        look(targets(1, 2, "InProgress"));
        look(List.of());
        look(List.of(target(2, "Succeeded")));

        assertThat(record.targets()).extracting(TargetRecord::status).containsExactly("InProgress", "Succeeded");
        assertThat(record.targets()).extracting(TargetRecord::sequence).containsExactly(1L, 3L);
    }

    @Test
    void knowsWhenEachTargetHasChanged() {
        Target first = printed(1, 1);
        look(List.of(first));
        look(List.of(first));
        assertThat(record.targets().get(0).sequence()).isEqualTo(1);
        for (Target next : List.of(
                new Target("i-1", "web", "Failed", true, true, new Traffic(0, ""), first.events()),
                new Target("i-1", "web", "Skipped", true, true, new Traffic(0, ""), first.events()),
                new Target("i-1", "web", "Skipped", true, true, new Traffic(10, ""), first.events()),
                new Target("i-1", "web", "Skipped", true, true, new Traffic(10, ""), List.of()))) {
            look(List.of(next));
            assertThat(record.targets())
                    .singleElement()
                    .satisfies(target -> assertThat(target.sequence()).isEqualTo(sequence));
        }
    }

    @Test
    void saysHowManyTargetsItLeavesOut() {
        look(
                DeploymentInfo.builder()
                        .status("InProgress")
                        .deploymentOverview(DeploymentOverview.builder()
                                .pending(1L)
                                .inProgress(20L)
                                .succeeded(300L)
                                .failed(4_000L)
                                .skipped(50_000L)
                                .ready(600_000L)
                                .build())
                        .build(),
                targets(1, 2, "InProgress"),
                Optional.empty());

        assertThat(record.leftOut()).isEqualTo(654_319);
        assertThat(record.counts().ended()).isEqualTo(54_300);
    }

    @Test
    void namesARevisionThatIsNotTheOneOfTheRun() {
        look(ofKey("ours.zip"));
        assertThat(record.revision()).isEmpty();

        look(ofKey("theirs.zip"));
        assertThat(record.revision()).startsWith("s3://b/theirs.zip");
    }

    @Test
    void namesEachRevisionWhereNoneIsKnown() {
        look(ofKey("ours.zip"), List.of(), Optional.empty(), "");
        assertThat(record.revision()).startsWith("s3://b/ours.zip");

        AppSpecRevision appSpec = new AppSpecRevision("version: 0.0");
        look(
                DeploymentInfo.builder()
                        .status("InProgress")
                        .revision(appSpec.location())
                        .build(),
                List.of(),
                Optional.empty(),
                "");
        assertThat(record.revision()).isEqualTo(appSpec.address());
    }

    private static DeploymentInfo ofKey(String key) {
        return DeploymentInfo.builder()
                .status("InProgress")
                .revision(RevisionLocation.builder()
                        .revisionType("S3")
                        .s3Location(S3Location.builder()
                                .bucket("b")
                                .key(key)
                                .bundleType("zip")
                                .build())
                        .build())
                .build();
    }

    @Test
    void cutsLongTextsOfTargets() {
        Target.Event event = printed(1, 1).events().get(0);
        for (int length : List.of(500, 501)) {
            look(List.of(new Target(
                    "i-" + length,
                    "i",
                    "Failed",
                    true,
                    true,
                    new Traffic(0, ""),
                    List.of(new Target.Event(
                            "i",
                            "AfterInstall",
                            LifecycleEventStatus.FAILED,
                            event.at(),
                            event.took(),
                            Optional.of(Diagnostics.builder()
                                    .message("x".repeat(length - 1) + "y")
                                    .build()))))));
        }

        assertThat(record.targets())
                .extracting(target -> target.events().get(0).message())
                .containsExactly("x".repeat(499) + "y", "x".repeat(500));
    }

    @Test
    void keepsFiveHundredTargetsAndAHundredMoreThatFail() {
        look(targets(1, 510, "InProgress"));
        assertThat(record.targets()).hasSize(500);

        look(targets(501, 700, "Failed"));
        look(targets(701, 710, "Succeeded"));
        look(targets(1, 10, "Succeeded"));

        assertThat(record.targets()).hasSize(600);
        assertThat(record.targets().get(0).status()).isEqualTo("Succeeded");
        assertThat(record.targets().get(500).id()).isEqualTo("i-501");
        assertThat(record.targets().get(599).id()).isEqualTo("i-600");
    }

    @Test
    void keepsLogsAsLongAsThereIsRoom() {
        look(List.of(printed(1, 20), printed(2, 20), printed(3, 20), printed(4, 5), printed(5, 4), printed(6, 1)));

        assertThat(logs()).containsExactly(20_000, 20_000, 20_000, 0, 4_000, 0);
    }

    @Test
    void countsTheLogOfATargetThatIsLookedAtAgainOnce() {
        look(List.of(printed(1, 20), printed(2, 20), printed(3, 20)));
        look(List.of(printed(1, 20), printed(4, 4)));
        assertThat(logs()).containsExactly(20_000, 20_000, 20_000, 4_000);

        look(List.of(printed(1, 10), printed(5, 10), printed(6, 1)));
        assertThat(logs()).containsExactly(10_000, 20_000, 20_000, 4_000, 10_000, 0);
    }
}
