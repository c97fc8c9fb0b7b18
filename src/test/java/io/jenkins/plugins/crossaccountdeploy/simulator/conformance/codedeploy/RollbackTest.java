package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackConfiguration;
import software.amazon.awssdk.services.codedeploy.model.CreateDeploymentRequest;

class RollbackTest extends CodeDeployFixture {

    private static final String FAILURE = "DEPLOYMENT_FAILURE";
    private static final String ON_ALARM = "DEPLOYMENT_STOP_ON_ALARM";
    private static final String ON_REQUEST = "DEPLOYMENT_STOP_ON_REQUEST";

    private DeploymentGroup group;

    @BeforeEach
    void haveAPast() {
        aws.deployedBefore("CodeDeployDemo", "Prod", "last-good.zip");
        group = aws.group("CodeDeployDemo", "Prod");
    }

    @ParameterizedTest(name = "group rolls back on {0}, request says {1}: {2}")
    @CsvSource({
        "DEPLOYMENT_STOP_ON_REQUEST, ,      true",
        "DEPLOYMENT_STOP_ON_REQUEST, true,  true",
        "DEPLOYMENT_STOP_ON_REQUEST, false, false",
        "DEPLOYMENT_FAILURE,         ,      false",
        "DEPLOYMENT_FAILURE,         true,  true",
        "DEPLOYMENT_FAILURE,         false, false",
    })
    void letsTheRequestToStopDecideAndElseTheGroup(String event, Boolean requested, boolean rolledBack) {
        group.rollsBackOn(event);
        String id = create();
        advance(Duration.ofSeconds(3));
        codeDeploy().stopDeployment(r -> r.deploymentId(id).autoRollbackEnabled(requested));
        advance(Duration.ofSeconds(10));

        assertThat(status(id)).isEqualTo("Stopped");
        assertThat(isRolledBack(id)).isEqualTo(rolledBack);
    }

    @Test
    void rollsBackOnTheEventsOfTheGroupOnly() {
        assertThat(rolledBack(r -> {})).isEmpty();
        group.rollsBackOn(FAILURE);
        assertThat(rolledBack(r -> {})).containsExactly(FAILURE);
        group.rollsBackOn(ON_ALARM);
        assertThat(rolledBack(r -> {})).containsExactly(ON_ALARM);
        group.rollsBackOn(ON_REQUEST);
        assertThat(rolledBack(r -> {})).containsExactly(ON_REQUEST);
        group.rollsBackOn(FAILURE, ON_ALARM, ON_REQUEST);
        assertThat(rolledBack(r -> {})).containsExactly(FAILURE, ON_ALARM, ON_REQUEST);
    }

    @Test
    void replacesTheEventsOfTheGroupByThoseOfTheRequest() {
        group.rollsBackOn(ON_ALARM, ON_REQUEST);

        assertThat(rolledBack(r -> r.autoRollbackConfiguration(on(FAILURE)))).containsExactly(FAILURE);
        assertThat(rolledBack(r -> r.autoRollbackConfiguration(on(FAILURE, ON_ALARM, ON_REQUEST))))
                .containsExactly(FAILURE, ON_ALARM, ON_REQUEST);
        assertThat(rolledBack(r -> r.autoRollbackConfiguration(a -> a.enabled(false))))
                .isEmpty();
        assertThat(rolledBack(r -> {})).containsExactly(ON_ALARM, ON_REQUEST);
    }

    @Test
    void showsEventsThatAreNotEnabled() {
        group.wouldRollBackOn(FAILURE);

        AutoRollbackConfiguration shown = codeDeploy()
                .getDeploymentGroup(r -> r.applicationName("CodeDeployDemo").deploymentGroupName("Prod"))
                .deploymentGroupInfo()
                .autoRollbackConfiguration();
        assertThat(shown.enabled()).isFalse();
        assertThat(shown.eventsAsStrings()).containsExactly(FAILURE);
        assertThat(rolledBack(r -> {})).isEmpty();
    }

    @Test
    void tellsWhichConfigurationADeploymentHas() {
        group.rollsBackOn(ON_REQUEST);

        String id = create(r -> r.autoRollbackConfiguration(on(FAILURE)));

        assertThat(info(id).autoRollbackConfiguration().enabled()).isTrue();
        assertThat(info(id).autoRollbackConfiguration().eventsAsStrings()).containsExactly(FAILURE);
    }

    @Test
    void rollsNoRollbackBack() {
        group.rollsBackOn(FAILURE, ON_REQUEST);
        aws.nextDeployment()
                .failsEverywhere("Install", script("x"))
                .rollback(plan -> plan.failsEverywhere("Install", script("x")));
        String id = create();
        advance(Duration.ofMinutes(5));

        String rollback = info(id).rollbackInfo().rollbackDeploymentId();
        assertThat(status(rollback)).isEqualTo("Failed");
        assertThat(isRolledBack(rollback)).isFalse();
        assertThat(listed()).hasSize(3);
    }

    private static AutoRollbackConfiguration on(String... events) {
        return AutoRollbackConfiguration.builder()
                .enabled(true)
                .eventsWithStrings(events)
                .build();
    }

    /** After which events a deployment that is created so is rolled back. */
    private List<String> rolledBack(Consumer<CreateDeploymentRequest.Builder> change) {
        return List.of(FAILURE, ON_ALARM, ON_REQUEST).stream()
                .filter(event -> {
                    switch (event) {
                        case FAILURE -> aws.nextDeployment().failsEverywhere("Install", script("x"));
                        case ON_ALARM -> aws.nextDeployment().alarmAfter(Duration.ofSeconds(2));
                        default -> aws.nextDeployment();
                    }
                    String id = create(change);
                    advance(Duration.ofSeconds(3));
                    if (event.equals(ON_REQUEST)) {
                        codeDeploy().stopDeployment(r -> r.deploymentId(id));
                    }
                    advance(Duration.ofMinutes(1));
                    return isRolledBack(id);
                })
                .toList();
    }

    private boolean isRolledBack(String id) {
        var rollback = info(id).rollbackInfo();
        return rollback != null && rollback.rollbackDeploymentId() != null;
    }
}
