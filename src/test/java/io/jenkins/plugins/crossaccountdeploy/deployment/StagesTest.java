package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Running;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.PendingUpload;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What has to be known of each stage is known of it: the compiler does not see to that. */
public class StagesTest {

    private static final String APP_SPEC = "version: 0.0";

    @TempDir
    Path workspace;

    /** One of each kind. */
    public static Stream<Stage> stages() {
        Revision revision = new AppSpecRevision(APP_SPEC);
        Result result = Result.withoutDeployment(Outcome.ABORTED, List.of(revision), "It was aborted.");
        return Stream.of(
                new Stage.Checking(),
                new Stage.ReadingAppSpec(""),
                new Stage.Bundling(PendingUpload.NONE),
                new Stage.Abandoning(PendingUpload.NONE, result),
                new Stage.Preparing(
                        new AppSpec("appspec.yml", APP_SPEC, AppSpec.Platform.LAMBDA),
                        Values.NONE,
                        "",
                        "",
                        Instant.MAX),
                new Stage.Assuming(revision),
                new Stage.Registering(revision),
                Stage.Creating.of(revision),
                new Stage.TakingUp(""),
                Stage.Watching.of(revision, "d-000000001"),
                new Stage.Done(result));
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isInterface()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(StagesTest::kinds)
                : Stream.of(type);
    }

    @Test
    void thereIsNoOther() {
        assertThat(stages().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(kinds(Stage.class).toList());
    }

    @ParameterizedTest
    @MethodSource("stages")
    void theEngineTakesEachToAnEnd(Stage stage) throws Exception {
        try (RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication()) {
            var request = stage instanceof Stage.TakingUp
                    ? RunHarness.with(harness.request(), new Running("d-000000001"))
                    : harness.request();
            Deployment run = harness.fresh(request).deployment().at(stage);

            assertThat(harness.finish(harness.driver(Checkpoint.of(run))).error())
                    .doesNotContain("Unexpected");
        }
    }
}
