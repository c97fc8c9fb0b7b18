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

    Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(workspace, Scenario.twoAccounts()).withApplication();
    }

    @AfterEach
    void stop() {
        rig.close();
    }
}
