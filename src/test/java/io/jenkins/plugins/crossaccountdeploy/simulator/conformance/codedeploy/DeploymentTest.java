package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.CodeDeployException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentLimitExceededException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentNotStartedException;

class DeploymentTest extends CodeDeployFixture {

    @Test
    void deploysToOneInstanceAfterTheOther() {
        String id = create("demo.zip");

        assertThat(info(id).statusAsString()).isEqualTo("Created");
        assertThatThrownBy(() -> role.codeDeploy().listDeploymentTargets(r -> r.deploymentId(id)))
                .isInstanceOf(DeploymentNotStartedException.class);

        aws.clock().advance(Duration.ofSeconds(1));
        assertThat(info(id).statusAsString()).isEqualTo("InProgress");
        assertThat(info(id).deploymentOverview().inProgress()).isEqualTo(1);
        assertThat(info(id).deploymentOverview().pending()).isEqualTo(2);
        assertThat(statuses(id, "i-0a1b2c3d")).startsWith("ApplicationStop Succeeded", "DownloadBundle InProgress");
        assertThat(statuses(id, "i-0b2c3d4e")).allMatch(event -> event.endsWith("Pending"));

        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(info(id).statusAsString()).isEqualTo("Succeeded");
        assertThat(info(id).deploymentOverview().succeeded()).isEqualTo(3);
        assertThat(info(id).completeTime()).isBefore(aws.clock().now());
        assertThat(statuses(id, "i-0c3d4e5f"))
                .containsExactly(
                        "ApplicationStop Succeeded",
                        "DownloadBundle Succeeded",
                        "BeforeInstall Succeeded",
                        "Install Succeeded",
                        "AfterInstall Succeeded",
                        "ApplicationStart Succeeded",
                        "ValidateService Succeeded");
    }

    @Test
    void rollsBackToTheLastRevisionThatWasDeployed() {
        String good = create("demo.zip");
        aws.clock().advance(Duration.ofMinutes(2));
        put("broken.zip", "appspec.yml", APP_SPEC, "scripts/after_install.sh", "exit 1");
        aws.group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        aws.nextDeployment().failsEverywhere("AfterInstall", script());
        String bad = create("broken.zip");
        aws.clock().advance(Duration.ofSeconds(10));

        String rollback = info(bad).rollbackInfo().rollbackDeploymentId();
        assertThat(rollback).startsWith("d-").isNotEqualTo(good);
        assertThat(info(rollback).creatorAsString()).isEqualTo("codeDeployRollback");
        assertThat(info(rollback).rollbackInfo().rollbackTriggeringDeploymentId())
                .isEqualTo(bad);
        assertThat(info(rollback).revision().s3Location().key()).isEqualTo("demo.zip");
        assertThat(info(rollback).statusAsString()).isEqualTo("InProgress");

        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(info(rollback).statusAsString()).isEqualTo("Succeeded");
        assertThat(role.codeDeploy()
                        .listDeployments(
                                r -> r.applicationName("CodeDeployDemo").deploymentGroupName("Prod"))
                        .deployments())
                .containsExactly(rollback, bad, good);
    }

    @Test
    void allowsOneDeploymentAGroup() {
        String first = create("demo.zip");

        assertThatThrownBy(() -> create("demo.zip"))
                .isInstanceOf(DeploymentLimitExceededException.class)
                .hasMessageContaining("The Deployment Group 'Prod' already has an active Deployment '" + first + "'");
    }

    @Test
    void finishesRunningEventsWhenStopped() {
        String id = create("demo.zip");
        aws.clock().advance(Duration.ofSeconds(2));

        assertThat(role.codeDeploy().stopDeployment(r -> r.deploymentId(id)).statusAsString())
                .isEqualTo("Pending");
        assertThat(info(id).statusAsString()).isEqualTo("InProgress");
        aws.clock().advance(Duration.ofSeconds(3));
        assertThat(info(id).statusAsString()).isEqualTo("Stopped");
        assertThat(statuses(id, "i-0a1b2c3d"))
                .startsWith("ApplicationStop Succeeded", "DownloadBundle Succeeded", "BeforeInstall Skipped");
    }

    @Test
    void watchesTheAlarmsBeforeItSucceeds() {
        aws.nextDeployment().bakes(Duration.ofMinutes(10));
        String id = create("demo.zip");

        aws.clock().advance(Duration.ofMinutes(2));
        assertThat(info(id).statusAsString()).isEqualTo("Baking");
        aws.clock().advance(Duration.ofMinutes(10));
        assertThat(info(id).statusAsString()).isEqualTo("Succeeded");
    }

    @Test
    void skipsInstancesThatRunTheRevisionAlreadyWhenAsked() {
        create("demo.zip");
        aws.clock().advance(Duration.ofMinutes(2));
        aws.group("CodeDeployDemo", "Prod").instances("i-0a1b2c3d", "i-new");
        String id = role.codeDeploy()
                .createDeployment(r -> r.applicationName("CodeDeployDemo")
                        .deploymentGroupName("Prod")
                        .updateOutdatedInstancesOnly(true)
                        .revision(Clients.bundle("demo.zip")))
                .deploymentId();
        aws.clock().advance(Duration.ofMinutes(2));

        assertThat(role.codeDeploy()
                        .listDeploymentTargets(r -> r.deploymentId(id))
                        .targetIds())
                .containsExactly("i-new");
    }

    @Test
    void deploysToAnInstanceThatAutoScalingLaunches() {
        create("demo.zip");
        aws.clock().advance(Duration.ofMinutes(2));
        String id = aws.launchInstance("CodeDeployDemo", "Prod", "i-launched").id();
        aws.clock().advance(Duration.ofMinutes(2));

        assertThat(info(id).creatorAsString()).isEqualTo("autoscaling");
        assertThat(info(id).statusAsString()).isEqualTo("Succeeded");
        assertThat(statuses(id, "i-launched")).hasSize(7);
    }

    @Test
    void bringsInstancesUpToDateThatWereLaunchedMeanwhile() {
        aws.nextDeployment().launches("i-0launched");
        String id = create("demo.zip");
        assertThat(info(id).relatedDeployments()).isNull();

        aws.clock().advance(Duration.ofMinutes(2));

        List<String> updates = info(id).relatedDeployments().autoUpdateOutdatedInstancesDeploymentIds();
        assertThat(updates).hasSize(1);
        assertThat(info(updates.get(0)).creatorAsString()).isEqualTo("CodeDeployAutoUpdate");
        assertThat(info(updates.get(0)).revision()).isEqualTo(info(id).revision());
        assertThat(statuses(updates.get(0), "i-0launched")).isNotEmpty();
    }

    @Test
    void stopsWhenAnAlarmGoesOff() {
        aws.nextDeployment().alarmAfter(Duration.ofSeconds(5)).says("Something is slow.");
        String id = create("demo.zip");

        aws.clock().advance(Duration.ofMinutes(2));

        assertThat(info(id).statusAsString()).isEqualTo("Stopped");
        assertThat(info(id).errorInformation().codeAsString()).isEqualTo("ALARM_ACTIVE");
        assertThat(info(id).deploymentOverview().skipped()).isEqualTo(2);
        assertThat(info(id).deploymentStatusMessages()).containsExactly("Something is slow.");
    }

    @Test
    void letsNobodyFromTheDevelopmentAccountDeploy() {
        assertThatThrownBy(() -> user.codeDeploy()
                        .createDeployment(r -> r.applicationName("CodeDeployDemo")
                                .deploymentGroupName("Prod")
                                .revision(Clients.bundle("demo.zip"))))
                .isInstanceOf(CodeDeployException.class)
                .hasMessageContaining("User: arn:aws:iam::111111111111:user/deployer is not authorized to perform:"
                        + " codedeploy:CreateDeployment on resource:"
                        + " arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:CodeDeployDemo/Prod because"
                        + " no identity-based policy allows the codedeploy:CreateDeployment action");
    }
}
