package io.jenkins.plugins.crossaccountdeploy.redeployment;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.RecordFile;
import io.jenkins.plugins.crossaccountdeploy.history.Recorder;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.redeployment.Redeployment.Kind;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Existing;
import io.jenkins.plugins.crossaccountdeploy.request.Provenance;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is live in one environment is deployed to another. */
class ExistingRevisionsTest {

    private static final Cell PROD = new Cell("prod", TwoAccounts.APPLICATION, TwoAccounts.GROUP);

    private static final Instant COMMITTED = Instant.parse("2026-11-19T08:00:00Z");

    @TempDir
    Path workspace;

    @TempDir
    Path build;

    @TempDir
    Path home;

    private RunHarness harness;
    private Journal journal;
    private String job = "shop";
    private final Set<String> hidden = new HashSet<>();
    private Optional<RedeployCause> cause = Optional.empty();

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        journal = new Journal(home.resolve("journal"));
        harness.listen(run -> new Recorder(
                RecordFile.in(() -> build, run.token()),
                journal,
                run,
                Origin.of(job, 42, "job/shop/42/", "ada", "Started by Ada")
                        .ofCommit(run.request().isPush() ? COMMITTED : Instant.EPOCH)
                        .deploying(run.request()),
                harness.aws().clock()));
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    /** The same accounts by another name. */
    private DeploymentRequest to(String environment) {
        DeploymentRequest request = harness.request();
        var prod = request.environment();
        return RunHarness.with(
                request,
                new io.jenkins.plugins.crossaccountdeploy.account.Environment(
                        environment, prod.region(), prod.role(), prod.endpoints(), ""));
    }

    private Result deploy(String environment, String content) throws InterruptedException {
        harness.file("index.html", content);
        return harness.run(RunHarness.with(
                to(environment), new DeploymentRequest.FromWorkspace(Selection.ALL, "c0ffee-" + content)));
    }

    private Existing find(String text) throws Fault {
        return find(text, PROD);
    }

    private Existing find(String text, Cell target) throws Fault {
        return new ExistingRevisions(
                        journal,
                        name -> List.of("prod", "staging", "test").contains(name),
                        name -> !hidden.contains(name),
                        cause,
                        () -> RecordFile.all(build))
                .find(text, target);
    }

    private void refuses(String text, Cell target, String... inTheMessage) {
        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> find(text, target))
                .satisfies(fault -> assertThat(fault.getMessage())
                        .startsWith("revision '" + text + "': ")
                        .contains(inTheMessage)
                        .hasLineCount(1));
    }

    private static Cell group(String application, String group) {
        return new Cell("prod", application, group);
    }

    /** Writes what has ended long ago into the journal. */
    private void wasDeployed(Cell cell, String key) throws InterruptedException {
        DeploymentRequest request = to(cell.environment());
        Result result = harness.run(request);
        JournalEntry entry = journal.entries(new Cell(cell.environment(), TwoAccounts.APPLICATION, TwoAccounts.GROUP))
                .get(0);
        assertThat(result.error()).isEmpty();
        journal.write(new JournalEntry(
                entry.token() + key,
                entry.state(),
                entry.origin(),
                new io.jenkins.plugins.crossaccountdeploy.history.Place(
                        cell.environment(),
                        entry.place().region(),
                        entry.place().partition(),
                        entry.place().account(),
                        entry.place().role(),
                        cell.application(),
                        cell.deploymentGroup(),
                        ""),
                entry.revision(),
                entry.began(),
                "d-" + key,
                entry.ended(),
                "",
                "",
                "",
                Drift.NONE));
    }

    @Test
    void deploysTheVeryBytesThatAreLiveElsewhereAndSaysSo() throws Exception {
        Result staging = deploy("staging", "one");
        deploy("staging", "two");
        Result live = harness.run(RunHarness.with(
                to("staging"), find(staging.revision().orElseThrow().address())));

        Result prod = harness.run(RunHarness.with(to("prod"), find("environment:staging")));

        assertThat(prod.error()).isEmpty();
        assertThat(prod.revision()).isEqualTo(live.revision());
        JournalEntry source = journal.liveRevision(new Cell("staging", PROD.application(), PROD.deploymentGroup()))
                .orElseThrow()
                .entry();
        assertThat(harness.told("[prod] bundle"))
                .containsExactly("[prod] bundle  what is live in staging since "
                        + source.ended().truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + ": "
                        + live.revision().orElseThrow().uri());
        JournalEntry promoted = journal.entries(PROD).get(0);
        assertThat(promoted.origin().kind()).isEqualTo(Origin.Kind.PROMOTION);
        assertThat(promoted.origin().from()).isEqualTo("staging");
        assertThat(promoted.revision().commit()).isEqualTo("c0ffee-one");
        assertThat(promoted.revision().files()).isEqualTo(3);
        assertThat(promoted.revision().digest()).hasSize(64);
    }

    @Test
    void deploysWhatWasLiveWhenTheRunBeganWhateverIsLiveAfterARestart() throws Exception {
        Result first = deploy("staging", "one");
        Driver driver = harness.driver(harness.fresh(RunHarness.with(to("prod"), find("environment:staging"))));
        harness.until(driver, Stage.Registering.class);
        var saved = harness.saved();
        deploy("staging", "two");

        Result prod = harness.finish(harness.driver(saved));

        assertThat(prod.revision()).isEqualTo(first.revision());
    }

    @Test
    void knowsTheCommitOfARevisionThatWasDeployedFromHere() throws Exception {
        Revision known = deploy("staging", "one").revision().orElseThrow();

        assertThat(find(known.address()).provenance().commit()).isEqualTo("c0ffee-one");
        assertThat(find(known.address()).provenance().environment()).isEmpty();
        hidden.add("shop");
        assertThat(find(known.address())).isEqualTo(new Existing(known, Provenance.UNKNOWN));
    }

    private Revision pushed(String content) throws InterruptedException {
        harness.file("index.html", content);
        var options = harness.request().options();
        Result result = harness.run(RunHarness.with(
                RunHarness.with(
                        RunHarness.with(harness.request(), new DeploymentRequest.Target("", "", "")),
                        new DeploymentRequest.FromWorkspace(Selection.ALL, "c0ffee-" + content)),
                new DeploymentRequest.Options(
                        true,
                        options.timeout(),
                        options.whenBusy(),
                        options.onAbort(),
                        false,
                        options.logLevel(),
                        DeploymentRequest.Action.PUSH,
                        DeploymentRequest.Until.END)));
        assertThat(result.error()).isEmpty();
        return result.revision().orElseThrow();
    }

    @Test
    void knowsTheCommitOfWhatTheSameBuildHasPushed() throws Exception {
        pushed("one");
        Revision revision = pushed("two");
        hidden.add("shop");

        Existing existing = find(revision.address());

        assertThat(existing)
                .isEqualTo(new Existing(
                        revision,
                        Provenance.UNKNOWN.of(
                                "c0ffee-two",
                                COMMITTED,
                                3,
                                existing.provenance().bytes())));
        assertThat(existing.provenance().bytes()).isPositive();
        harness.run(RunHarness.with(to("prod"), existing));
        hidden.clear();
        assertThat(journal.liveRevision(PROD).orElseThrow().entry().revision().commit())
                .isEqualTo("c0ffee-two");
        assertThat(journal.liveRevision(PROD).orElseThrow().entry().origin().committed())
                .isEqualTo(COMMITTED);
        assertThat(find("environment:prod", new Cell("staging", PROD.application(), PROD.deploymentGroup()))
                        .provenance()
                        .committed())
                .isEqualTo(COMMITTED);
    }

    @Test
    void takesTheGroupOfTheSameNameAmongSeveral() throws Exception {
        deploy("staging", "one");
        wasDeployed(new Cell("staging", TwoAccounts.APPLICATION, "Blue"), "blue");

        assertThat(find("environment:staging").provenance().environment()).isEqualTo("staging");
        refuses(
                "environment:staging",
                group(TwoAccounts.APPLICATION, "Other"),
                "none of them is Other",
                "environment:staging/" + TwoAccounts.APPLICATION + "/Blue, environment:staging/"
                        + TwoAccounts.APPLICATION + "/" + TwoAccounts.GROUP);
        assertThat(find("environment:staging/" + TwoAccounts.APPLICATION + "/Blue", group("Another", "Other"))
                        .provenance()
                        .environment())
                .isEqualTo("staging");
    }

    @Test
    void takesTheOnlyGroupOfTheApplicationWhateverItsName() throws Exception {
        deploy("staging", "one");

        assertThat(find("environment:staging", group(TwoAccounts.APPLICATION, "Other"))
                        .provenance()
                        .commit())
                .isEqualTo("c0ffee-one");
        refuses(
                "environment:staging",
                group("Another", TwoAccounts.GROUP),
                "nothing of the application Another in staging",
                "Name one: environment:staging/" + TwoAccounts.APPLICATION + "/" + TwoAccounts.GROUP);
    }

    @Test
    void refusesWhatIsNotThere() throws Exception {
        refuses("environment:stagin", PROD, "there is no environment 'stagin'");
        refuses("environment:staging", PROD, "nothing of the application " + TwoAccounts.APPLICATION);
        refuses("environment:staging/" + TwoAccounts.APPLICATION, PROD, "nothing of");
        refuses("environment:", PROD, "This is not a revision");
        harness.aws()
                .nextDeployment()
                .failsEverywhere("AfterInstall", script("after_install.sh").exit(1));
        deploy("staging", "broken");
        refuses("environment:staging", PROD, "has succeeded yet");
    }

    /** Neither that it is there nor what it is called. */
    @Test
    void tellsNothingOfWhatTheBuildMayNotRead() throws Exception {
        job = "secret/shop";
        deploy("staging", "one");
        hidden.add(job);

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> find("environment:staging", group("Another", "Group")))
                .satisfies(fault -> assertThat(fault.getMessage())
                        .doesNotContain("secret", "shop", TwoAccounts.GROUP, TwoAccounts.APPLICATION, "s3://"));
        String there = "environment:staging/" + TwoAccounts.APPLICATION + "/" + TwoAccounts.GROUP;
        String notThere = "environment:test/" + TwoAccounts.APPLICATION + "/" + TwoAccounts.GROUP;
        assertThat(refusal(there).replace("staging", "test")).isEqualTo(refusal(notThere));
    }

    @Test
    void deploysWhatSomebodyWantsBackAndSaysWhy() throws Exception {
        Revision first = deploy("prod", "one").revision().orElseThrow();
        deploy("prod", "two");
        cause = Optional.of(new RedeployCause(
                Kind.ROLLBACK,
                PROD,
                first.address(),
                "",
                Instant.EPOCH,
                "shop #42",
                "Ada",
                "basket\nis\u001b[2J empty"));
        assertThat(cause.get().getShortDescription()).isEqualTo("Rolled back to shop #42 by Ada: basket is empty");

        harness.run(RunHarness.with(to("prod"), find(first.address())));

        JournalEntry entry = journal.liveRevision(PROD).orElseThrow().entry();
        assertThat(entry.origin().kind()).isEqualTo(Origin.Kind.ROLLBACK);
        assertThat(entry.origin().reason()).isEqualTo("basket is empty");
        assertThat(entry.revision().commit()).isEqualTo("c0ffee-one");
        assertThat(find(first.address(), group(PROD.application(), "Other"))
                        .provenance()
                        .rollback())
                .isFalse();
        assertThat(find("s3://bundles/another.zip").provenance()).isEqualTo(Provenance.UNKNOWN);
    }

    @Test
    void deploysWhatSomebodyPromotesAndSaysWhy() throws Exception {
        Revision tested = deploy("staging", "one").revision().orElseThrow();
        Instant since = Instant.parse("2026-11-20T09:12:44.250Z");
        cause = Optional.of(new RedeployCause(
                Kind.PROMOTION, PROD, tested.address(), "staging", since, "shop #42", "Ada", "release 7"));
        assertThat(cause.get().getShortDescription()).isEqualTo("Promoted shop #42 from staging by Ada: release 7");

        harness.run(RunHarness.with(to("prod"), find(tested.address())));

        Origin origin = journal.liveRevision(PROD).orElseThrow().entry().origin();
        assertThat(origin.kind()).isEqualTo(Origin.Kind.PROMOTION);
        assertThat(origin.from()).isEqualTo("staging");
        assertThat(origin.reason()).isEqualTo("release 7");
        assertThat(harness.told("what is live in staging since 2026-11-20T09:12:44Z: "))
                .hasSize(1);
    }

    @Test
    void deploysAgainWhatSomebodyWantsOnceMore() throws Exception {
        Revision first = deploy("prod", "one").revision().orElseThrow();
        cause = Optional.of(new RedeployCause(
                Kind.AGAIN, PROD, first.address(), "", Instant.EPOCH, "shop #42", "Ada", "the disk was full"));
        assertThat(cause.get().getShortDescription()).isEqualTo("Deployed shop #42 again by Ada: the disk was full");

        harness.run(RunHarness.with(to("prod"), find(first.address())));

        Origin origin = journal.liveRevision(PROD).orElseThrow().entry().origin();
        assertThat(origin.kind()).isEqualTo(Origin.Kind.DEPLOYMENT);
        assertThat(origin.reason()).isEqualTo("the disk was full");
    }

    private String refusal(String text) {
        try {
            return "found " + find(text);
        } catch (Fault fault) {
            return fault.getMessage();
        }
    }

    @Test
    void isNoPromotionToDeployAgainWhatIsLiveInTheSameEnvironment() throws Exception {
        deploy("prod", "one");

        harness.run(RunHarness.with(to("prod"), find("environment:prod")));

        assertThat(RecordFile.all(build))
                .extracting(RunRecord::origin)
                .extracting(Origin::kind)
                .containsOnly(Origin.Kind.DEPLOYMENT);
    }
}
