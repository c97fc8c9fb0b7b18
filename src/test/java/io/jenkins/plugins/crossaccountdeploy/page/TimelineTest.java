package io.jenkins.plugins.crossaccountdeploy.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.history.Counts;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord;
import io.jenkins.plugins.crossaccountdeploy.history.EventRecord;
import io.jenkins.plugins.crossaccountdeploy.history.Place;
import io.jenkins.plugins.crossaccountdeploy.history.TargetRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Targets by their events, as markup. */
class TimelineTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static final Place PLACE =
            new Place("prod", "cn-north-1", "aws-cn", "222222222222", "Deploy", "Shop", "Prod", "");

    private static EventRecord event(String name, String status, String... log) {
        return new EventRecord(name, status, NOON, 400, "", "", "", List.of(log));
    }

    private static TargetRecord target(String id, String status, EventRecord... events) {
        return new TargetRecord(id, id, status, 0, List.of(events), 1);
    }

    private static Timeline timeline(TargetRecord... targets) {
        return new Timeline(
                new DeploymentRecord(
                        "d-1",
                        "https://example",
                        "Server",
                        NOON,
                        Instant.EPOCH,
                        List.of(),
                        new Counts(0, 0, 0, 0, 0, 0),
                        List.of(targets),
                        9_700,
                        DeploymentRecord.Waiting.NOTHING,
                        "",
                        ""),
                new ConsoleLinks(PLACE));
    }

    @Test
    void putsFailuresFirst() {
        String table = timeline(target("i-1", "Succeeded"), target("i-3", "Pending"), target("i-2", "Failed"))
                .table("d-1")
                .toString();

        assertThat(table.indexOf("i-2")).isLessThan(table.indexOf("i-3"));
        assertThat(table.indexOf("i-3")).isLessThan(table.indexOf("i-1"));
    }

    @Test
    void hasAColumnForEachEventOfAnyTarget() {
        assertThat(timeline(
                                target("i-1", "Succeeded", event("Install", "Succeeded")),
                                target(
                                        "i-2",
                                        "Succeeded",
                                        event("BeforeInstall", "Succeeded"),
                                        event("Install", "Succeeded")))
                        .columns())
                .containsExactly("BeforeInstall", "Install");
    }

    @Test
    void linksInstancesInTheConsoleOfTheirPartition() {
        assertThat(timeline(target("i-0a1b", "Pending")).table("d-1").toString())
                .contains(
                        "href=\"https://cn-north-1.console.amazonaws.cn/ec2/home?region=cn-north-1#InstanceDetails:instanceId=i-0a1b\"");
        assertThat(timeline(target("prod:checkout", "Pending")).table("d-1").toString())
                .doesNotContain("href");
    }

    @Test
    void escapesWhateverIsInIt() {
        String hostile = "\"><script>alert('1')</script>&";
        String table = timeline(target(hostile, hostile, event(hostile, "Failed", hostile)))
                .table(hostile)
                .toString();

        assertThat(table)
                .doesNotContain("<script", "alert('1')")
                .contains("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;");
    }

    @Test
    void saysWhatIsNotListed() {
        assertThat(timeline().leftOut()).startsWith("9,700 more targets");
    }
}
