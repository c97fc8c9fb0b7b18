package io.jenkins.plugins.crossaccountdeploy.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
        assertThat(lines.happening(CREATED, CREATED.minusSeconds(1), "x"))
                .as("clocks that differ")
                .isEqualTo("[prod] +00:00  x");
    }
}
