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

    /** One build, its console and its memory. */
    private final class Build implements Driver.Console, Driver.Memory {

        private final int number;
        private final List<String> console = new ArrayList<>();
        private Checkpoint saved;
        private Driver driver;

        Build(DeploymentRequest request) {
            number = request.requester().build();
            saved = controller.fresh(request);
            resume();
        }

        void resume() {
            driver = controller.driver(saved, this, this);
        }

        @Override
        public long lines() {
            return console.size();
        }

        @Override
        public void print(String line) {
            console.add(line);
        }

        @Override
        public void save(Checkpoint checkpoint) {
            saved = checkpoint;
        }

        String token() {
            return saved.deployment().token();
        }

        boolean isDone() {
            return driver.deployment().isDone();
        }

        Result result() {
            return ((Stage.Done) driver.deployment().stage()).result();
        }

        /** As far as it gets without time passing. */
        void go() throws InterruptedException {
            while (!isDone() && driver.step().isZero()) {
                // The next step can be taken at once.
            }
        }
    }

    private static DeploymentRequest with(DeploymentRequest request, WhenBusy whenBusy) {
        return RunHarness.with(
                request, new Options(true, Duration.ZERO, whenBusy, OnAbort.STOP, false, LogLevel.NORMAL));
    }

    /** Begins a build, which waits. */
    private Build arrive(DeploymentRequest request) throws InterruptedException {
        Build build = new Build(request);
        go(build);
        return build;
    }

    private Build arrive(int number) throws InterruptedException {
        return arrive(controller.order(number));
    }

    /** A few rounds in which the clock moves on, the builds asking in the given order. */
    private void go(Build... builds) throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            aws.clock().advance(Duration.ofSeconds(3));
            for (Build build : builds) {
                build.go();
            }
        }
    }

    private void finish(Build... builds) throws InterruptedException {
        for (int round = 0; round < ROUNDS && !Stream.of(builds).allMatch(Build::isDone); round++) {
            go(builds);
        }
        assertThat(builds).allMatch(Build::isDone);
    }

    private static Build[] backwards(Build... builds) {
        List<Build> order = new ArrayList<>(Arrays.asList(builds));
        Collections.reverse(order);
        return order.toArray(Build[]::new);
    }

    /** The builds whose deployments were created, in that order. */
    private List<Integer> deployed(Build... builds) {
        return aws.deployments().stream()
                .flatMap(deployment -> Stream.of(builds)
                        .filter(build -> deployment.description().orElse("").contains(build.token()))
                        .map(build -> build.number))
                .toList();
    }

    @Test
    void theFirstToComeDeploysFirstWhoeverAsksFirst() throws Exception {
        Build[] builds = {arrive(7), arrive(9), arrive(8)};

        finish(backwards(builds));

        assertThat(deployed(builds)).containsExactly(7, 9, 8);
        assertThat(builds).allMatch(build -> build.result().outcome() == Outcome.SUCCEEDED);
        assertThat(builds[1].console)
                .filteredOn(line -> line.contains("waits for its turn"))
                .containsExactly("[prod] note    waits for its turn: shop #7  https://jenkins.example/job/shop/7/");
        assertThat(builds[2].console)
                .filteredOn(line -> line.contains("waits for its turn"))
                .singleElement()
                .asString()
                .contains("2 builds are before it, the first is shop #7");
    }

    @Test
    void keepsTheOrderOverARestart() throws Exception {
        Build[] builds = {arrive(7), arrive(8), arrive(9)};

        controller.restart(ticket -> true);
        for (Build build : backwards(builds)) {
            build.resume();
            build.go();
        }
        finish(backwards(builds));

        assertThat(deployed(builds)).containsExactly(7, 8, 9);
    }

    @Test
    void nobodyWaitsForABuildThatIsGone() throws Exception {
        Build gone = arrive(7);
        Build next = arrive(8);

        controller.restart(ticket -> !ticket.token().equals(gone.token()));
        next.resume();
        finish(next);

        assertThat(deployed(gone, next)).containsExactly(8);
    }

    @Test
    void nobodyWaitsForABuildThatIsAborted() throws Exception {
        Build head = arrive(7);
        Build aborted = arrive(8);
        Build last = arrive(9);

        aborted.driver.interrupt(new Interruption(Outcome.ABORTED, "by Ada"));
        finish(last, head);

        assertThat(aborted.result().outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(deployed(head, aborted, last)).containsExactly(7, 9);
    }

    @Test
    void whoWaitsForOthersAsksAwsForNothing() throws Exception {
        arrive(7);
        Build next = arrive(8);
        int calls = aws.calls().count();

        go(next);

        assertThat(aws.calls().count()).isEqualTo(calls);
        assertThat(next.driver.deployment().stage().doing())
                .isEqualTo("waiting for another deployment of the group to end");
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

        Build other = new Build(RunHarness.with(
                controller.order(8), new DeploymentRequest.Target(TwoAccounts.APPLICATION, "Other", "")));
        finish(other);

        assertThat(other.console).noneMatch(line -> line.contains("waits"));
    }

    @Test
    void failsAtOnceWhereOthersAreBeforeIt() throws Exception {
        arrive(7);

        Build impatient = arrive(with(controller.order(8), WhenBusy.FAIL));

        assertThat(impatient.result().error())
                .isEqualTo(
                        "The deployment group Prod is busy: shop #7  https://jenkins.example/job/shop/7/ is about to deploy"
                                + " to it. Wait for it to end and build again, or say whenBusy: 'wait'.");
    }

    // ---- whenBusy: 'newest'

    private Build newest(int number) throws InterruptedException {
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
        Build[] builds = {newest(7), newest(8), newest(9)};

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
        Build newest = newest(9);
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        aws.clock().advance(LONG);
        go(newest);
        assertThat(newest.driver.deployment().stage()).isInstanceOf(Stage.Watching.class);

        controller.restart(ticket -> true);
        Build late = newest(8);
        finish(newest, late);

        assertThat(late.result().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(deployed(newest, late)).containsExactly(9);
    }

    @Test
    void whoDoesNotWaitIsNotSuperseded() throws Exception {
        Build newest = newest(9);
        finish(newest);

        Build older = newest(8);
        finish(older);

        assertThat(older.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void buildsOfOtherJobsAreNotSuperseded() throws Exception {
        Build one = newest(7);
        Build other = arrive(by(new Requester("other", 9, "ada", "")));

        finish(other, one);

        assertThat(deployed(one, other)).containsExactly(7, 9);
    }

    @Test
    void aJobThatWasMadeAnewIsNotSupersededByWhatItWasBefore() throws Exception {
        Instant now = aws.clock().instant();
        Build before = arrive(by(new Requester("shop", "shop", 500, now, "ada", "")));
        aws.everyDeployment(plan -> plan.takes("Install", LONG));
        aws.clock().advance(LONG);
        go(before);
        assertThat(before.driver.deployment().stage()).isInstanceOf(Stage.Watching.class);

        Build anew = arrive(by(new Requester("shop", "shop", 1, now.plusSeconds(60), "ada", "")));
        finish(before, anew);

        assertThat(anew.result().outcome()).as(anew.result().error()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aNewerBuildThatIsGoneSupersedesNobody() throws Exception {
        Build older = newest(7);
        Build gone = new Build(with(controller.order(8), WhenBusy.NEWEST));
        gone.go();

        controller.restart(ticket -> !ticket.token().equals(gone.token()));
        older.resume();
        finish(older);

        assertThat(older.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void buildsThatWaitForAllAreNotSupersededByOneThatWaitsForTheNewest() throws Exception {
        Build patient = arrive(7);
        Build newest = newest(8);

        finish(newest, patient);

        assertThat(deployed(patient, newest)).containsExactly(7, 8);
        assertThat(newest.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
}
