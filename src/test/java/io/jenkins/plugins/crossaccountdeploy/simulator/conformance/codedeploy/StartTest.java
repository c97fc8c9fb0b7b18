package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentNotStartedException;

/** A service that takes seconds to start each deployment. */
class StartTest extends CodeDeployFixture {

    @BeforeEach
    void beSlow() {
        aws.deploymentsStartAfter(Duration.ofSeconds(6));
    }

    @Test
    void knowsTheNumberOfTargetsBeforeTheTargetsCanBeAskedFor() {
        String id = create();
        advance(Duration.ofMillis(5999));

        assertThat(status(id)).isEqualTo("Created");
        assertThat(info(id).startTime()).isNull();
        assertThat(info(id).deploymentOverview().pending()).isEqualTo(3);
        assertThatThrownBy(() -> targets(id)).isInstanceOf(DeploymentNotStartedException.class);
        assertThatThrownBy(() -> codeDeploy()
                        .batchGetDeploymentTargets(r -> r.deploymentId(id).targetIds("i-0a1b2c3d")))
                .isInstanceOf(DeploymentNotStartedException.class);
        assertThatThrownBy(() ->
                        codeDeploy().getDeploymentTarget(r -> r.deploymentId(id).targetId("i-0a1b2c3d")))
                .isInstanceOf(DeploymentNotStartedException.class);

        advance(Duration.ofMillis(1));
        assertThat(status(id)).isEqualTo("InProgress");
        assertThat(info(id).startTime()).isNotNull();
        assertThat(targets(id)).hasSize(3);
    }

    @Test
    void takesItsTimeForARollbackToo() {
        aws.deployedBefore("CodeDeployDemo", "Prod", "last-good.zip");
        aws.group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        aws.nextDeployment().startsAfter(Duration.ZERO).failsToStart("INTERNAL_ERROR", "Sorry");
        String rollback = info(create()).rollbackInfo().rollbackDeploymentId();

        advance(Duration.ofSeconds(5));
        assertThat(status(rollback)).isEqualTo("Created");
        advance(Duration.ofSeconds(1));
        assertThat(status(rollback)).isEqualTo("InProgress");
    }

    @Test
    void neverStartsWhatWasStoppedBefore() {
        String id = create();
        advance(Duration.ofSeconds(2));
        codeDeploy().stopDeployment(r -> r.deploymentId(id));
        advance(Duration.ofMinutes(1));

        assertThat(status(id)).isEqualTo("Stopped");
        assertThat(info(id).startTime()).isNull();
        assertThat(info(id).deploymentOverview().skipped()).isEqualTo(3);
        assertThatThrownBy(() -> targets(id)).isInstanceOf(DeploymentNotStartedException.class);
    }

    @Test
    void letsAPlanSayOtherwise() {
        aws.nextDeployment().startsAfter(Duration.ofMinutes(1)).failsEverywhere("Install", Script.script("x"));
        String id = create();
        advance(Duration.ofSeconds(59));

        assertThat(List.of(status(id), info(id).deploymentOverview().pending())).containsExactly("Created", 3L);
    }
}
