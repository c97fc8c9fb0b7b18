package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentAwayTest {

    @TempDir
    Path workspace;

    /** A workspace whose agent comes back after a number of vain attempts. */
    private static final class Away extends WrappedWorkspace {

        private int vain;

        Away(Workspace workspace, int vain) {
            super(workspace);
            this.vain = vain;
        }

        @Override
        public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
            if (vain-- > 0) {
                throw new Workspace.AwayException("The agent is offline", null);
            }
            return super.bundle(selection, destination);
        }
    }

    @Test
    void isWaitedForAndBundlesWhenItIsBack() throws InterruptedException {
        try (RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication()) {
            Driver driver = harness.driver(harness.fresh(harness.request()), there -> new Away(there, 5));
            assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(harness.console())
                    .filteredOn(line -> line.contains("The agent is offline; waits 15 minutes for it to come back"))
                    .hasSize(1);
        }
    }

    @Test
    void failsTheRunWhenItDoesNotComeBack() throws InterruptedException {
        try (RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication()) {
            Driver driver =
                    harness.driver(harness.fresh(harness.request()), there -> new Away(there, Integer.MAX_VALUE));
            Result result = harness.finish(driver);
            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.error())
                    .isEqualTo("The agent is offline. Check that the agent is online and build again.");
            assertThat(harness.aws().deployments()).isEmpty();
        }
    }
}
