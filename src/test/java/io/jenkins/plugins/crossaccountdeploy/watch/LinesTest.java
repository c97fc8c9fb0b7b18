package io.jenkins.plugins.crossaccountdeploy.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.archive.ArchiveFormat;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SentPart;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

class LinesTest {

    private static final Instant CREATED = Instant.parse("2026-03-02T08:00:00Z");

    private final Lines lines = new Lines("prod");

    private List<String> failed(String log) {
        return lines.event(
                CREATED,
                new Target.Event(
                        "i-0a1b2c3d",
                        "AfterInstall",
                        LifecycleEventStatus.FAILED,
                        CREATED.plusSeconds(31),
                        Duration.ofSeconds(2),
                        Optional.of(Diagnostics.builder()
                                .errorCode("ScriptFailed")
                                .scriptName("scripts/after_install.sh")
                                .message("exit code 1")
                                .logTail(log)
                                .build())),
                10);
    }

    @Test
    void indentsTheLogOfAScriptBelowItsEvent() {
        assertThat(failed("npm ERR! missing script: build\n\tat npm\n"))
                .containsExactly(
                        "[prod] +00:31  i-0a1b2c3d  AfterInstall      Failed     ScriptFailed: scripts/after_install.sh",
                        "              | exit code 1",
                        "              | npm ERR! missing script: build",
                        "              | \tat npm");
    }

    @Test
    void showsTheLastLinesOfALongLog() {
        String log = IntStream.rangeClosed(1, 3_000)
                .mapToObj(number -> "line " + number)
                .collect(Collectors.joining("\n"));

        assertThat(failed(log))
                .hasSize(2 + 1 + 20)
                .contains("              | (2,980 lines more)", "              | line 2981")
                .endsWith("              | line 3000");
    }

    @Test
    void cutsALineThatIsVeryLong() {
        assertThat(failed("x".repeat(2_000)))
                .endsWith("              | " + "x".repeat(300) + " ... (1,700 characters more)");
        assertThat(failed("x".repeat(300))).endsWith("              | " + "x".repeat(300));
    }

    @Test
    void leavesNothingInALogThatATerminalWouldObey() {
        assertThat(failed("\u001b[1;31mnpm\u001b[0m ERR\u0007\u001b[8mha:\u0000"))
                .endsWith("              | npm ERRha:");
    }

    @Test
    void letsNoNameForgeALine() {
        String forged = "x\n[prod] SUCCEEDED";
        Target.Event event = new Target.Event(
                forged,
                forged,
                LifecycleEventStatus.FAILED,
                CREATED,
                Duration.ZERO,
                Optional.of(Diagnostics.builder()
                        .errorCode("ScriptFailed")
                        .scriptName(forged)
                        .message(forged)
                        .build()));

        assertThat(lines.event(CREATED, event, 10))
                .containsExactly(
                        "[prod] +00:00  x [prod] SUCCEEDED  x [prod] SUCCEEDED  Failed     ScriptFailed: x [prod]"
                                + " SUCCEEDED",
                        "              | x",
                        "              | [prod] SUCCEEDED");
        assertThat(lines.note(forged)).isEqualTo("[prod] note    x [prod] SUCCEEDED");
        assertThat(lines.continued(forged)).isEqualTo("       x [prod] SUCCEEDED");
    }

    @Test
    void namesTheRevisionThatWasRolledBackTo() {
        assertThat(lines.rolledBack(
                        "d-9XY",
                        RevisionLocation.builder()
                                .s3Location(object -> object.bucket("bundles")
                                        .key("shop/9f2c.zip")
                                        .version("3"))
                                .build()))
                .isEqualTo("[prod] Rolled back by d-9XY to revision s3://bundles/shop/9f2c.zip");
        assertThat(lines.rolledBack(
                        "d-9XY",
                        RevisionLocation.builder()
                                .gitHubLocation(
                                        place -> place.repository("acme/shop").commitId("0f1e"))
                                .build()))
                .endsWith("revision 0f1e of acme/shop in GitHub");
        assertThat(lines.rolledBack(
                        "d-9XY",
                        RevisionLocation.builder()
                                .appSpecContent(content -> content.sha256("9f2c"))
                                .build()))
                .endsWith("revision AppSpec 9f2c");
    }

    @Test
    void saysNothingOfARevisionThatItIsNotTold() {
        assertThat(lines.rolledBack("d-9XY", null)).isEqualTo("[prod] Rolled back by d-9XY");
        assertThat(lines.rolledBack("d-9XY", RevisionLocation.builder().build()))
                .isEqualTo("[prod] Rolled back by d-9XY to revision of type unknown");
        assertThat(lines.rolledBack(
                        "d-9XY",
                        RevisionLocation.builder().gitHubLocation(place -> {}).build()))
                .doesNotContain("null");
    }

    @Test
    void countsTimeFromTheCreationOfTheDeployment() {
        assertThat(lines.happening(CREATED, CREATED.plusSeconds(3_599), "x")).isEqualTo("[prod] +59:59  x");
        assertThat(lines.happening(CREATED, CREATED.plusSeconds(3_600), "x")).isEqualTo("[prod] +1:00:00  x");
        assertThat(lines.happening(CREATED, CREATED.plusSeconds(7_384), "x")).isEqualTo("[prod] +2:03:04  x");
        assertThat(lines.happening(CREATED, CREATED.minusSeconds(1), "x"))
                .as("clocks that differ")
                .isEqualTo("[prod] +00:00  x");
    }

    private static final Revision REVISION =
            new S3Revision("bundles", "shop/9f2c.zip", "v7", "e1", "9f2c41d0a7e3" + "0".repeat(52));

    private static Bundle bundle(long leftOut, long... sent) {
        return new Bundle(
                new Contents("9f2c41d0a7e3" + "0".repeat(52), 3, 1, 0, 61_000, leftOut, ArchiveFormat.ZIP, 0),
                LongStream.of(sent)
                        .mapToObj(length -> new SentPart(new Part(1, length, "AAAAAA==", true), "etag", ""))
                        .toList(),
                List.of(),
                Duration.ofMillis(250),
                Duration.ofMillis(1_250));
    }

    @Test
    void tellsWhatWasBundledAndWhereItIs() {
        assertThat(lines.bundled(bundle(0, 14_650), "", REVISION))
                .containsExactly(
                        "[prod] bundle  3 files, 61.0 kB -> 14.7 kB, sha256 9f2c41d0a7e3, 1.5 s",
                        "[prod] upload  s3://bundles/shop/9f2c.zip  14.7 kB, 1.3 s");
        assertThat(lines.bundled(bundle(1), "", REVISION))
                .containsExactly(
                        "[prod] bundle  3 files, 61.0 kB, sha256 9f2c41d0a7e3, 0.3 s",
                        "[prod] upload  s3://bundles/shop/9f2c.zip  unchanged, not sent again",
                        "[prod] bundle  1 file left out");
        assertThat(lines.bundled(bundle(0, 14_650), "target/app.zip", REVISION).get(0))
                .startsWith("[prod] bundle  target/app.zip  3 files, 61.0 kB -> 14.7 kB");
    }

    @Test
    void tellsHowFarTheUploadIs() {
        assertThat(lines.progress(new Progress(2_500_000, 10_000_000, 1_000_000)))
                .isEqualTo("[prod] upload  25% of 10.0 MB read, 1.0 MB sent");
        assertThat(lines.progress(new Progress(0, 0, 0))).isEqualTo("[prod] upload  100% of 0 B read, 0 B sent");
    }

    @Test
    void tellsTheDeploymentAndItsAddress() {
        assertThat(lines.deploy("d-9XY", "https://console")).isEqualTo("[prod] deploy  d-9XY  https://console");
        assertThat(lines.adopted("d-9XY", "https://console"))
                .isEqualTo("[prod] deploy  d-9XY, created before the interruption  https://console");
    }

    @Test
    void tellsWhatIsKnownOfADeploymentThatWasBegunBefore() {
        DeploymentInfo.Builder info = DeploymentInfo.builder()
                .deploymentId("d-9XY")
                .createTime(CREATED.plusMillis(250))
                .status("InProgress");
        String plain = "[prod] deploy  d-9XY, begun 2026-03-02T08:00:00Z: InProgress  https://console";

        assertThat(lines.takenUp(info.build(), "https://console")).isEqualTo(plain);
        assertThat(lines.takenUp(info.creator("user").build(), "https://console"))
                .isEqualTo(plain);
        assertThat(lines.takenUp(
                        info.creator("autoscaling")
                                .revision(revision -> revision.s3Location(
                                        object -> object.bucket("bundles").key("shop.zip")))
                                .build(),
                        "https://console"))
                .isEqualTo("[prod] deploy  d-9XY, begun 2026-03-02T08:00:00Z by autoscaling: s3://bundles/shop.zip,"
                        + " InProgress  https://console");
    }

    @Test
    void tellsWhichGroupsAreLeftAlone() {
        assertThat(lines.notBegun(List.of())).isEmpty();
        assertThat(lines.notBegun(List.of("green", "red"))).contains("[prod] note    not begun: green, red");
    }

    /** What CodeDeploy does not have of a failure, and what it has twice. */
    @Test
    void leavesOutWhatSaysNothingOfAFailure() {
        Target.Event event = new Target.Event(
                "i-0a1b2c3d",
                "AfterInstall",
                LifecycleEventStatus.FAILED,
                CREATED,
                Duration.ZERO,
                Optional.of(Diagnostics.builder()
                        .errorCode("ScriptFailed")
                        .message("ScriptFailed")
                        .logTail(" \n")
                        .build()));

        assertThat(lines.event(CREATED, event, 10)).hasSize(1);
        assertThat(lines.event(
                        CREATED,
                        new Target.Event(
                                "i-0a1b2c3d",
                                "AfterInstall",
                                LifecycleEventStatus.FAILED,
                                CREATED,
                                Duration.ZERO,
                                Optional.of(Diagnostics.builder().message(" ").build())),
                        10))
                .hasSize(1);
    }
}
