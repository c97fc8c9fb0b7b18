package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deployment whose creation was not answered is found again by its token, among all others of its group. */
class AdoptionTest {

    @TempDir
    Path workspace;

    private RunHarness harness;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private String somebodyDeploys() {
        try (Clients somebody = Clients.ofRole(harness.aws())) {
            return somebody.codeDeploy()
                    .createDeployment(builder -> builder.applicationName("CodeDeployDemo")
                            .deploymentGroupName("Prod")
                            .description("by hand")
                            .revision(new S3Revision(TwoAccounts.BUCKET, "good.zip", "", "", "").location()))
                    .deploymentId();
        }
    }

    private Driver loseTheAnswer() throws InterruptedException {
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        return driver;
    }

    @Test
    void doesNotTakeSomebodyElsesDeploymentForItsOwn() throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutBefore();
        Driver driver = loseTheAnswer();
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(2));
        String others = somebodyDeploys();

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.deploymentId()).isEqualTo(harness.deploymentId()).isNotEqualTo(others);
        assertThat(harness.told("waits: " + others)).hasSize(1);
        assertThat(harness.told("created before the interruption")).isEmpty();
    }

    /** Thirty are more than one call describes; on pages of ten they are more than one page lists. */
    @ParameterizedTest
    @ValueSource(ints = {100, 10, 1})
    void findsItBehindManyThatAreYounger(int pageSize) throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = loseTheAnswer();
        String ours = harness.deploymentId();
        for (int i = 0; i < 30; i++) {
            harness.aws().clock().advance(Duration.ofMinutes(1));
            somebodyDeploys();
        }
        harness.aws().pageSize(pageSize);

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.deploymentId()).isEqualTo(ours);
        assertThat(harness.told("deploy  " + ours + ", created before the interruption"))
                .hasSize(1);
        assertThat(harness.aws().calls().of("CodeDeploy.CreateDeployment")).hasSize(31);
    }
}
