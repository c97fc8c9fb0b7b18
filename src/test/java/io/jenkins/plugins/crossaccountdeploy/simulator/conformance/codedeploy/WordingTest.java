package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.HostileText;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTargetType;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

class WordingTest extends CodeDeployFixture {

    @Test
    void saysStatusesThatThisVersionOfTheApiDoesNotKnow() {
        aws.nextDeployment()
                .worded(words -> words.deploymentStatus("InProgress", "Verifying")
                        .targetStatus("InProgress", "Warming")
                        .eventStatus("InProgress", "Rehearsing"));
        String id = create();
        advance(Duration.ofSeconds(1));

        assertThat(status(id)).isEqualTo("Verifying");
        assertThat(info(id).status()).isEqualTo(DeploymentStatus.UNKNOWN_TO_SDK_VERSION);
        DeploymentTarget target = target(id, "i-0a1b2c3d");
        assertThat(target.instanceTarget().statusAsString()).isEqualTo("Warming");
        assertThat(target.instanceTarget().status()).isEqualTo(TargetStatus.UNKNOWN_TO_SDK_VERSION);
        assertThat(target.instanceTarget().lifecycleEvents())
                .anySatisfy(event -> assertThat(event.status()).isEqualTo(LifecycleEventStatus.UNKNOWN_TO_SDK_VERSION));
        assertThat(group().lastAttemptedDeployment().statusAsString()).isEqualTo("Verifying");

        advance(Duration.ofMinutes(1));
        assertThat(status(id)).isEqualTo("Succeeded");
    }

    @Test
    void endsInAStatusThatThisVersionOfTheApiDoesNotKnow() {
        aws.nextDeployment().worded(words -> words.deploymentStatus("Succeeded", "SucceededWithWarnings"));
        String id = create();
        advance(Duration.ofMinutes(1));

        assertThat(status(id)).isEqualTo("SucceededWithWarnings");
        assertThat(info(id).completeTime()).isNotNull();
    }

    @Test
    void hasTargetsOfATypeThatThisVersionOfTheApiDoesNotKnow() {
        aws.nextDeployment().worded(words -> words.targetType("KubernetesTarget"));
        String id = create();
        advance(Duration.ofSeconds(1));

        DeploymentTarget target = target(id, "i-0a1b2c3d");
        assertThat(target.deploymentTargetType()).isEqualTo(DeploymentTargetType.UNKNOWN_TO_SDK_VERSION);
        assertThat(target.instanceTarget()).isNull();
    }

    @Test
    void passesOnWhateverScriptsAndServicesWrite() {
        aws.group("CodeDeployDemo", "Prod").instances("i-0a1b2c3d" + HostileText.ANSI);
        aws.nextDeployment()
                .worded(words -> words.texts(HostileText::around))
                .says("Look.")
                .failsEverywhere("Install", script("bin/install").log("npm ERR!"));
        String id = create(r -> r.description("mine"));
        advance(Duration.ofMinutes(1));

        String target = targets(id).get(0);
        assertThat(target).isEqualTo("i-0a1b2c3d" + HostileText.ANSI);
        Diagnostics diagnostics = target(id, target).instanceTarget().lifecycleEvents().stream()
                .filter(event -> event.lifecycleEventName().equals("Install"))
                .findFirst()
                .orElseThrow()
                .diagnostics();
        assertThat(diagnostics.scriptName()).isEqualTo(HostileText.around("bin/install"));
        assertThat(diagnostics.message()).startsWith(HostileText.ANSI).contains("failed with exit code 1");
        assertThat(diagnostics.logTail()).contains("npm ERR!", HostileText.FORGED_LINE, HostileText.INVISIBLE);
        assertThat(info(id).errorInformation().message()).contains(HostileText.CONSOLE_NOTE);
        assertThat(info(id).deploymentStatusMessages()).containsExactly(HostileText.around("Look."));
        assertThat(info(id).description()).isEqualTo(HostileText.around("mine"));
    }

    @Test
    void leavesOutWhatOldGroupsDoNotHave() {
        aws.deployedBefore("CodeDeployDemo", "Prod", "last-good.zip");
        assertThat(group().lastSuccessfulDeployment().createTime()).isNotNull();
        aws.group("CodeDeployDemo", "Prod").withoutCreateTimes().withoutComputePlatform();
        String id = create();

        assertThat(group().computePlatform()).isNull();
        assertThat(info(id).computePlatform()).isNull();
        assertThat(group().lastSuccessfulDeployment().deploymentId()).isNotNull();
        assertThat(group().lastSuccessfulDeployment().createTime()).isNull();
        assertThat(group().lastAttemptedDeployment().createTime()).isNull();
    }

    private DeploymentGroupInfo group() {
        return codeDeploy()
                .getDeploymentGroup(r -> r.applicationName("CodeDeployDemo").deploymentGroupName("Prod"))
                .deploymentGroupInfo();
    }

    private DeploymentTarget target(String id, String target) {
        return codeDeploy()
                .batchGetDeploymentTargets(r -> r.deploymentId(id).targetIds(target))
                .deploymentTargets()
                .get(0);
    }
}
