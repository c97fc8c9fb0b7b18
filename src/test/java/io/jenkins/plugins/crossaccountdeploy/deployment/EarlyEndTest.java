package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a build says that ends before its deployment does. */
class EarlyEndTest extends InTwoAccounts {

    @Test
    void saysThatNothingIsDeployedBeforeThereIsADeployment() throws Exception {
        Driver driver = harness.until(harness.request(), Stage.Assuming.class);

        assertThat(EarlyEnd.farewell(driver.deployment()))
                .startsWith("The build ends while it is ")
                .endsWith(". Nothing is deployed.");
    }

    /** What is saved right before a deployment is created is known to whoever listens, since nothing may follow. */
    @Test
    void saysThatADeploymentMayHaveBeenCreated() throws Exception {
        List<Deployment> heard = new ArrayList<>();
        harness.listen(run -> (deployment, events) -> heard.add(deployment));

        harness.run(harness.request());

        assertThat(heard)
                .filteredOn(run -> run.stage() instanceof Stage.Creating creating && creating.attempted())
                .first()
                .satisfies(run -> assertThat(EarlyEnd.farewell(run))
                        .contains("a deployment may run, with " + run.token())
                        .doesNotContain("Nothing is deployed"));
    }

    @Test
    void saysWhichDeploymentNobodyWatches() throws Exception {
        Driver driver = harness.until(harness.request(), Stage.Watching.class);

        assertThat(EarlyEnd.farewell(driver.deployment()))
                .contains("goes on, unwatched: " + harness.request().url(harness.deploymentId()));
    }
}
