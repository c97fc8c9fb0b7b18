package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.PendingUpload;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.watch.WatchProgress;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an earlier version has saved lacks what a later one knows: that is null when it is read. */
class SavedStateTest {

    /** What a run cannot be without, in any version. */
    private static final Set<String> NEEDED = Set.of(
            "deployment",
            "request",
            "token",
            "started",
            "stage",
            "revision",
            "result",
            "failed",
            "environment",
            "store",
            "bucket",
            "key",
            "id",
            "target",
            "content",
            "application",
            "deploymentGroup",
            "requester");

    static Stream<Record> saved() {
        Revision revision = new AppSpecRevision("version: 0.0");
        Interruption interruption = new Interruption(Outcome.ABORTED, "aborted by Ada");
        Result result = Result.withoutDeployment(Outcome.FAILED, List.of(revision), "It failed.");
        DeploymentRequest.Rules rules = new DeploymentRequest.Rules("", "", false, false, false, false, List.of());
        DeploymentRequest.Options options = new DeploymentRequest.Options(
                true,
                Duration.ZERO,
                DeploymentRequest.WhenBusy.WAIT,
                DeploymentRequest.OnAbort.STOP,
                false,
                DeploymentRequest.LogLevel.NORMAL);
        DeploymentRequest.Target target = new DeploymentRequest.Target("CodeDeployDemo", "Prod", "");
        DeploymentRequest.FromWorkspace content = new DeploymentRequest.FromWorkspace(Selection.ALL, "");
        DeploymentRequest request = new DeploymentRequest(
                null, null, target, content, rules, options, new Requester("shop", 42, "ada", ""));
        Deployment deployment = Deployment.of(request, Instant.EPOCH);
        return Stream.of(
                Checkpoint.of(deployment),
                deployment,
                deployment.failureStreak(),
                request,
                rules,
                options,
                target,
                content,
                content.selection(),
                Stores.of("bucket", Store.Owner.DEVELOPMENT, "", ""),
                new S3Revision("bucket", "key.zip", "", "", ""),
                new PendingUpload("key.zip", "id"),
                result,
                interruption,
                new Stage.Bundling(PendingUpload.NONE),
                new Stage.Abandoning(PendingUpload.NONE, result),
                new Stage.Assuming(revision),
                new Stage.Registering(revision),
                Stage.Creating.of(revision),
                new Stage.Watching(revision, "d-1", WatchProgress.NOTHING, new Stage.Ending.ByItself()),
                new Stage.Done(result),
                new Stage.Ending.Stopped(interruption, true),
                new Stage.Ending.RollingBack(result),
                WatchProgress.NOTHING,
                WatchProgress.NOTHING.firstFailure(),
                new WatchProgress.TargetProgress(Set.of(), 0, false, false));
    }

    @ParameterizedTest
    @MethodSource("saved")
    void readsWhatAnEarlierVersionDidNotKnow(Record record) throws Exception {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Constructor<?> canonical = record.getClass()
                .getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        canonical.setAccessible(true);
        Object read = create(
                canonical,
                Arrays.stream(components)
                        .map(component -> component.getType().isPrimitive()
                                ? Map.<Class<?>, Object>of(boolean.class, false, int.class, 0, long.class, 0L)
                                        .get(component.getType())
                                : null)
                        .toArray());
        for (RecordComponent component : components) {
            component.getAccessor().setAccessible(true);
            if (!NEEDED.contains(component.getName())) {
                assertThat(component.getAccessor().invoke(read))
                        .as(component.toString())
                        .isNotNull();
            }
        }
    }

    @Test
    void knowsTheRequesterOfAnEarlierVersion() {
        Requester requester = new Requester("shop", null, 42, null, "ada", "");
        assertThat(requester.started()).isEqualTo(Instant.EPOCH);
        assertThat(requester.project()).isEqualTo("shop");
    }

    private static Object create(Constructor<?> canonical, Object[] values) throws Exception {
        try {
            return canonical.newInstance(values);
        } catch (InvocationTargetException failure) {
            throw new AssertionError("a constructor that does not take null", failure.getCause());
        }
    }
}
