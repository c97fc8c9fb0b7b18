package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.HastyBundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the build says when S3, or a proxy in between, does not take the bundle from the agent. */
class SendingTroubleTest extends InTwoAccounts {

    private static final String BEFORE = "[prod] note    sending the bundle does not get through (";

    @Test
    void isTellingOnceWhatIsAnsweredAndGoesOn() throws Exception {
        harness.aws().faults().on("S3.PutObject").times(4).gatewayError(502);

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.told("note"))
                .singleElement()
                .asString()
                .startsWith(BEFORE + "HTTP 502 without an error code of AWS")
                .endsWith("); keeps trying for 15 minutes");
    }

    /** With a bundler that has less patience. */
    @Test
    void endsWithWhatWasAnswered() throws Exception {
        Map<String, Function<Faults.Rule, Faults.Fault>> answers = Map.of(
                "InternalError: We encountered an internal error", Faults.Rule::fail,
                "HTTP 500 without an error code of AWS", rule -> rule.bareStatus(500),
                "HTTP 503 without an error code of AWS", rule -> rule.gatewayError(503));
        for (var answer : answers.entrySet()) {
            Faults.Fault fault = answer.getValue()
                    .apply(harness.aws().faults().on("S3.PutObject").always());

            Result result = harness.finish(harness.driver(harness.fresh(harness.request()), Hasty::new));

            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.error())
                    .startsWith("The bundle cannot be written to s3://" + TwoAccounts.BUCKET)
                    .contains(answer.getKey())
                    .doesNotContain("Service: null", "X-Amz", "<", "\n");
            fault.end();
        }
    }

    @Test
    void saysThatTheServerAtTheEndpointCannotKeepObjectsFromBeingOverwritten() throws Exception {
        harness.aws()
                .faults()
                .on("S3.PutObject")
                .always()
                .error(501, "NotImplemented", "A header you provided implies functionality that is not implemented");

        assertThat(harness.run(harness.request()).error())
                .contains("NotImplemented", "conditional writes (If-None-Match)");
    }

    @Test
    void deploysNothingThatCameToBeThereMeanwhile() throws Exception {
        harness.aws().faults().on("S3.PutObject").error(412, "PreconditionFailed", "It is there.");

        Result result = harness.run(harness.request());

        assertThat(result.error()).contains("another object came to be there");
        assertThat(harness.aws().deployments()).isEmpty();
    }

    /** Nothing in the first ten seconds, then a line every ten seconds at most, and none of the end: another line has that. */
    @Test
    void tellsHowFarALongUploadIs() throws Exception {
        assertThat(harness.finish(harness.driver(harness.fresh(harness.request()), Slow::new))
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.told("MB read"))
                .extracting(line -> line.replaceAll(" {2,}", " "))
                .containsExactly(
                        "[prod] upload 33% of 30.0 MB read, 5.0 MB sent",
                        "[prod] upload 66% of 30.0 MB read, 10.0 MB sent");
    }

    @Test
    void saysInOneLineWhatNobodyHasThoughtOf() throws Exception {
        Result result = harness.finish(harness.driver(harness.fresh(harness.request()), Broken::new));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .isEqualTo(
                        "Unexpected while bundling and uploading the workspace (IllegalStateException: the agent has lost its mind). See the system log"
                                + " of Jenkins, and report it as a bug.");
    }

    /** Takes thirty seconds. */
    private class Slow extends WrappedWorkspace {

        Slow(Workspace inner) {
            super(inner);
        }

        @Override
        public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
            for (int second = 0; second <= 30; second++) {
                destination.progress(new Progress(second * 1_000_000L, 30_000_000, second * 500_000L));
                harness.aws().clock().advance(Duration.ofSeconds(1));
            }
            return super.bundle(selection, destination);
        }
    }

    private static class Broken extends WrappedWorkspace {

        Broken(Workspace inner) {
            super(inner);
        }

        @Override
        public Bundle bundle(Selection selection, Destination destination) {
            throw new IllegalStateException("the agent has lost its mind\nand says so at length");
        }
    }

    /** Sends with little patience. */
    private class Hasty extends WrappedWorkspace {

        Hasty(Workspace inner) {
            super(inner);
        }

        @Override
        public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
            return HastyBundler.bundle(workspace, destination);
        }
    }
}
