package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence.Ended;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentResultTest {

    private static final S3Revision REVISION =
            new S3Revision("my-demo-application", "revisions/web/9f2c.zip", "v1", "5d41", "9f2c");

    @Test
    void isAMapOfPlainValues() {
        Result result = new Result(Outcome.SUCCEEDED, "d-1", "Succeeded", "https://console", List.of(REVISION), "", "");
        assertThat(map(result))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "deploymentId", "d-1",
                        "status", "Succeeded",
                        "url", "https://console",
                        "revision",
                                Map.of(
                                        "bucket", "my-demo-application",
                                        "key", "revisions/web/9f2c.zip",
                                        "version", "v1",
                                        "eTag", "5d41",
                                        "digest", "9f2c"),
                        "rollbackDeploymentId", "",
                        "deployments", List.of(with(map(result), "Prod"))));
    }

    private static Map<String, Object> map(Result result) {
        return DeploymentResult.map(List.of(new Ended("Prod", result)));
    }

    /** As it is in the list of all. */
    private static Map<String, Object> with(Map<String, Object> last, String deploymentGroup) {
        Map<String, Object> one = new HashMap<>(last);
        one.remove("deployments");
        one.put("deploymentGroup", deploymentGroup);
        return one;
    }

    @Test
    void isTheLastOfSeveralWithAllOfThem() {
        Result blue = new Result(Outcome.SUCCEEDED, "d-1", "Succeeded", "", List.of(REVISION), "", "");
        Result green = new Result(Outcome.SUCCEEDED, "d-2", "Succeeded", "", List.of(REVISION), "", "");
        Map<String, Object> map = DeploymentResult.map(List.of(new Ended("blue", blue), new Ended("green", green)));
        assertThat(map).containsEntry("deploymentId", "d-2");
        assertThat(map.get("deployments")).isEqualTo(List.of(with(map(blue), "blue"), with(map(green), "green")));
    }

    @Test
    void hasNoDeploymentAfterAPush() {
        Result pushed = new Result(Outcome.PUSHED, "", "", "", List.of(REVISION), "", "");
        Map<String, Object> map = DeploymentResult.map(List.of(new Ended("", pushed)));
        assertThat(map).containsEntry("deploymentId", "").containsEntry("deployments", List.of());
    }

    @Test
    @SuppressWarnings("unchecked")
    void hasARevisionThatTheNextDeploymentTakesAsItIs() {
        Result result = new Result(Outcome.SUCCEEDED, "d-1", "Succeeded", "", List.of(REVISION), "", "");
        var map = (Map<String, String>) map(result).get("revision");
        assertThat(S3Revision.parse(DeploymentResult.address(map))).contains(REVISION);
    }

    @Test
    void hasAnAppSpecThatTheNextDeploymentTakesAsItIs() {
        AppSpecRevision appSpec = new AppSpecRevision("version: 0.0\nResources:\n  - ümlaut: ${TOKEN}\n");
        Result result = new Result(Outcome.SUCCEEDED, "d-1", "Succeeded", "", List.of(appSpec), "", "");
        var map = (Map<?, ?>) map(result).get("revision");
        assertThat(map).isEqualTo(Map.of("appSpec", appSpec.content(), "digest", appSpec.sha256()));
        assertThat(Revision.parse(DeploymentResult.address(map))).contains(appSpec);
    }

    @Test
    void isNoRevisionWhenThereWasNone() {
        assertThat(Revision.parse(DeploymentResult.address(Map.of()))).isEmpty();
    }
}
