package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentAlreadyCompletedException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentIsNotInReadyStateException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;
import software.amazon.awssdk.services.codedeploy.model.InvalidDeploymentConfigNameException;
import software.amazon.awssdk.services.codedeploy.model.InvalidRevisionException;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;
import software.amazon.awssdk.services.codedeploy.model.TargetFilterName;

/** Deployments that are not in place. */
class PlatformTest {

    private static final RevisionLocation FUNCTION = appSpec(TwoAccounts.FUNCTION_APP_SPEC);

    private static final RevisionLocation TASK = appSpec(TwoAccounts.SERVICE_APP_SPEC);

    private Simulator aws;
    private Clients role;

    private void start(String scenario) {
        aws = Simulator.start(Scenario.named(scenario));
        role = Clients.ofRole(aws);
    }

    @AfterEach
    void close() {
        role.close();
        aws.close();
    }

    @Test
    void blueGreenWaitsToBeContinuedAndThenMovesTheTraffic() {
        start("blue-green");
        aws.deployedBefore("CodeDeployDemo", "BlueGreen", "x.zip");
        String id = create("CodeDeployDemo", "BlueGreen", Clients.bundle("x.zip"));
        aws.clock().advance(Duration.ofSeconds(3));
        assertThatThrownBy(() -> role.codeDeploy().continueDeployment(r -> r.deploymentId(id)))
                .isInstanceOf(DeploymentIsNotInReadyStateException.class);

        aws.clock().advance(Duration.ofMinutes(1));
        assertThat(info(id).statusAsString()).isEqualTo("Ready");
        assertThat(info(id).deploymentOverview().ready()).isEqualTo(3);
        assertThat(info(id).deploymentOverview().pending()).isEqualTo(3);
        assertThat(target(id, "i-0d4e5f6a").instanceTarget().instanceLabelAsString())
                .isEqualTo("Green");
        assertThat(statuses(target(id, "i-0d4e5f6a").instanceTarget().lifecycleEvents()))
                .containsSequence("ValidateService Succeeded", "BeforeAllowTraffic Pending");
        assertThat(role.codeDeploy()
                        .listDeploymentTargets(r -> r.deploymentId(id)
                                .targetFilters(
                                        java.util.Map.of(TargetFilterName.SERVER_INSTANCE_LABEL, List.of("Blue"))))
                        .targetIds())
                .containsExactly("i-0a1b2c3d", "i-0b2c3d4e", "i-0c3d4e5f");

        role.codeDeploy().continueDeployment(r -> r.deploymentId(id).deploymentWaitType(DeploymentWaitType.READY_WAIT));
        assertThat(info(id).statusAsString()).isEqualTo("InProgress");
        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(info(id).instanceTerminationWaitTimeStarted()).isTrue();
        assertThat(info(id).statusAsString()).isEqualTo("InProgress");
        assertThat(statuses(target(id, "i-0a1b2c3d").instanceTarget().lifecycleEvents()))
                .containsExactly(
                        "BeforeBlockTraffic Succeeded", "BlockTraffic Succeeded", "AfterBlockTraffic Succeeded");

        role.codeDeploy()
                .continueDeployment(r -> r.deploymentId(id).deploymentWaitType(DeploymentWaitType.TERMINATION_WAIT));
        assertThat(info(id).statusAsString()).isEqualTo("Succeeded");
        assertThatThrownBy(() -> role.codeDeploy().continueDeployment(r -> r.deploymentId(id)))
                .isInstanceOf(DeploymentAlreadyCompletedException.class);
    }

    @Test
    void blueGreenStopsWhenNobodyContinuesIt() {
        start("blue-green");
        aws.deployedBefore("CodeDeployDemo", "BlueGreen", "x.zip");
        String id = create("CodeDeployDemo", "BlueGreen", Clients.bundle("x.zip"));

        aws.clock().advance(Duration.ofMinutes(62));
        role.close();
        role = Clients.ofRole(aws);
        assertThat(info(id).statusAsString()).isEqualTo("Stopped");
        assertThat(statuses(target(id, "i-0a1b2c3d").instanceTarget().lifecycleEvents()))
                .allMatch(event -> event.endsWith("Skipped"));
    }

    @Test
    void lambdaShiftsTheTrafficStepByStep() {
        start("lambda");
        String id = create("CodeDeployDemo-Lambda", "Prod", FUNCTION);
        aws.clock().advance(Duration.ofSeconds(150));

        List<String> targets =
                role.codeDeploy().listDeploymentTargets(r -> r.deploymentId(id)).targetIds();
        assertThat(targets).containsExactly("checkout:live");
        DeploymentTarget shifting = target(id, "checkout:live");
        assertThat(shifting.deploymentTargetTypeAsString()).isEqualTo("LambdaTarget");
        assertThat(statuses(shifting.lambdaTarget().lifecycleEvents()))
                .containsExactly(
                        "BeforeAllowTraffic Succeeded", "AllowTraffic InProgress", "AfterAllowTraffic Pending");
        assertThat(shifting.lambdaTarget().lambdaFunctionInfo().targetVersion()).isEqualTo("8");
        assertThat(shifting.lambdaTarget().lambdaFunctionInfo().targetVersionWeight())
                .isEqualTo(0.3);

        aws.clock().advance(Duration.ofMinutes(10));
        assertThat(info(id).statusAsString()).isEqualTo("Succeeded");
        assertThat(target(id, "checkout:live")
                        .lambdaTarget()
                        .lambdaFunctionInfo()
                        .targetVersionWeight())
                .isEqualTo(1);
    }

    @Test
    void lambdaAndServersDoNotMix() {
        start("lambda");

        assertThatThrownBy(() -> create("CodeDeployDemo-Lambda", "Prod", Clients.bundle("x.zip")))
                .isInstanceOf(InvalidRevisionException.class);
        assertThatThrownBy(() -> create("CodeDeployDemo", "Prod", FUNCTION))
                .isInstanceOf(InvalidRevisionException.class);
        assertThatThrownBy(() -> role.codeDeploy()
                        .createDeployment(r -> r.applicationName("CodeDeployDemo-Lambda")
                                .deploymentGroupName("Prod")
                                .deploymentConfigName("CodeDeployDefault.OneAtATime")
                                .revision(FUNCTION)))
                .isInstanceOf(InvalidDeploymentConfigNameException.class);
    }

    @Test
    void ecsReplacesTheTaskSet() {
        start("ecs");
        String id = create("CodeDeployDemo-ECS", "Prod", TASK);
        aws.clock().advance(Duration.ofSeconds(60));

        DeploymentTarget target = target(id, "demo-cluster:demo-service");
        assertThat(target.ecsTarget().targetArn())
                .isEqualTo("arn:aws:ecs:eu-west-1:222222222222:service/demo-cluster/demo-service");
        assertThat(statuses(target.ecsTarget().lifecycleEvents()))
                .containsExactly(
                        "BeforeInstall Succeeded",
                        "Install Succeeded",
                        "AfterInstall Succeeded",
                        "AfterAllowTestTraffic Succeeded",
                        "BeforeAllowTraffic Succeeded",
                        "AllowTraffic InProgress",
                        "AfterAllowTraffic Pending");
        assertThat(target.ecsTarget().taskSetsInfo())
                .extracting(set -> set.trafficWeight())
                .containsExactly(90.0, 10.0);

        aws.clock().advance(Duration.ofMinutes(6));
        assertThat(info(id).instanceTerminationWaitTimeStarted()).isTrue();
        aws.clock().advance(Duration.ofMinutes(6));
        assertThat(info(id).statusAsString()).isEqualTo("Succeeded");
    }

    @Test
    void aFailingFunctionRollsTheServiceBack() {
        start("ecs");
        create("CodeDeployDemo-ECS", "Prod", TASK);
        aws.clock().advance(Duration.ofMinutes(20));
        aws.group("CodeDeployDemo-ECS", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        aws.nextDeployment().failsEverywhere("AfterAllowTestTraffic", script("smoke-test"));
        String id = create("CodeDeployDemo-ECS", "Prod", TASK);
        aws.clock().advance(Duration.ofMinutes(1));

        assertThat(info(id).statusAsString()).isEqualTo("Failed");
        assertThat(info(info(id).rollbackInfo().rollbackDeploymentId()).creatorAsString())
                .isEqualTo("codeDeployRollback");
    }

    @Test
    void aLoadBalancerIsToldBeforeAndAfter() {
        start("healthy");
        aws.deployedBefore("CodeDeployDemo", "Prod", "x.zip");
        aws.group("CodeDeployDemo", "Prod").behindLoadBalancer().config("CodeDeployDefault.AllAtOnce");
        String id = create("CodeDeployDemo", "Prod", Clients.bundle("x.zip"));
        aws.clock().advance(Duration.ofMinutes(2));

        assertThat(target(id, "i-0a1b2c3d").instanceTarget().lifecycleEvents())
                .extracting(LifecycleEvent::lifecycleEventName)
                .startsWith("BeforeBlockTraffic", "BlockTraffic", "AfterBlockTraffic", "ApplicationStop")
                .endsWith("ValidateService", "BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic");
        assertThat(info(id).statusAsString()).isEqualTo("Succeeded");
    }

    private static RevisionLocation appSpec(String content) {
        return RevisionLocation.builder()
                .revisionType("AppSpecContent")
                .appSpecContent(c -> c.content(content))
                .build();
    }

    private String create(String application, String group, RevisionLocation revision) {
        return role.codeDeploy()
                .createDeployment(r -> r.applicationName(application)
                        .deploymentGroupName(group)
                        .revision(revision))
                .deploymentId();
    }

    private DeploymentInfo info(String id) {
        return role.codeDeploy().getDeployment(r -> r.deploymentId(id)).deploymentInfo();
    }

    private DeploymentTarget target(String id, String target) {
        return role.codeDeploy()
                .getDeploymentTarget(r -> r.deploymentId(id).targetId(target))
                .deploymentTarget();
    }

    private static List<String> statuses(List<LifecycleEvent> events) {
        return events.stream()
                .map(event -> event.lifecycleEventName() + " " + event.statusAsString())
                .toList();
    }
}
