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
