package io.jenkins.plugins.crossaccountdeploy.administration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckReportTest {

    private static CheckReport report(Status... statuses) {
        return new CheckReport(new Checklist(
                "prod",
                Arrays.stream(statuses)
                        .map(status -> new CheckItem(Topic.ROLE, status, "so it is", "", ""))
                        .toList()));
    }

    @ParameterizedTest
    @CsvSource({
        "OK, OK, prod is ready to deploy to",
        "UNKNOWN, OK, prod is ready to deploy to",
        "WARNING, WARNING, 'prod can be deployed to, but look at the warnings'",
        "FAILED, FAILED, prod cannot be deployed to yet"
    })
    void saysWhatTheWorstItemComesTo(Status worst, Status whole, String verdict) {
        CheckReport report = report(Status.OK, worst);

        assertThat(report.getVerdict()).isEqualTo(verdict);
        assertThat(report.getStatus()).isEqualTo(whole);
    }

    @Test
    void tellsStatusesApartWithoutColour() {
        CheckReport report = report(Status.values());

        assertThat(Stream.of(Status.values()).map(report::symbol)).doesNotHaveDuplicates();
        assertThat(Stream.of(Status.values()).map(Status::word)).doesNotHaveDuplicates();
        assertThat(report.getItems()).hasSize(Status.values().length);
        assertThat(report.getSummary()).isEqualTo("1 OK, 1 unknown, 1 WARNING, 1 FAILED");
    }
}
