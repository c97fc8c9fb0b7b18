package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.codedeploy;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;

class DeploymentFailureTest extends CodeDeployFixture {

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

    private String failureOf(String id) {
        aws.clock().advance(Duration.ofMinutes(5));
        assertThat(info(id).statusAsString()).isEqualTo("Failed");
        return info(id).errorInformation().codeAsString();
    }
}
