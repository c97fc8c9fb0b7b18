package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.HastyBundler;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
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
