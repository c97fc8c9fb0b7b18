package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.template.Variables;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentAwayTest {

    @TempDir
    Path workspace;

    /** A workspace whose agent comes back after a number of vain attempts. */
    private static final class Away implements Workspace {

        private final Workspace workspace;
        private int vain;

        Away(Workspace workspace, int vain) {
            this.workspace = workspace;
            this.vain = vain;
        }

        @Override
        public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
            if (vain-- > 0) {
                throw new Workspace.AwayException("The agent is offline", null);
            }
            return workspace.bundle(selection, destination);
        }

        @Override
        public AppSpec appSpec(Selection selection) throws IOException, InterruptedException {
            return workspace.appSpec(selection);
        }

        @Override
        public String taskDefinition(Selection selection, String path) throws IOException, InterruptedException {
            return workspace.taskDefinition(selection, path);
        }

        @Override
        public Variables variables() throws IOException, InterruptedException {
            return workspace.variables();
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
