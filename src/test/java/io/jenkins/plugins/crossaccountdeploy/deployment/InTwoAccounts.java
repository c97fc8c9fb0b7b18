package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of runs begin with: two accounts in which all is well, and an application to deploy. */
abstract class InTwoAccounts {

    @TempDir
    Path workspace;

    RunHarness harness;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
    }

    @AfterEach
    void stop() {
        harness.close();
    }
}
