package io.jenkins.plugins.crossaccountdeploy.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord.PhaseRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Versions read each other's files. */
class RecordJsonTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.250Z");

    private static RunRecord read(String json) throws IOException {
        return RecordJson.read(json.getBytes(StandardCharsets.UTF_8), RunRecord.class);
    }

    @Test
    void readsWhatItHasWritten() throws IOException {
        EventRecord event = new EventRecord(
                "AfterInstall", "Failed", NOON, 400, "ScriptFailed", "a.sh", "exit code 1", List.of("<b>", "zwei ✓"));
        RunRecord record = new RunRecord(
                RunRecord.VERSION,
                "4711",
                3,
                Origin.of("shop", 42, "job/shop/42/", "ada", "Started by Ada"),
                new Place("prod", "eu-west-1", "aws", "222222222222", "Deploy", "Shop", "Prod", ""),
                NOON,
                Instant.EPOCH,
                RunState.RUNNING,
                List.of(new PhaseRecord(Phase.CHECK, NOON)),
                "checking",
                RevisionRecord.NONE.ofCommit("abc").ofSize(3, 300, 100),
                "",
                "",
                List.of("ListDeploymentTargets"),
                new DeploymentRecord(
                        "d-1",
                        "https://example",
                        "Server",
                        NOON,
                        Instant.EPOCH,
                        List.of(new DeploymentRecord.Status("Ready", NOON)),
                        new Counts(1, 2, 3, 4, 5, 6),
                        List.of(new TargetRecord("i-1", "i-1", "Failed", 0, List.of(event), 3)),
                        20,
                        DeploymentRecord.Waiting.READY,
                        "",
                        ""),
                DeploymentRecord.NONE,
                "",
                new Drift("d-9", "s3://bundles/other.zip", NOON),
                true,
                List.of(new RunRecord.Notice(NOON, "Ada reroutes the traffic")));

        byte[] json = RecordJson.write(record);

        assertThat(RecordJson.read(json, RunRecord.class)).isEqualTo(record);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .startsWith("{\"version\":1,\"token\":\"4711\",\"sequence\":3,")
                .contains("\"drift\":{\"deploymentId\":\"d-9\"")
                .contains("\"began\":\"2026-11-21T12:00:00.250Z\"")
                .doesNotContain("\"ended\"", "isKnown", "rollback\":{\"id");
    }

    @Test
    void ignoresWhatALaterVersionHasWritten() throws IOException {
        RunRecord record = read("""
                {"version": 7, "token": "1", "novelty": {"a": [1]}, "state": "HIBERNATING",
                 "phases": [{"phase": "DREAM", "since": "2026-11-21T12:00:00Z", "depth": 3}],
                 "origin": {"job": "shop", "kind": "EXPERIMENT"}}
                """);

        assertThat(record.state()).isEqualTo(RunState.UNKNOWN);
        assertThat(record.phases().get(0).phase()).isEqualTo(Phase.OTHER);
        assertThat(record.origin().job()).isEqualTo("shop");
        assertThat(record.origin().kind()).isEqualTo(Origin.Kind.DEPLOYMENT);
    }

    @Test
    void fillsInWhatAnEarlierVersionDidNotKnow() throws IOException {
        RunRecord record = read("{\"token\": \"1\", \"deployment\": {\"id\": \"d-1\"}}");

        assertThat(record.deployment().counts()).isEqualTo(Counts.NONE);
        assertThat(record.deployment().targets()).isEmpty();
        assertThat(record.rollback()).isEqualTo(DeploymentRecord.NONE);
        assertThat(record.revision()).isEqualTo(RevisionRecord.NONE);
        assertThat(record.drift().isNone()).isTrue();
        assertThat(new String(RecordJson.write(record), StandardCharsets.UTF_8)).doesNotContain("drift");
    }

    @Test
    void refusesWhatIsNoRecord() {
        assertThatThrownBy(() -> read("null")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("[]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("{\"began\": \"yesterday\"}")).isInstanceOf(IOException.class);
    }
}
