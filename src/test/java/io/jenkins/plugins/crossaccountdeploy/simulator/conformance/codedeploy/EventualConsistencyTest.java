package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;

class EventualConsistencyTest extends CodeDeployFixture {

    @Test
    void listsANewDeploymentLate() {
        aws.consistency().listsAfter(Duration.ofSeconds(5));
        String id = create();
        advance(Duration.ofMillis(4999));

        assertThat(listed()).isEmpty();
        assertThat(status(id)).isEqualTo("InProgress");
        assertThat(codeDeploy()
                        .getDeploymentGroup(
                                r -> r.applicationName("CodeDeployDemo").deploymentGroupName("Prod"))
                        .deploymentGroupInfo()
                        .lastAttemptedDeployment()
                        .deploymentId())
                .isEqualTo(id);

        advance(Duration.ofMillis(1));
        assertThat(listed()).containsExactly(id);
        assertThat(codeDeploy()
                        .listDeployments(r -> r.applicationName("CodeDeployDemo")
                                .deploymentGroupName("Prod")
                                .includeOnlyStatuses(DeploymentStatus.IN_PROGRESS))
                        .deployments())
                .containsExactly(id);
    }

    @Test
    void findsANewDeploymentLate() {
        aws.consistency().findsAfter(Duration.ofSeconds(3));
        String id = create();

        assertThat(listed()).containsExactly(id);
        assertThat(error(() -> info(id)))
                .extracting(details -> details.errorCode(), details -> details.errorMessage())
                .containsExactly("DeploymentDoesNotExistException", "The deployment " + id + " could not be found");
        assertThat(code(() -> targets(id))).isEqualTo("DeploymentDoesNotExistException");
        assertThat(code(() -> codeDeploy().stopDeployment(r -> r.deploymentId(id))))
                .isEqualTo("DeploymentDoesNotExistException");
        assertThat(codeDeploy().batchGetDeployments(r -> r.deploymentIds(id)).deploymentsInfo())
                .isEmpty();

        advance(Duration.ofSeconds(3));
        assertThat(status(id)).isEqualTo("InProgress");
        assertThat(codeDeploy().batchGetDeployments(r -> r.deploymentIds(id)).deploymentsInfo())
                .hasSize(1);
    }

    @Test
    void isBusyWithADeploymentWhoseAnswerWasLostBeforeItIsListed() {
        aws.consistency().listsAfter(Duration.ofSeconds(5));
        aws.faults().on("CodeDeploy.CreateDeployment").cutAfter();
        assertThatThrownBy(this::create).isInstanceOf(SdkClientException.class);

        assertThat(listed()).isEmpty();
        String lost = aws.deployments().iterator().next().id();
        assertThat(error(this::create))
                .extracting(details -> details.errorCode(), details -> details.errorMessage())
                .containsExactly(
                        "DeploymentLimitExceededException",
                        "The Deployment Group 'Prod' already has an active Deployment '" + lost + "'");
        advance(Duration.ofSeconds(5));
        assertThat(listed()).containsExactly(lost);
    }

    @Test
    void failsAlthoughItHasCreatedTheDeployment() {
        aws.faults().on("CodeDeploy.CreateDeployment").failAfter();

        assertThat(code(this::create)).isEqualTo("InternalFailure");
        assertThat(aws.deployments()).hasSize(1);
    }

    @Test
    void saysNotWhichDeploymentIsInTheWayWhenToldTo() {
        create();
        aws.deploymentLimitMessage("The number of allowed deployments was exceeded.");
        assertThat(error(this::create).errorMessage()).isEqualTo("The number of allowed deployments was exceeded.");

        aws.deploymentLimitMessage("Deployment Group '{group}' is already deploying '{deployment}'");
        assertThat(error(this::create).errorMessage()).startsWith("Deployment Group 'Prod' is already deploying 'd-");
    }

    @Test
    void looksAtTheInputBeforeItSaysThatTheGroupIsBusy() {
        create();

        for (List<String> events : List.of(List.<String>of(), List.of("DEPLOYMENT_SADNESS"))) {
            assertThat(code(() -> create(r ->
                            r.autoRollbackConfiguration(a -> a.enabled(true).eventsWithStrings(events)))))
                    .isEqualTo("InvalidAutoRollbackConfigException");
        }
        assertThat(code(() -> create(r -> r.fileExistsBehavior("SHRUG"))))
                .isEqualTo("InvalidFileExistsBehaviorException");
        assertThat(code(() -> create(r -> r.deploymentConfigName("None"))))
                .isEqualTo("DeploymentConfigDoesNotExistException");
        assertThat(code(() -> create(r -> r.revision(v -> v.revisionType("S3")))))
                .isEqualTo("InvalidRevisionException");
        assertThat(code(() -> create(r -> r.description("x".repeat(1001))))).isEqualTo("DescriptionTooLongException");
        assertThat(code(this::create)).isEqualTo("DeploymentLimitExceededException");
    }
}
