package io.jenkins.plugins.crossaccountdeploy.simulator;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.codedeploy.model.CodeDeployException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentLimitExceededException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentNotStartedException;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;

class DeploymentTest {

    private static final String APP_SPEC = """
            version: 0.0
            os: linux
            files:
              - source: /
                destination: /srv/demo
            hooks:
              AfterInstall:
                - location: scripts/after_install.sh
                  timeout: 60
            """;

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());
    private final Clients user = Clients.ofUser(aws);
    private final Clients role = Clients.ofRole(aws);

    @BeforeEach
    void upload() {
        put("demo.zip", "appspec.yml", APP_SPEC, "scripts/after_install.sh", "#!/bin/sh\n");
    }

    @AfterEach
    void close() {
        user.close();
        role.close();
        aws.close();
    }

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
    void stopsWhenAHookFails() {
        aws.nextDeployment()
                .fails("i-0b2c3d4e", "AfterInstall", script().exit(1).log("npm ERR! missing script: build"));
        String id = create("demo.zip");
        aws.clock().advance(Duration.ofMinutes(2));

        DeploymentInfo info = info(id);
        assertThat(info.statusAsString()).isEqualTo("Failed");
        assertThat(info.errorInformation().codeAsString()).isEqualTo("HEALTH_CONSTRAINTS");
        assertThat(info.deploymentOverview().succeeded()).isEqualTo(1);
        assertThat(info.deploymentOverview().failed()).isEqualTo(1);
        assertThat(info.deploymentOverview().skipped()).isEqualTo(1);
        LifecycleEvent failed = events(id, "i-0b2c3d4e").get(4);
        assertThat(failed.diagnostics().errorCodeAsString()).isEqualTo("ScriptFailed");
        assertThat(failed.diagnostics().scriptName()).isEqualTo("scripts/after_install.sh");
        assertThat(failed.diagnostics().message())
                .isEqualTo("Script at specified location: scripts/after_install.sh failed with exit code 1");
        assertThat(failed.diagnostics().logTail()).contains("[stderr]npm ERR! missing script: build");
        assertThat(statuses(id, "i-0b2c3d4e")).endsWith("ApplicationStart Skipped", "ValidateService Skipped");
        assertThat(statuses(id, "i-0c3d4e5f")).allMatch(event -> event.endsWith("Skipped"));
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
    void failsOnEveryInstanceThatMayNotReadTheBundle() {
        aws.bucket("my-demo-application").removeStatement("InstancesRead");
        String id = create("demo.zip");
        aws.clock().advance(Duration.ofMinutes(1));

        assertThat(info(id).statusAsString()).isEqualTo("Failed");
        LifecycleEvent download = events(id, "i-0a1b2c3d").get(1);
        assertThat(download.lifecycleEventName()).isEqualTo("DownloadBundle");
        assertThat(download.diagnostics().errorCodeAsString()).isEqualTo("UnknownError");
        assertThat(download.diagnostics().message()).isEqualTo("Access Denied");
    }

    @Test
    void failsWhereTheBundleLacksAScript() {
        put("demo.zip", "appspec.yml", APP_SPEC);
        String id = create("demo.zip");
        aws.clock().advance(Duration.ofMinutes(1));

        assertThat(events(id, "i-0a1b2c3d").get(4).diagnostics().errorCodeAsString())
                .isEqualTo("ScriptMissing");
    }

    @Test
    void failsWithoutInstances() {
        aws.group("CodeDeployDemo", "Prod").withoutInstances();

        assertThat(failureOf(create("demo.zip"))).isEqualTo("NO_INSTANCES");
    }

    @Test
    void failsWhereTooManyHaveToStayHealthy() {
        aws.createConfig(DeploymentConfig.server("Careful", "HOST_COUNT", 3));
        aws.group("CodeDeployDemo", "Prod").config("Careful");

        assertThat(failureOf(create("demo.zip"))).isEqualTo("HEALTH_CONSTRAINTS_INVALID");
    }

    @Test
    void failsAsAWholeWhenPlanned() {
        aws.nextDeployment().failsToStart("IAM_ROLE_MISSING", "The service role cannot be accessed");

        assertThat(failureOf(create("demo.zip"))).isEqualTo("IAM_ROLE_MISSING");
    }

    @Test
    void waitsForAnAgentThatDoesNotAnswer() {
        aws.nextDeployment().unresponsive("i-0a1b2c3d");
        String id = create("demo.zip");

        aws.clock().advance(Duration.ofMinutes(4));
        assertThat(statuses(id, "i-0a1b2c3d").get(0)).isEqualTo("ApplicationStop InProgress");
        assertThat(failureOf(id)).isEqualTo("HEALTH_CONSTRAINTS");
        assertThat(events(id, "i-0a1b2c3d").get(0).diagnostics().message())
                .startsWith("CodeDeploy agent was not able to receive the lifecycle event");
    }

    @Test
    void overlooksAFailureToStopTheApplicationWhenAsked() {
        aws.nextDeployment().failsEverywhere("ApplicationStop", script("scripts/stop.sh"));
        String id = role.codeDeploy()
                .createDeployment(r -> r.applicationName("CodeDeployDemo")
                        .deploymentGroupName("Prod")
                        .ignoreApplicationStopFailures(true)
                        .revision(Clients.bundle("demo.zip")))
                .deploymentId();
        aws.clock().advance(Duration.ofMinutes(2));

        assertThat(info(id).statusAsString()).isEqualTo("Succeeded");
        assertThat(statuses(id, "i-0a1b2c3d")).startsWith("ApplicationStop Failed", "DownloadBundle Succeeded");
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

    private String create(String key) {
        return role.codeDeploy()
                .createDeployment(r -> r.applicationName("CodeDeployDemo")
                        .deploymentGroupName("Prod")
                        .description("Deployed by a test")
                        .revision(Clients.bundle(key)))
                .deploymentId();
    }

    private String failureOf(String id) {
        aws.clock().advance(Duration.ofMinutes(5));
        assertThat(info(id).statusAsString()).isEqualTo("Failed");
        return info(id).errorInformation().codeAsString();
    }

    private DeploymentInfo info(String id) {
        return role.codeDeploy().getDeployment(r -> r.deploymentId(id)).deploymentInfo();
    }

    private List<LifecycleEvent> events(String id, String target) {
        return role.codeDeploy()
                .batchGetDeploymentTargets(r -> r.deploymentId(id).targetIds(target))
                .deploymentTargets()
                .get(0)
                .instanceTarget()
                .lifecycleEvents();
    }

    private List<String> statuses(String id, String target) {
        return events(id, target).stream()
                .map(event -> event.lifecycleEventName() + " " + event.statusAsString())
                .toList();
    }

    private void put(String key, String... files) {
        user.s3()
                .putObject(
                        r -> r.bucket("my-demo-application").key(key), RequestBody.fromBytes(MinimalBundle.zip(files)));
    }
}
