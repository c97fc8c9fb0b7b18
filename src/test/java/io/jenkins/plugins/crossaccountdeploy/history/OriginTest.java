package io.jenkins.plugins.crossaccountdeploy.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Existing;
import io.jenkins.plugins.crossaccountdeploy.request.Provenance;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of the commit of a revision that exists already. */
class OriginTest {

    private static final Instant TOLD = Instant.parse("2026-11-19T08:00:00Z");
    private static final Instant FOUND = Instant.parse("2026-11-20T09:00:00Z");

    @TempDir
    Path workspace;

    /** A build in whose changes the commit was found. */
    private Origin deploying(Instant committed) {
        try (RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts())) {
            Existing content = new Existing(
                    new S3Revision("bundles", "shop.zip", "", "", ""),
                    Provenance.UNKNOWN.of("9f2c41d0a7e3", committed, 3, 100));
            return Origin.of("shop", 1, "job/shop/1/", "ada", "")
                    .ofCommit(FOUND)
                    .deploying(RunHarness.with(harness.request(), content));
        }
    }

    @Test
    void hasTheTimeThatTheBuildItselfKnows() {
        assertThat(deploying(Instant.EPOCH).committed()).isEqualTo(FOUND);
    }

    @Test
    void hasTheTimeThatIsToldWithTheRevision() {
        assertThat(deploying(TOLD).committed()).isEqualTo(TOLD);
    }
}
