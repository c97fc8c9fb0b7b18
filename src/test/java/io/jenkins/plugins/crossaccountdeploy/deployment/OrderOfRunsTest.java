package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that wait for the same group deploy in the order in which they came, whichever of them asks first. */
class OrderOfRunsTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    /** More rounds than all runs together need. */
    private static final int ROUNDS = 2_000;

    @TempDir
    Path workspace;

    private SimulatedController controller;
    private Simulator aws;

    @BeforeEach
    void keepBusy() throws Exception {
        Files.writeString(workspace.resolve("appspec.yml"), """
                version: 0.0
                os: linux
                """);
        controller = new SimulatedController(workspace, Scenario.twoAccounts());
        aws = controller.aws();
        aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        aws.nextDeployment().takes("Install", LONG);
        aws.launchInstance(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "i-0launched");
    }

    @AfterEach
    void stop() {
        controller.close();
    }

    private static DeploymentRequest with(DeploymentRequest request, WhenBusy whenBusy) {
        return RunHarness.with(
                request, new Options(true, Duration.ZERO, whenBusy, OnAbort.STOP, false, LogLevel.NORMAL));
    }

    /** Begins a build, which waits. */
    private SimulatedBuild arrive(DeploymentRequest request) throws InterruptedException {
        SimulatedBuild build = new SimulatedBuild(controller, request);
        go(build);
        return build;
    }

    private SimulatedBuild arrive(int number) throws InterruptedException {
        return arrive(controller.order(number));
    }

    /** A few rounds in which the clock moves on, the builds asking in the given order. */
    private void go(SimulatedBuild... builds) throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            aws.clock().advance(Duration.ofSeconds(3));
            for (SimulatedBuild build : builds) {
                build.go();
            }
        }
    }

    private void finish(SimulatedBuild... builds) throws InterruptedException {
        for (int round = 0; round < ROUNDS && !Stream.of(builds).allMatch(SimulatedBuild::isDone); round++) {
            go(builds);
        }
        assertThat(builds).allMatch(SimulatedBuild::isDone);
    }

    private static SimulatedBuild[] backwards(SimulatedBuild... builds) {
        List<SimulatedBuild> order = new ArrayList<>(Arrays.asList(builds));
        Collections.reverse(order);
        return order.toArray(SimulatedBuild[]::new);
    }

    /** The builds whose deployments were created, in that order. */
    private List<Integer> deployed(SimulatedBuild... builds) {
        return aws.deployments().stream()
                .flatMap(deployment -> Stream.of(builds)
                        .filter(build -> deployment.description().orElse("").contains(build.token()))
                        .map(build -> build.number()))
                .toList();
    }

    @Test
    void theFirstToComeDeploysFirstWhoeverAsksFirst() throws Exception {
        SimulatedBuild[] builds = {arrive(7), arrive(9), arrive(8)};

        finish(backwards(builds));

        assertThat(deployed(builds)).containsExactly(7, 9, 8);
        assertThat(builds).allMatch(build -> build.result().outcome() == Outcome.SUCCEEDED);
        assertThat(builds[1].console())
                .filteredOn(line -> line.contains("waits for its turn"))
                .containsExactly("[prod] note    waits for its turn: shop #7  https://jenkins.example/job/shop/7/");
        assertThat(builds[2].console())
                .filteredOn(line -> line.contains("waits for its turn"))
                .singleElement()
                .asString()
                .contains("2 builds are before it, the first is shop #7");
    }

    @Test
    void keepsTheOrderOverARestart() throws Exception {
        SimulatedBuild[] builds = {arrive(7), arrive(8), arrive(9)};

        controller.restart(ticket -> true);
        for (SimulatedBuild build : backwards(builds)) {
            build.resume();
            build.go();
        }
        finish(backwards(builds));

        assertThat(deployed(builds)).containsExactly(7, 8, 9);
    }

    @Test
    void nobodyWaitsForABuildThatIsGone() throws Exception {
        SimulatedBuild gone = arrive(7);
        SimulatedBuild next = arrive(8);

        controller.restart(ticket -> !ticket.token().equals(gone.token()));
        next.resume();
        finish(next);

        assertThat(deployed(gone, next)).containsExactly(8);
    }

    @Test
    void nobodyWaitsForABuildThatIsAborted() throws Exception {
        SimulatedBuild head = arrive(7);
        SimulatedBuild aborted = arrive(8);
        SimulatedBuild last = arrive(9);

        aborted.driver().interrupt(new Interruption(Outcome.ABORTED, "by Ada"));
        finish(last, head);

        assertThat(aborted.result().outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(deployed(head, aborted, last)).containsExactly(7, 9);
    }

    @Test
    void whoWaitsForOthersAsksAwsForNothing() throws Exception {
        arrive(7);
        SimulatedBuild next = arrive(8);
        int calls = aws.calls().count();

        go(next);

        assertThat(aws.calls().count()).isEqualTo(calls);
        assertThat(next.stage().doing()).isEqualTo("waiting for another deployment of the group to end");
    }

    @Test
    void groupsDoNotWaitForEachOther() throws Exception {
        arrive(7);
        aws.application(TwoAccounts.APPLICATION)
                .createGroup("Other")
                .instances("i-0other")
                .instanceRole(aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                        .instanceRole()
                        .orElseThrow());

        SimulatedBuild other = new SimulatedBuild(
                controller,
                RunHarness.with(
                        controller.order(8), new DeploymentRequest.Target(TwoAccounts.APPLICATION, "Other", "")));
        finish(other);

        assertThat(other.console()).noneMatch(line -> line.contains("waits"));
    }

    @Test
    void failsAtOnceWhereOthersAreBeforeIt() throws Exception {
        arrive(7);

        SimulatedBuild impatient = arrive(with(controller.order(8), WhenBusy.FAIL));

        assertThat(impatient.result().error())
                .isEqualTo(
                        "The deployment group Prod is busy: shop #7  https://jenkins.example/job/shop/7/ is about to deploy"
                                + " to it. Wait for it to end and build again, or say whenBusy: 'wait'.");
    }

    // ---- whenBusy: 'newest'

    private SimulatedBuild newest(int number) throws InterruptedException {
        return arrive(with(controller.order(number), WhenBusy.NEWEST));
    }

    private DeploymentRequest by(Requester requester) {
        DeploymentRequest request = with(controller.order(9), WhenBusy.NEWEST);
        return new DeploymentRequest(
                request.environment(),
                request.store(),
                request.target(),
                request.content(),
                request.rules(),
                request.options(),
                requester);
    }

    @Test
    void onlyTheNewestGoesOnWaiting() throws Exception {
        SimulatedBuild[] builds = {newest(7), newest(8), newest(9)};

        finish(builds);

        assertThat(deployed(builds)).containsExactly(9);
        assertThat(builds[0].result().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(builds[1].result().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(builds[1].result().error())
                .isEqualTo("Nothing was deployed: while this build waited, a newer one took its place, shop #9"
                        + "  https://jenkins.example/job/shop/9/, as whenBusy: 'newest' says.");
        assertThat(builds[0].result().revision()).isPresent();
        assertThat(builds[2].result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void anOlderBuildThatComesLateDoesNotDeployOverTheNewest() throws Exception {
        SimulatedBuild newest = newest(9);
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        aws.clock().advance(LONG);
        go(newest);
        assertThat(newest.stage()).isInstanceOf(Stage.Watching.class);

        controller.restart(ticket -> true);
        SimulatedBuild late = newest(8);
        finish(newest, late);

        assertThat(late.result().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(deployed(newest, late)).containsExactly(9);
    }

    @Test
    void whoDoesNotWaitIsNotSuperseded() throws Exception {
        SimulatedBuild newest = newest(9);
        finish(newest);

        SimulatedBuild older = newest(8);
        finish(older);

        assertThat(older.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void buildsOfOtherJobsAreNotSuperseded() throws Exception {
        SimulatedBuild one = newest(7);
        SimulatedBuild other = arrive(by(new Requester("other", 9, "ada", "")));

        finish(other, one);

        assertThat(deployed(one, other)).containsExactly(7, 9);
    }

    @Test
    void aJobThatWasMadeAnewIsNotSupersededByWhatItWasBefore() throws Exception {
        Instant now = aws.clock().instant();
        SimulatedBuild before = arrive(by(new Requester("shop", "shop", 500, now, "ada", "")));
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        aws.clock().advance(LONG);
        go(before);
        assertThat(before.stage()).isInstanceOf(Stage.Watching.class);

        SimulatedBuild anew = arrive(by(new Requester("shop", "shop", 1, now.plusSeconds(60), "ada", "")));
        finish(before, anew);

        assertThat(anew.result().outcome()).as(anew.result().error()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aNewerBuildThatIsGoneSupersedesNobody() throws Exception {
        SimulatedBuild older = newest(7);
        SimulatedBuild gone = new SimulatedBuild(controller, with(controller.order(8), WhenBusy.NEWEST));
        gone.go();

        controller.restart(ticket -> !ticket.token().equals(gone.token()));
        older.resume();
        finish(older);

        assertThat(older.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void buildsThatWaitForAllAreNotSupersededByOneThatWaitsForTheNewest() throws Exception {
        SimulatedBuild patient = arrive(7);
        SimulatedBuild newest = newest(8);

        finish(newest, patient);

        assertThat(deployed(patient, newest)).containsExactly(7, 8);
        assertThat(newest.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
}
