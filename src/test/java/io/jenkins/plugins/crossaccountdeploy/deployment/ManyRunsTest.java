package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.SimulatedRuns;
import io.jenkins.plugins.crossaccountdeploy.account.RateLimiter;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many runs at once share the rate of their account, and no other's. */
class ManyRunsTest {

    private static final int RUNS = 200;
    private static final String OTHER_ACCOUNT = "333333333333";

    private static final Set<String> WATCHING = Set.of(
            "CodeDeploy.GetDeployment", "CodeDeploy.ListDeploymentTargets", "CodeDeploy.BatchGetDeploymentTargets");

    /** A console that nobody reads, and a memory that nobody reads back. */
    private record Nobody() implements Driver.Console, Driver.Memory {
        @Override
        public long lines() {
            return 0;
        }

        @Override
        public void print(String line) {}

        @Override
        public void save(Checkpoint checkpoint) {}
    }

    @TempDir
    Path workspace;

    private SimulatedController controller;
    private Simulator aws;
    private SimulatedRuns runs;
    private final List<Result> results = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        controller = new SimulatedController(workspace, Scenario.twoAccounts());
        aws = controller.aws();
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "existing.zip");
        aws.everyDeployment(plan -> plan.takes("AfterInstall", Duration.ofMinutes(10)));
        runs = new SimulatedRuns(aws.clock(), 8);
    }

    @AfterEach
    void stop() {
        runs.close();
        controller.close();
    }

    private void begin(int build, Duration after) {
        String name = "Prod-" + build;
        DeploymentGroup sample = aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        aws.application(TwoAccounts.APPLICATION)
                .createGroup(name)
                .instances("i-" + build)
                .instanceRole(sample.instanceRole().orElseThrow())
                .serviceRole(sample.serviceRole().orElseThrow());
        DeploymentRequest request = RunHarness.with(
                RunHarness.with(
                        controller.order(build), new DeploymentRequest.Target(TwoAccounts.APPLICATION, name, "")),
                new DeploymentRequest.Existing(new S3Revision(TwoAccounts.BUCKET, "existing.zip", "", "", "")));
        Nobody nobody = new Nobody();
        runs.begin(after, () -> controller.driver(controller.fresh(request), nobody, nobody), results::add);
    }

    @Test
    void askTogetherNoMoreOftenThanAwsAllows() throws Exception {
        IntStream.range(0, RUNS).forEach(build -> begin(build, Duration.ZERO));

        runs.pass(Duration.ofMinutes(5));

        List<Instant> calls = aws.calls().list().stream()
                .filter(call -> WATCHING.contains(call.operation()))
                .map(Call::at)
                .toList();
        assertThat(calls.size()).as("what the rate allows is used").isGreaterThan(4 * 60 * RateLimiter.CALLS_A_SECOND);
        for (Instant from : List.copyOf(new TreeSet<>(calls))) {
            assertThat(calls.stream()
                            .filter(at -> !at.isBefore(from) && at.isBefore(from.plusSeconds(10)))
                            .count())
                    .as("calls within ten seconds")
                    .isLessThanOrEqualTo(RateLimiter.BURST + 10L * RateLimiter.CALLS_A_SECOND);
        }
        runs.pass(Duration.ofMinutes(20));
        assertThat(results).hasSize(RUNS).allMatch(result -> result.outcome() == Outcome.SUCCEEDED);
        assertThat(runs.mostThreads()).isLessThanOrEqualTo(8);
    }

    @Test
    void looksAtEachAsOftenAsAtTheOthers() throws Exception {
        IntStream.range(0, RUNS).forEach(build -> begin(build, Duration.ZERO));
        runs.pass(Duration.ofMinutes(2));
        aws.calls().clear();

        runs.pass(Duration.ofMinutes(5));

        List<Call> calls = aws.calls().of("CodeDeploy.GetDeployment");
        List<Long> looks = IntStream.range(0, RUNS)
                .mapToObj(build ->
                        aws.group(TwoAccounts.APPLICATION, "Prod-" + build).arn())
                .map(group -> calls.stream()
                        .filter(call -> call.resource().equals(group))
                        .count())
                .sorted()
                .toList();
        assertThat(looks.get(RUNS - 1) - looks.get(0))
                .as("the difference between the one that is looked at most and the one least: " + looks)
                .isLessThanOrEqualTo(2);
    }

    @Test
    void doNotDelayARunOfAnotherAccount() throws Exception {
        var first = controller.accounts(controller.order(1));
        DeploymentRequest elsewhere = RunHarness.with(
                controller.order(2),
                new Role(
                        "arn:aws:iam::" + OTHER_ACCOUNT + ":role/CrossAccountRole",
                        "",
                        Role.DEFAULT_DURATION,
                        false,
                        false));
        IntStream.range(0, RUNS).forEach(run -> first.bookLook());

        assertThat(first.bookLook()).isGreaterThan(Duration.ofSeconds(RUNS / RateLimiter.CALLS_A_SECOND));
        assertThat(controller.accounts(elsewhere).bookLook()).isZero();
    }
}
