package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What somebody else does while a deployment runs. */
class ChangesTest extends CodeDeployFixture {

    @Test
    void growsPastWhatABatchTakes() {
        aws.group("CodeDeployDemo", "Prod").instances(24).config("CodeDeployDefault.AllAtOnce");
        aws.nextDeployment()
                .takes("Install", Duration.ofSeconds(30))
                .grows(
                        Duration.ofSeconds(10),
                        IntStream.range(0, 6).mapToObj(i -> "i-0new" + i).toArray(String[]::new));
        String id = create();
        advance(Duration.ofSeconds(10));
        assertThat(targets(id)).hasSize(24);
        assertThat(info(id).deploymentOverview().inProgress()).isEqualTo(24);
        assertThat(code(() -> codeDeploy()
                        .batchGetDeploymentTargets(r -> r.deploymentId(id).targetIds("i-0new1"))))
                .isEqualTo("DeploymentTargetDoesNotExistException");

        advance(Duration.ofSeconds(1));
        assertThat(targets(id)).hasSize(30).endsWith("i-0new5");
        assertThat(info(id).deploymentOverview().inProgress()).isEqualTo(30);
        assertThat(code(() -> codeDeploy()
                        .batchGetDeploymentTargets(r -> r.deploymentId(id).targetIds(targets(id)))))
                .isEqualTo("DeploymentTargetListSizeExceededException");

        advance(Duration.ofSeconds(25));
        assertThat(status(id)).isEqualTo("InProgress");
        advance(Duration.ofMinutes(1));
        assertThat(status(id)).isEqualTo("Succeeded");
        assertThat(info(id).deploymentOverview().succeeded()).isEqualTo(30);
    }

    @Test
    void waitsForInstancesThatJoinWhenAllOthersAreDone() {
        aws.nextDeployment().grows(Duration.ofMinutes(5), "i-0late").fails("i-0late", "Install", script("x"));
        String id = create();
        advance(Duration.ofMinutes(4));
        assertThat(status(id)).isEqualTo("InProgress");
        assertThat(info(id).deploymentOverview().succeeded()).isEqualTo(3);

        advance(Duration.ofMinutes(2));
        assertThat(targets(id)).endsWith("i-0late");
        assertThat(info(id).deploymentOverview().failed()).isEqualTo(1);
    }

    @Test
    void neverGrowsWhatHasEnded() {
        aws.nextDeployment().grows(Duration.ofMinutes(5), "i-0late");
        String id = create();
        advance(Duration.ofSeconds(5));
        codeDeploy().stopDeployment(r -> r.deploymentId(id));
        advance(Duration.ofMinutes(10));

        assertThat(targets(id)).hasSize(3);
        assertThat(info(id).deploymentOverview().skipped()).isEqualTo(2);
    }

    @Test
    void failsToStartOnceItsApplicationOrGroupIsDeleted() {
        String id = create();
        aws.application("CodeDeployDemo").deleteGroup("Prod");
        advance(Duration.ofSeconds(1));
        assertThat(info(id).errorInformation().codeAsString()).isEqualTo("DEPLOYMENT_GROUP_MISSING");

        aws.application("CodeDeployDemo").createGroup("Prod").instances("i-0a1b2c3d");
        String other = create();
        aws.deleteApplication("CodeDeployDemo");
        advance(Duration.ofSeconds(1));
        assertThat(status(other)).isEqualTo("Failed");
        assertThat(info(other).errorInformation().codeAsString()).isEqualTo("APPLICATION_MISSING");
        assertThat(code(this::listed)).isEqualTo("ApplicationDoesNotExistException");
        assertThat(code(this::create)).isEqualTo("ApplicationDoesNotExistException");
    }

    @Test
    void cannotStopADeploymentWhoseGroupIsDeleted() {
        String id = create();
        advance(Duration.ofSeconds(2));
        aws.application("CodeDeployDemo").deleteGroup("Prod");

        assertThat(code(() -> codeDeploy().stopDeployment(r -> r.deploymentId(id))))
                .isEqualTo("DeploymentGroupDoesNotExistException");
        assertThat(status(id)).isEqualTo("InProgress");
        assertThat(code(this::listed)).isEqualTo("DeploymentGroupDoesNotExistException");
        advance(Duration.ofMinutes(1));
        assertThat(status(id)).isEqualTo("Succeeded");
    }

    @Test
    void findsADeploymentNoMoreThatIsGone() {
        String id = create();
        Deployment deployment = aws.deployments().iterator().next();
        aws.forget(deployment);

        assertThat(code(() -> info(id))).isEqualTo("DeploymentDoesNotExistException");
        assertThat(code(() -> targets(id))).isEqualTo("DeploymentDoesNotExistException");
        assertThat(code(() -> codeDeploy().stopDeployment(r -> r.deploymentId(id))))
                .isEqualTo("DeploymentDoesNotExistException");
        assertThat(codeDeploy().batchGetDeployments(r -> r.deploymentIds(id)).deploymentsInfo())
                .isEmpty();
        // it is in the way all the same
        assertThat(error(this::create).errorMessage()).contains(id);
        assertThat(listed()).isEmpty();
    }
}
