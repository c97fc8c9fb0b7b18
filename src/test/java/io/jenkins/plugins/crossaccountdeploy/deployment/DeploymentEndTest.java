package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
import io.jenkins.plugins.crossaccountdeploy.watch.WatchProgress;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.ErrorInformation;

/** CodeDeploy need not say why a deployment failed, nor all of it. */
class DeploymentEndTest extends InTwoAccounts {

    private DeploymentEnd failed(Consumer<ErrorInformation.Builder> why) {
        return new DeploymentEnd(
                harness.request(),
                new Watching(new AppSpecRevision("version: 0.0"), "d-1", WatchProgress.NOTHING, new Ending.ByItself()),
                DeploymentInfo.builder()
                        .status("Failed")
                        .createTime(Instant.EPOCH)
                        .errorInformation(why)
                        .build());
    }

    private String stopped(Consumer<DeploymentInfo.Builder> more) {
        DeploymentInfo.Builder info = DeploymentInfo.builder().status("Stopped").createTime(Instant.EPOCH);
        more.accept(info);
        return new DeploymentEnd(
                        harness.request(), Watching.of(new AppSpecRevision("version: 0.0"), "d-1"), info.build())
                .result()
                .error();
    }

    private static void waitsForTraffic(DeploymentInfo.Builder info) {
        info.blueGreenDeploymentConfiguration(group -> group.deploymentReadyOption(
                option -> option.actionOnTimeout("STOP_DEPLOYMENT").waitTimeInMinutes(60)));
    }

    /** CodeDeploy itself stops a deployment that nobody has continued in time. */
    @Test
    void isNotBlamedOnAnybodyWhereNobodyNeedsToHaveStoppedIt() {
        assertThat(stopped(DeploymentEndTest::waitsForTraffic))
                .contains("was stopped. Production account", "Nobody let its traffic go over within the wait")
                .doesNotContain("Somebody stopped the deployment");
        assertThat(stopped(info -> {})).contains("Somebody stopped the deployment");
        assertThat(stopped(info -> {
                    waitsForTraffic(info);
                    info.errorInformation(why -> why.code("MANUAL_STOP"));
                }))
                .contains("Somebody stopped the deployment");
    }

    @Test
    void isToldWithWhatIsKnownOfIt() {
        Lines lines = new Lines("prod");
        assertThat(failed(why -> {}).lines(lines)).containsExactly("[prod] FAILED");
        assertThat(failed(why -> why.code("TIMEOUT")).lines(lines)).containsExactly("[prod] FAILED TIMEOUT");
        assertThat(failed(why -> why.message("too slow")).lines(lines)).containsExactly("[prod] FAILED too slow");
        assertThat(failed(why -> why.code("TIMEOUT").message("too slow")).lines(lines))
                .containsExactly("[prod] FAILED TIMEOUT: too slow");
    }

    @Test
    void isExplainedWithoutItsCode() {
        assertThat(failed(why -> {}).result().error())
                .contains("Prod failed. Production account", "See the deployment in the AWS console")
                .doesNotContain("null");
        assertThat(failed(why -> why.code("NEW_CODE")).result().error())
                .contains("Prod failed with NEW_CODE. ", "See the deployment in the AWS console");
    }
}
