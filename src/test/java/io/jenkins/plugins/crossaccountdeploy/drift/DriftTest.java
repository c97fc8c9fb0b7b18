package io.jenkins.plugins.crossaccountdeploy.drift;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.RecordFile;
import io.jenkins.plugins.crossaccountdeploy.history.Recorder;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run says so when the group runs what something other than this Jenkins has deployed. */
class DriftTest {

    private static final Cell CELL = new Cell("prod", TwoAccounts.APPLICATION, TwoAccounts.GROUP);

    private static final String NOTE = "not deployed from this Jenkins";

    private static final Rules ROLLBACK = new Rules("", "", false, false, true, false, List.of());

    private static final Options DETACHED =
            new Options(false, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL);

    @TempDir
    Path workspace;

    @TempDir
    Path build;

    @TempDir
    Path home;

    private RunHarness harness;
    private Journal journal;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        journal = new Journal(home.resolve("journal"));
        harness.remember(journal.known(CELL));
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private Result fromHere(String content) throws InterruptedException {
        return fromHere(content, harness.request());
    }

    private Result fromHere(String content, DeploymentRequest request) throws InterruptedException {
        harness.listen(run -> new Recorder(
                RecordFile.in(() -> build, run.token()),
                journal,
                run,
                Origin.of("shop", 42, "job/shop/42/", "ada", "Started by Ada"),
                harness.aws().clock()));
        return deploy(content, request);
    }

    private Result fromElsewhere(String content, DeploymentRequest request) throws InterruptedException {
        harness.listen(run -> (deployment, events) -> {});
        return deploy(content, request);
    }

    private Result fromElsewhere(String content) throws InterruptedException {
        return fromElsewhere(content, harness.request());
    }

    private Result deploy(String content, DeploymentRequest request) throws InterruptedException {
        harness.aws().clock().advance(Duration.ofMinutes(1));
        harness.file("index.html", content);
        return harness.run(request);
    }

    private void failsNext() {
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", script("scripts/after_install.sh"));
    }

    private void assertNoDrift() throws InterruptedException {
        assertThat(fromHere("last").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told(NOTE)).isEmpty();
        assertThat(journal.entries(CELL)).allMatch(entry -> entry.drift().isNone());
    }

    @Test
    void saysWhatTheGroupRunsAndWhoHasNotDeployedIt() throws Exception {
        fromHere("one");
        Result other = fromElsewhere("two");

        fromHere("three");

        assertThat(harness.told(NOTE))
                .singleElement()
                .asString()
                .startsWith("[prod] note    " + TwoAccounts.APPLICATION + " / " + TwoAccounts.GROUP + " runs s3://"
                        + TwoAccounts.BUCKET + "/revisions/shop/")
                .contains(".zip of " + other.deploymentId() + " (not deployed from this Jenkins, since 20")
                .endsWith("Z)");
        JournalEntry entry = journal.liveRevision(CELL).orElseThrow().entry();
        assertThat(entry.drift().deploymentId()).isEqualTo(other.deploymentId());
        assertThat(RecordFile.all(build)).extracting(RunRecord::drift).containsExactly(Drift.NONE, entry.drift());
        assertThat(new Journal(home.resolve("journal")).entries(CELL)).isEqualTo(journal.entries(CELL));
    }

    @Test
    void saysNothingAnyMoreWhenItHasDeployedOverIt() throws Exception {
        fromHere("one");
        fromElsewhere("two");
        fromHere("three");

        fromHere("four");

        assertThat(harness.told(NOTE)).hasSize(1);
        assertThat(journal.liveRevision(CELL).orElseThrow().entry().drift().isNone())
                .isTrue();
    }

    @Test
    void asksNothingMoreWhenTheGroupRunsWhatWasDeployedFromHere() throws Exception {
        fromHere("one");
        int before = harness.aws().calls().count("CodeDeploy.GetDeployment");

        harness.until(harness.request(), Stage.Bundling.class);

        assertThat(harness.aws().calls().count("CodeDeploy.GetDeployment")).isEqualTo(before);
    }

    @Test
    void doesNotWonderAtTheFirstDeployment() throws Exception {
        fromElsewhere("one");

        assertNoDrift();
    }

    @Test
    void doesNotWonderAtTheSameBytes() throws Exception {
        fromHere("one");
        fromElsewhere("one");

        assertNoDrift();
    }

    @Test
    void doesNotWonderAtAnInstanceThatWasLaunched() throws Exception {
        fromHere("one");
        harness.aws().launchInstance(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "i-0launched");
        harness.aws().clock().advance(Duration.ofHours(1));

        assertNoDrift();
    }

    @Test
    void doesNotWonderAtARollback() throws Exception {
        fromHere("one");
        failsNext();
        Result failed = fromHere("two", RunHarness.with(harness.request(), ROLLBACK));
        assertThat(failed.rollbackDeploymentId()).isNotEmpty();

        assertNoDrift();
    }

    /** Nobody has waited for either: the journal does not know what CodeDeploy has gone back to. */
    @Test
    void doesNotWonderAtTheRollbackOfADeploymentThatNobodyHasWaitedFor() throws Exception {
        fromHere("one");
        DeploymentRequest detached = RunHarness.with(RunHarness.with(harness.request(), ROLLBACK), DETACHED);
        fromHere("two", detached);
        harness.aws().clock().advance(Duration.ofHours(1));
        failsNext();
        fromHere("three", detached);
        harness.aws().clock().advance(Duration.ofHours(1));

        assertNoDrift();
    }

    @Test
    void wondersAtTheRollbackOfADeploymentFromElsewhereToAnother() throws Exception {
        fromHere("one");
        fromElsewhere("two");
        failsNext();
        Result failed = fromElsewhere("three", RunHarness.with(harness.request(), ROLLBACK));

        fromHere("four");

        assertThat(harness.told(" of " + failed.rollbackDeploymentId() + " (not deployed from this Jenkins"))
                .hasSize(1);
    }

    @Test
    void knowsTheDeploymentsThatItMakesToTheGroupByAnotherName() throws Exception {
        fromHere("one");
        fromHere("two", ofEnvironment("hotfix"));

        assertNoDrift();
    }

    private DeploymentRequest ofEnvironment(String name) {
        Environment prod = harness.request().environment();
        return RunHarness.with(
                harness.request(), new Environment(name, prod.region(), prod.role(), prod.endpoints(), ""));
    }

    @Test
    void doesNotWonderAtAnInstanceThatGetsWhatNobodyHasWaitedFor() throws Exception {
        fromHere("one");
        fromHere("two", RunHarness.with(harness.request(), DETACHED));
        harness.aws().clock().advance(Duration.ofHours(1));
        harness.aws().launchInstance(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "i-0launched");
        harness.aws().clock().advance(Duration.ofHours(1));

        assertNoDrift();
    }

    @Test
    void doesNotWonderAtAnInstanceThatGetsWhatTheGroupHasByAnotherName() throws Exception {
        fromHere("one");
        fromHere("two", ofEnvironment("hotfix"));
        harness.aws().launchInstance(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "i-0launched");
        harness.aws().clock().advance(Duration.ofHours(1));

        assertNoDrift();
    }

    @Test
    void wondersAtAnEarlierRevisionThatSomebodyElseDeploysAgain() throws Exception {
        fromHere("one");
        fromHere("two");
        fromElsewhere("one");

        fromHere("three");

        assertThat(harness.told(NOTE)).hasSize(1);
    }

    @Test
    void wondersAtARevisionThatSomebodyElseDeploysAgainAfterItHasFailedHere() throws Exception {
        fromHere("one");
        failsNext();
        fromHere("two");
        fromElsewhere("two");

        fromHere("three");

        assertThat(harness.told(NOTE)).hasSize(1);
    }

    @Test
    void doesNotWonderAtAGroupThatWasCreatedAnew() throws Exception {
        fromHere("one");
        harness.close();
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        harness.remember(journal.known(CELL));

        assertNoDrift();
    }

    @Test
    void deploysWithoutKnowingWhatItMayNotAsk() throws Exception {
        fromHere("one");
        fromElsewhere("two");
        harness.aws().faults().on("CodeDeploy.GetDeployment").times(1).denyAccess();
        assertThat(fromHere("three").outcome()).isEqualTo(Outcome.SUCCEEDED);
        fromElsewhere("four");
        harness.aws().faults().on("CodeDeploy.GetDeploymentGroup").times(1).denyAccess();
        assertThat(fromHere("five").outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.told(NOTE)).isEmpty();
    }
}
