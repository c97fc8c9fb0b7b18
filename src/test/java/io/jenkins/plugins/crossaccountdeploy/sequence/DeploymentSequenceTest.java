package io.jenkins.plugins.crossaccountdeploy.sequence;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence.Ended;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence.Progress;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One bundle is deployed to several deployment groups, one after the other. */
@Timeout(120)
class DeploymentSequenceTest {

    @TempDir
    Path workspace;

    private RunHarness harness;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        DeploymentGroup prod = harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        for (String group : List.of("blue", "green", "red")) {
            harness.aws()
                    .application(TwoAccounts.APPLICATION)
                    .createGroup(group)
                    .instances("i-0a1b2c3d")
                    .instanceRole(prod.instanceRole().orElseThrow())
                    .serviceRole(prod.serviceRole().orElseThrow());
        }
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private DeploymentSequence sequence(DeploymentRequest request) {
        return sequence(harness, request);
    }

    private static DeploymentSequence sequence(RunHarness harness, DeploymentRequest request) {
        return DeploymentSequence.of(
                Stream.of("blue", "green", "red").map(request::to).toList(),
                harness.aws().clock().instant());
    }

    private static DeploymentRequest dry(DeploymentRequest request) {
        DeploymentRequest.Options options = request.options();
        return RunHarness.with(
                request,
                new DeploymentRequest.Options(
                        true, Duration.ZERO, options.whenBusy(), options.onAbort(), true, options.logLevel()));
    }

    private List<Ended> run(DeploymentSequence sequence) throws InterruptedException {
        return run(harness, sequence);
    }

    private static List<Ended> run(RunHarness harness, DeploymentSequence sequence) throws InterruptedException {
        List<Ended> ended = new ArrayList<>();
        Optional<Deployment> next = Optional.of(sequence.first());
        while (next.isPresent()) {
            Result result = harness.finish(harness.driver(Checkpoint.of(next.get())));
            ended.add(Ended.of(next.get(), result));
            next = sequence.after(next.get(), result, harness.aws().clock().instant());
        }
        return ended;
    }

    private List<String> deployedTo() {
        return harness.aws().deployments().stream()
                .map(deployment -> deployment.group().name())
                .toList();
    }

    @Test
    void bundlesOnceAndDeploysThatInOrder() throws Exception {
        List<Ended> ended = run(sequence(harness.request()));

        assertThat(ended).extracting(Ended::deploymentGroup).containsExactly("blue", "green", "red");
        assertThat(ended)
                .extracting(Ended::result)
                .allMatch(result -> result.outcome() == Outcome.SUCCEEDED)
                .extracting(Result::revisions)
                .containsOnly(ended.get(0).result().revisions());
        assertThat(ended).extracting(one -> one.result().deploymentId()).doesNotHaveDuplicates();
        assertThat(deployedTo()).containsExactly("blue", "green", "red");
        assertThat(harness.aws().calls().count("S3.PutObject")).isEqualTo(1);
    }

    @Test
    void keepsTheCommitThatWasBundled() throws Exception {
        DeploymentRequest request = harness.request();
        DeploymentSequence sequence = sequence(RunHarness.with(
                request,
                new DeploymentRequest.FromWorkspace(
                        ((DeploymentRequest.FromWorkspace) request.content()).selection(), "9f2c41d0a7e3")));
        Result result = harness.finish(harness.driver(Checkpoint.of(sequence.first())));

        Deployment next = sequence.after(
                        sequence.first(), result, harness.aws().clock().instant())
                .orElseThrow();

        assertThat(next.token()).isEqualTo(sequence.runs().get(1).token());
        assertThat(next.request().content().commit()).isEqualTo("9f2c41d0a7e3");
    }

    @Test
    void beginsNoMoreAfterTheFirstFailure() throws Exception {
        harness.aws().nextDeployment();
        DeploymentSequence sequence = sequence(harness.request());
        Result blue = harness.finish(harness.driver(Checkpoint.of(sequence.first())));
        Deployment second = sequence.after(
                        sequence.first(), blue, harness.aws().clock().instant())
                .orElseThrow();
        harness.aws().nextDeployment().failsEverywhere("BeforeInstall", script().exit(1));

        Result green = harness.finish(harness.driver(Checkpoint.of(second)));

        assertThat(green.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(sequence.after(second, green, harness.aws().clock().instant()))
                .isEmpty();
        assertThat(sequence.groupsAfter(second)).containsExactly("red");
        assertThat(sequence.groupsAfter(sequence.runs().get(2))).isEmpty();
        assertThat(deployedTo()).containsExactly("blue", "green");
    }

    @Test
    void checksEachGroupInADryRun() throws Exception {
        List<Ended> ended = run(sequence(dry(harness.request())));

        assertThat(ended).hasSize(3).allMatch(one -> one.result().outcome() == Outcome.CHECKED);
        assertThat(harness.aws().deployments()).isEmpty();
        assertThat(harness.console())
                .filteredOn(line -> line.contains("CodeDeployDemo / "))
                .anyMatch(line -> line.contains(" / red"));
    }

    /** Each makes what its own group lacks: what one would have made is there for none of the others. */
    @Test
    void checksEachGroupInADryRunThatMakesSomethingFirst() throws Exception {
        try (RunHarness ecs = new RunHarness(workspace, Scenario.named("ecs"))) {
            ecs.file("appspec.yml", TwoAccounts.SERVICE_APP_SPEC.replaceAll("\"arn:aws:ecs.*\"", "<TASK_DEFINITION>"))
                    .file("task.json", """
                            {
                              "family": "shop",
                              "requiresCompatibilities": ["FARGATE"],
                              "networkMode": "awsvpc",
                              "cpu": "256",
                              "memory": "512",
                              "containerDefinitions": [{"name": "shop", "image": "registry/shop:1"}]
                            }
                            """);
            DeploymentGroup prod = ecs.aws().group("CodeDeployDemo-ECS", TwoAccounts.GROUP);
            for (String group : List.of("blue", "green", "red")) {
                ecs.aws()
                        .application("CodeDeployDemo-ECS")
                        .createGroup(group)
                        .ecsService("demo-cluster", "demo-service")
                        .serviceRole(prod.serviceRole().orElseThrow());
            }
            DeploymentRequest request = RunHarness.with(
                    RunHarness.with(ecs.request(), new DeploymentRequest.Target("CodeDeployDemo-ECS", "blue", "")),
                    new DeploymentRequest.FromWorkspace(
                            Selection.ALL, "", new Preparation(Values.NONE, "task.json", false, List.of(), List.of())));

            List<Ended> ended = run(ecs, sequence(ecs, dry(request)));

            assertThat(ended).extracting(Ended::deploymentGroup).containsExactly("blue", "green", "red");
            assertThat(ended)
                    .allSatisfy(one -> assertThat(one.result().outcome())
                            .as(one.result().error())
                            .isEqualTo(Outcome.CHECKED));
            assertThat(ecs.told("dry run: a revision of task definition 'shop' would be registered"))
                    .hasSize(3);
            assertThat(ecs.aws().taskDefinitions().all()).isEmpty();
        }
    }

    @Test
    void hasOneTimeForAllOfThem() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(9));
        harness.aws().everyDeployment(plan -> plan.takes("AfterInstall", Duration.ofMinutes(9)));

        List<Ended> ended = run(sequence(RunHarness.within(Duration.ofMinutes(15), harness.request())));

        assertThat(ended)
                .extracting(one -> one.result().outcome())
                .containsExactly(Outcome.SUCCEEDED, Outcome.TIMED_OUT);
        assertThat(ended.get(1).result().error()).contains(" (after 15 min 0 s)");
    }

    @Test
    void goesOnFromWhereverItWasSaved() throws Exception {
        DeploymentSequence sequence = sequence(harness.request());
        Map<String, Deployment> saved = new HashMap<>();
        assertThat(sequence.progress(token -> Optional.ofNullable(saved.get(token))))
                .isEqualTo(new Progress(List.of(), sequence.first()));
        List<Ended> ended = new ArrayList<>();
        boolean isOver = false;
        while (!isOver) {
            // A controller that knows nothing but what was saved, and takes one step.
            Progress progress = sequence.progress(token -> Optional.ofNullable(saved.get(token)));
            assertThat(progress.earlier()).isEqualTo(ended);
            Deployment current = progress.current();
            if (current.stage() instanceof Stage.Done done) {
                Optional<Deployment> next = sequence.after(
                        current, done.result(), harness.aws().clock().instant());
                ended.add(Ended.of(current, done.result()));
                next.ifPresent(begun -> saved.put(begun.token(), begun));
                isOver = next.isEmpty();
            } else {
                Driver driver = harness.driver(new Checkpoint(current, harness.lines(), List.of()));
                harness.aws().clock().advance(driver.step());
                saved.put(current.token(), driver.deployment());
            }
        }
        assertThat(ended).hasSize(3).allMatch(one -> one.result().outcome() == Outcome.SUCCEEDED);
        assertThat(deployedTo()).containsExactly("blue", "green", "red");
    }
}
