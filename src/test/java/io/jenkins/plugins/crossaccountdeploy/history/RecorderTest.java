package io.jenkins.plugins.crossaccountdeploy.history;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord.PhaseRecord;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Action;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Until;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.HostileText;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk of a run, while it goes on and afterwards. */
class RecorderTest {

    private static final Cell CELL = new Cell("prod", TwoAccounts.APPLICATION, TwoAccounts.GROUP);

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
        harness.listen(this::recorder);
    }

    private Recorder recorder(Deployment run) {
        return new Recorder(
                RecordFile.in(() -> build, run.token()),
                journal,
                run,
                Origin.of("shop", 42, "job/shop/42/", "ada", "Started by Ada"),
                harness.aws().clock());
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private RunRecord recorded() {
        List<RunRecord> records = RecordFile.all(build);
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private Driver watching() throws InterruptedException {
        return harness.until(harness.request(), Stage.Watching.class);
    }

    @Test
    void hasAllThatPeopleAskOfADeployment() throws Exception {
        harness.run(harness.request());

        RunRecord record = recorded();
        assertThat(record.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(record.explanation()).isEmpty();
        assertThat(record.origin().job()).isEqualTo("shop");
        assertThat(record.place().account()).isEqualTo(TwoAccounts.PRODUCTION);
        assertThat(record.development()).isEqualTo("arn:aws:iam::111111111111:user/deployer");
        assertThat(record.session()).endsWith("assumed-role/CrossAccountRole/jenkins-shop-42");
        assertThat(record.revision().bucket()).isEqualTo(TwoAccounts.BUCKET);
        assertThat(record.revision().digest()).hasSize(64);
        assertThat(record.revision().files()).isEqualTo(3);
        assertThat(record.revision().sentBytes()).isPositive();
        assertThat(record.phases())
                .extracting(PhaseRecord::phase)
                .containsExactly(
                        Phase.CHECK, Phase.BUNDLE, Phase.ASSUME, Phase.REGISTER, Phase.CREATE, Phase.WATCH, Phase.DONE);
        DeploymentRecord deployment = record.deployment();
        assertThat(deployment.id()).isEqualTo(harness.deploymentId());
        assertThat(deployment.platform()).isEqualTo("Server");
        assertThat(deployment.status()).isEqualTo("Succeeded");
        assertThat(deployment.counts()).isEqualTo(new Counts(0, 0, 3, 0, 0, 0));
        assertThat(deployment.leftOut()).isZero();
        assertThat(deployment.targets()).hasSize(3).allSatisfy(target -> {
            assertThat(target.status()).isEqualTo("Succeeded");
            assertThat(target.events()).hasSize(7).allSatisfy(event -> {
                assertThat(event.status()).isEqualTo("Succeeded");
                assertThat(event.millis()).isPositive();
                assertThat(event.started()).isAfterOrEqualTo(deployment.created());
            });
        });
        assertThat(record.rollback()).isEqualTo(DeploymentRecord.NONE);
    }

    @Test
    void waitsForTrafficUnwatchedWhenItsRunHasReturned() throws Exception {
        harness.aws()
                .group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                .blueGreen("i-0d4e5f6a", "i-0e5f6a7b")
                .waitsForApproval(Duration.ofHours(1), false);

        harness.run(RunHarness.with(
                harness.request(),
                new Options(
                        true,
                        Duration.ZERO,
                        WhenBusy.WAIT,
                        OnAbort.STOP,
                        false,
                        LogLevel.NORMAL,
                        Action.DEPLOY,
                        Until.TRAFFIC)));

        RunRecord record = recorded();
        assertThat(record.state()).isEqualTo(RunState.READY);
        assertThat(record.deployment().status()).isEqualTo("Ready");
        assertThat(record.deployment().waiting()).isEqualTo(DeploymentRecord.Waiting.NOTHING);
        assertThat(journal.entries(CELL))
                .singleElement()
                .extracting(JournalEntry::state)
                .isEqualTo(RunState.READY);
        assertThat(journal.liveRevision(CELL)).isEmpty();
    }

    private DeploymentRequest to(Action action, String id) {
        return RunHarness.with(
                RunHarness.with(harness.request(), new DeploymentRequest.Running(id)),
                new Options(
                        true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL, action, Until.END));
    }

    private String begunUnwatched() throws InterruptedException {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(2));
        return harness.run(RunHarness.with(
                        harness.request(),
                        new Options(false, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL)))
                .deploymentId();
    }

    @Test
    void hasOneEntryOfADeploymentThatTwoRunsHaveSeenTo() throws Exception {
        String id = begunUnwatched();
        JournalEntry begun = journal.entries(CELL).get(0);
        assertThat(begun.state()).isEqualTo(RunState.STARTED);
        harness.aws().clock().advance(Duration.ofSeconds(10));

        harness.run(to(Action.FOLLOW, id));

        assertThat(RecordFile.all(build)).hasSize(2).last().satisfies(followed -> {
            assertThat(followed.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(followed.deployment().id()).isEqualTo(id);
            assertThat(followed.phases())
                    .extracting(PhaseRecord::phase)
                    .containsExactly(Phase.CHECK, Phase.TAKE_UP, Phase.WATCH, Phase.DONE);
        });
        assertThat(journal.entries(CELL)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(entry.token()).isEqualTo(begun.token());
            assertThat(entry.revision()).isEqualTo(begun.revision());
            assertThat(entry.ended()).isAfter(begun.ended());
        });
        assertThat(journal.liveRevision(CELL)).isPresent();
    }

    private static RevisionRecord restored(String key) {
        return RevisionRecord.NONE.at(
                Revision.parse("s3://" + TwoAccounts.BUCKET + "/" + key).orElseThrow());
    }

    /** Begins a deployment that fails and is rolled back when nobody looks. */
    private String failingUnwatched() throws InterruptedException {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP).rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", script("scripts/after_install.sh"));
        return harness.run(RunHarness.with(
                        harness.request(),
                        new Options(false, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL)))
                .deploymentId();
    }

    @Test
    void hasTheRollbackOfADeploymentThatFailsWhileAnotherRunFollowsIt() throws Exception {
        String id = failingUnwatched();
        Driver following = harness.until(harness.driver(harness.fresh(to(Action.FOLLOW, id))), Stage.Watching.class);
        while (!(following.deployment().stage() instanceof Stage.Watching watching
                && watching.ending() instanceof Stage.Ending.RollingBack)) {
            harness.aws().clock().advance(following.step());
            assertThat(following.deployment().isDone()).isFalse();
            assertThat(journal.entries(CELL))
                    .singleElement()
                    .extracting(JournalEntry::state)
                    .isEqualTo(RunState.RUNNING);
        }

        harness.finish(following);

        assertThat(journal.entries(CELL)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.FAILED);
            assertThat(entry.ended()).isAfter(entry.began());
            assertThat(entry.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
            assertThat(LiveRevision.isOf(restored("good.zip"), entry.restored()))
                    .isTrue();
            assertThat(entry.explanation()).contains("scripts/after_install.sh", "Rolled back by");
        });
    }

    @Test
    void hasTheRollbackThatAnotherRunHasOrdered() throws Exception {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        String id = begunUnwatched();
        harness.aws().clock().advance(Duration.ofSeconds(10));

        harness.run(to(Action.ROLLBACK, id));

        assertThat(journal.entries(CELL)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.STOPPED);
            assertThat(entry.ended()).isAfter(entry.began());
            assertThat(entry.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
            assertThat(entry.restored()).contains("good.zip");
        });
    }

    @Test
    void leavesWhatIsLiveAloneWhereAFailureFromBeforeIsLookedAtLater() throws Exception {
        String id = failingUnwatched();
        harness.aws().clock().advance(Duration.ofHours(1));
        harness.file("index.html", "<h1>It works again</h1>");
        harness.run(harness.request());
        LiveRevision live = journal.liveRevision(CELL).orElseThrow();
        harness.aws().clock().advance(Duration.ofHours(1));

        harness.run(to(Action.FOLLOW, id));

        assertThat(journal.liveRevision(CELL)).contains(live);
        assertThat(journal.entries(CELL)).first().satisfies(failed -> {
            assertThat(failed.state()).isEqualTo(RunState.FAILED);
            assertThat(failed.ended()).isBefore(live.since());
        });
    }

    @Test
    void hasEndedWithItsRollbackHoweverLongJenkinsWasAway() throws Exception {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP).rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", script("scripts/after_install.sh"));
        watching();
        Instant began = harness.aws().clock().instant();
        harness.aws().clock().advance(Duration.ofHours(1));

        harness.finish(harness.driver(harness.saved()));

        Instant rolledBack = recorded().rollback().ended();
        assertThat(rolledBack).isBetween(began, began.plus(Duration.ofMinutes(30)));
        assertThat(recorded().deployment().ended()).isBefore(rolledBack);
        assertThat(journal.entries(CELL))
                .singleElement()
                .extracting(JournalEntry::ended)
                .isEqualTo(rolledBack);
    }

    @Test
    void keepsHowADeploymentHasEndedWhateverBecomesOfARunThatLooksAtItLater() throws Exception {
        String id = begunUnwatched();
        harness.aws().clock().advance(Duration.ofHours(1));
        harness.run(to(Action.FOLLOW, id));
        List<JournalEntry> ended = journal.entries(CELL);

        assertThat(harness.run(to(Action.STOP, id)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(harness.run(to(Action.FOLLOW, id)).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(journal.entries(CELL)).isEqualTo(ended);
    }

    @Test
    void tellsOfADeploymentWhatCodeDeploySaysWhereTheRunHasComeTooLate() throws Exception {
        String id = begunUnwatched();
        Driver stopping = harness.until(to(Action.STOP, id), Stage.Watching.class);
        harness.aws().clock().advance(Duration.ofHours(1));

        assertThat(harness.finish(stopping).outcome()).isEqualTo(Outcome.FAILED);

        assertThat(journal.entries(CELL))
                .singleElement()
                .extracting(JournalEntry::state)
                .isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void hasAnEntryOfADeploymentThatNobodyHereHasBegun() throws Exception {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "elsewhere.zip");

        harness.run(to(Action.FOLLOW, harness.deploymentId()));

        assertThat(journal.entries(CELL)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(entry.revision().uri()).contains("elsewhere.zip");
            assertThat(entry.origin().job()).isEqualTo("shop");
        });
    }

    @Test
    void hasTheFailureItsLogAndTheRollback() throws Exception {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP).rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws()
                .nextDeployment()
                .fails(
                        "i-0a1b2c3d",
                        "AfterInstall",
                        script("scripts/after_install.sh").log("npm ERR! missing script: build"));

        harness.run(harness.request());

        RunRecord record = recorded();
        assertThat(record.state()).isEqualTo(RunState.FAILED);
        assertThat(record.explanation()).contains("scripts/after_install.sh on i-0a1b2c3d", "Rolled back by");
        TargetRecord failed = record.deployment().targets().stream()
                .filter(TargetRecord::hasFailed)
                .findFirst()
                .orElseThrow();
        EventRecord event = failed.events().stream()
                .filter(EventRecord::hasFailed)
                .findFirst()
                .orElseThrow();
        assertThat(event.errorCode()).isEqualTo("ScriptFailed");
        assertThat(event.script()).isEqualTo("scripts/after_install.sh");
        assertThat(event.log()).anyMatch(line -> line.contains("npm ERR! missing script: build"));
        assertThat(record.deployment().message()).startsWith("HEALTH_CONSTRAINTS");
        assertThat(record.rollback().id()).isEqualTo(harness.deploymentId());
        assertThat(record.rollback().status()).isEqualTo("Succeeded");
        assertThat(record.rollback().revision()).contains("good.zip");
        assertThat(record.rollback().targets()).hasSize(3);
        JournalEntry entry = journal.entries(CELL).get(0);
        assertThat(entry.state()).isEqualTo(RunState.FAILED);
        assertThat(entry.restored()).contains("good.zip");
        assertThat(journal.liveRevision(CELL).orElseThrow().revision().uri()).endsWith("good.zip");
    }

    @Test
    void hasTheRollbackOfALambdaFunctionToItsAppSpec() throws Exception {
        harness.close();
        harness = new RunHarness(workspace, Scenario.named("lambda"));
        harness.listen(this::recorder);
        harness.aws().group("CodeDeployDemo-Lambda", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        DeploymentRequest request =
                RunHarness.with(harness.request(), new DeploymentRequest.Target("CodeDeployDemo-Lambda", "Prod", ""));
        harness.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC);
        harness.run(request);
        harness.file("appspec.yml", TwoAccounts.FUNCTION_APP_SPEC + "# of the next commit");
        harness.aws().function("checkout").alias("live", 7);
        harness.aws().nextDeployment().failsEverywhere("BeforeAllowTraffic", Script.unknownError("no answer"));

        harness.run(request);

        List<JournalEntry> entries = journal.entries(new Cell("prod", "CodeDeployDemo-Lambda", "Prod"));
        assertThat(entries).hasSize(2).last().satisfies(failed -> {
            assertThat(failed.state()).isEqualTo(RunState.FAILED);
            assertThat(failed.restored())
                    .startsWith("appspec:sha256:")
                    .isEqualTo(entries.get(0).revision().address());
        });
    }

    @Test
    void hasTheRollbackToTheSameRevision() throws Exception {
        harness.run(harness.request());
        harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP).rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", script("scripts/after_install.sh"));

        harness.run(harness.request());

        assertThat(journal.entries(CELL)).hasSize(2).last().satisfies(failed -> {
            assertThat(failed.state()).isEqualTo(RunState.FAILED);
            assertThat(LiveRevision.isOf(failed.revision(), failed.restored())).isTrue();
        });
    }

    @Test
    void isThereWhileTheDeploymentGoesOn() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        harness.pass(watching(), Duration.ofMinutes(1));

        RunRecord record = recorded();
        assertThat(record.state()).isEqualTo(RunState.RUNNING);
        assertThat(record.doing()).startsWith("watching d-");
        assertThat(record.deployment().targets().get(0).events())
                .anyMatch(event -> event.name().equals("AfterInstall") && event.isRunning());
        assertThat(journal.entries(CELL)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.RUNNING);
            assertThat(entry.deploymentId()).isEqualTo(harness.deploymentId());
        });
    }

    @Test
    void losesNothingInACrashAtAnyStep() throws Exception {
        for (int crash = 1; crash < 60; crash += 3) {
            Path other = Files.createDirectory(home.resolve("crash" + crash));
            build = other;
            journal = new Journal(other.resolve("journal"));
            Driver driver = harness.driver(harness.fresh(harness.request()));
            for (int step = 0; step < crash && !driver.deployment().isDone(); step++) {
                harness.aws().clock().advance(driver.step());
            }
            if (driver.deployment().isDone()) {
                break;
            }
            journal = new Journal(other.resolve("journal"));

            harness.finish(harness.driver(harness.saved()));

            RunRecord record = recorded();
            assertThat(record.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(record.revision().files()).isEqualTo(3);
            assertThat(record.session()).isNotEmpty();
            assertThat(record.phases()).extracting(PhaseRecord::phase).doesNotHaveDuplicates();
            assertThat(record.deployment().targets())
                    .as("after a crash at step " + crash)
                    .hasSize(3)
                    .allSatisfy(target -> assertThat(target.events())
                            .hasSize(7)
                            .allMatch(event -> event.status().equals("Succeeded")));
            assertThat(journal.entries(CELL)).hasSize(1);
        }
    }

    @Test
    void findsOutAfterACrashWhatWasToldAndNotRecorded() throws Exception {
        harness.aws().nextDeployment().takes("ApplicationStart", Duration.ofMinutes(3));
        Driver driver = watching();
        harness.pass(driver, Duration.ofMinutes(4));
        RecordFile file = RecordFile.in(() -> build, driver.deployment().token());
        RunRecord old = file.load().orElseThrow();
        harness.pass(driver, Duration.ofMinutes(4));
        file.save(old);

        harness.finish(harness.driver(harness.saved()));

        assertThat(recorded().deployment().targets())
                .hasSize(3)
                .allSatisfy(target -> assertThat(target.events())
                        .hasSize(7)
                        .allMatch(event -> event.status().equals("Succeeded")));
    }

    @Test
    void hasEachOfFiftyTargetsThoughTheConsoleTellsCounts() throws Exception {
        harness.aws()
                .group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                .instances(50)
                .config("CodeDeployDefault.HalfAtATime");
        harness.aws().nextDeployment().slower(5);
        Driver driver = watching();
        harness.pass(driver, Duration.ofSeconds(40));
        assertThat(recorded().deployment().targets()).hasSize(50);
        assertThat(recorded().deployment().targets())
                .anyMatch(target -> target.status().equals("InProgress"));

        harness.finish(driver);

        assertThat(recorded().deployment().targets())
                .hasSize(50)
                .allSatisfy(target -> assertThat(target.events()).hasSize(7));
    }

    @Test
    void staysBelowTwoHundredKilobytesWithTenThousandTargets() throws Exception {
        harness.aws()
                .group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                .instances(10_000)
                .config("CodeDeployDefault.AllAtOnce");
        harness.aws()
                .nextDeployment()
                .failsEverywhere(
                        "AfterInstall",
                        script("scripts/after_install.sh").log("npm ERR! missing script: build\n".repeat(50)));

        harness.run(harness.request());

        RunRecord record = recorded();
        assertThat(record.deployment().counts().failed()).isEqualTo(10_000);
        assertThat(record.deployment().targets()).hasSizeBetween(500, Sighting.MOST_TARGETS + Sighting.MOST_FAILURES);
        assertThat(record.deployment().leftOut())
                .isEqualTo(10_000 - record.deployment().targets().size());
        assertThat(record.deployment().targets().stream()
                        .mapToInt(TargetRecord::logLength)
                        .sum())
                .isLessThanOrEqualTo(Sighting.MOST_LOGS);
        try (Stream<Path> files = Files.list(build)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(200_000);
        }
    }

    @Test
    void isSavedAtABoundedRate() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(2));
        Driver driver = watching();
        RecordFile file = RecordFile.in(() -> build, driver.deployment().token());
        long last = file.load().orElseThrow().sequence();
        int saves = 0;
        Instant from = harness.aws().clock().instant();
        while (!driver.deployment().isDone()) {
            harness.aws().clock().advance(driver.step());
            long now = file.load().orElseThrow().sequence();
            saves += now == last ? 0 : 1;
            last = now;
        }
        Duration took = Duration.between(from, harness.aws().clock().instant());
        assertThat((long) saves).isLessThanOrEqualTo(2 + took.dividedBy(Recorder.BETWEEN_SAVES));
    }

    @Test
    void neverStandsInTheWayOfADeployment() throws Exception {
        Files.createDirectories(home.resolve("journal").getParent());
        Files.writeString(home.resolve("journal"), "a file where the journal's directory should be");
        build = build.resolve("is/not/there");

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void saysWhoHasStoppedTheDeployment() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = watching();
        harness.pass(driver, Duration.ofSeconds(30));
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
        harness.finish(driver);

        assertThat(recorded().state()).isEqualTo(RunState.ABORTED);
        assertThat(recorded().explanation()).contains("aborted by Ada");
        assertThat(journal.entries(CELL))
                .singleElement()
                .extracting(JournalEntry::state)
                .isEqualTo(RunState.ABORTED);
    }

    @Test
    void isLostToTheJournalWhereAnAbortedBuildLeavesItsDeploymentAlone() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = harness.until(
                harness.driver(harness.fresh(RunHarness.with(
                        harness.request(),
                        new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.LEAVE, false, LogLevel.NORMAL)))),
                Stage.Watching.class);
        harness.pass(driver, Duration.ofSeconds(30));
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
        harness.finish(driver);

        assertThat(recorded().state()).isEqualTo(RunState.ABORTED);
        assertThat(journal.entries(CELL)).singleElement().satisfies(entry -> {
            assertThat(entry.state()).isEqualTo(RunState.LOST);
            assertThat(entry.explanation()).contains("aborted by Ada", "goes on, unwatched");
        });
    }

    @Test
    void isLostToTheJournalWhereARunThatFollowsItEndsBeforeIt() throws Exception {
        String id = begunUnwatched();
        Driver following = harness.until(to(Action.FOLLOW, id), Stage.Watching.class);

        recorder(following.deployment()).onLeft("Jenkins went down.");

        assertThat(journal.entries(CELL))
                .singleElement()
                .extracting(JournalEntry::state)
                .isEqualTo(RunState.LOST);
    }

    @Test
    void isWithTheOthersOfItsBuildInTheOrderInWhichTheyBegan() throws Exception {
        for (int number = 1; number <= 4; number++) {
            harness.run(harness.request());
            harness.aws().clock().advance(Duration.ofMinutes(1));
        }

        assertThat(RecordFile.all(build)).hasSize(4).isSortedAccordingTo(Comparator.comparing(RunRecord::began));
    }

    /** Nothing can be saved any more, as on a full disk. */
    private Path fill(Driver driver) throws IOException {
        return Files.createDirectory(
                build.resolve("cross-account-deploy-" + driver.deployment().token() + ".record.json.gz.tmp"));
    }

    @Test
    void isNotLostWhenOnlyItsEndCouldNotBeSaved() throws Exception {
        Driver driver = watching();
        fill(driver);
        harness.finish(driver);
        assertThat(recorded().state()).isEqualTo(RunState.RUNNING);

        assertThat(recorder(driver.deployment()).onLeft("Jenkins went down.")).isFalse();

        assertThat(journal.entries(CELL))
                .singleElement()
                .extracting(JournalEntry::state)
                .isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void isSavedWhenTheBuildEndsIfThatWasNotPossibleBefore() throws Exception {
        List<Recorder> recorders = new ArrayList<>();
        harness.listen(run -> {
            recorders.add(recorder(run));
            return recorders.get(0);
        });
        Driver driver = watching();
        Path full = fill(driver);
        harness.finish(driver);
        Files.delete(full);

        assertThat(recorders.get(0).onLeft("The build has ended.")).isFalse();

        assertThat(recorded().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void goesWhereItsBuildGoes() throws Exception {
        Driver driver = watching();
        Path before = build;
        build = Files.move(before, home.resolve("moved"));
        harness.finish(driver);

        assertThat(before).doesNotExist();
        assertThat(recorded().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void endsWithAFarewellWhereNobodySeesToTheRunAnyMore() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = watching();
        harness.pass(driver, Duration.ofSeconds(30));
        Recorder again = recorder(driver.deployment());

        assertThat(again.onLeft("Jenkins went down.")).isTrue();
        assertThat(again.onLeft("Twice.")).isFalse();

        assertThat(recorded().state()).isEqualTo(RunState.LOST);
        assertThat(recorded().explanation()).isEqualTo("Jenkins went down.");
        assertThat(recorded().origin().user()).isEqualTo("ada");
        assertThat(journal.entries(CELL))
                .singleElement()
                .extracting(JournalEntry::state)
                .isEqualTo(RunState.LOST);
    }

    @Test
    void knowsTheRevisionAsSoonAsItIsInTheBucket() throws Exception {
        Driver driver = harness.until(harness.request(), Stage.Assuming.class);
        String uri = recorded().revision().uri();
        assertThat(uri).startsWith("s3://" + TwoAccounts.BUCKET);
        for (Class<? extends Stage> stage :
                List.of(Stage.Registering.class, Stage.Creating.class, Stage.Watching.class)) {
            harness.until(driver, stage);
            assertThat(recorded().revision().uri()).isEqualTo(uri);
        }
    }

    @Test
    void staysTheSameAsLongAsNothingIsNew() throws Exception {
        Driver driver = watching();
        Recorder recorder = recorder(driver.deployment());
        RunRecord before = recorder.record();

        recorder.onStep(driver.deployment(), List.of());

        assertThat(recorder.record()).isSameAs(before);
    }

    @Test
    void countsEachChange() throws Exception {
        Driver driver = watching();
        Recorder recorder = recorder(driver.deployment());
        long before = recorder.record().sequence();

        recorder.onStep(driver.deployment(), List.of(new RunListener.Noted("Ada looks on")));
        recorder.onLeft("Jenkins went down.");

        assertThat(recorder.record().sequence()).isEqualTo(before + 2);
    }

    @Test
    void isNewerAfterARestartThanWhateverAPageHasShownThatWasNotSaved() throws Exception {
        List<Recorder> recorders = new ArrayList<>();
        harness.listen(run -> {
            recorders.add(recorder(run));
            return recorders.get(recorders.size() - 1);
        });
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = watching();
        while (recorded().equals(recorders.get(0).record())) {
            assertThat(driver.deployment().isDone()).isFalse();
            harness.aws().clock().advance(driver.step());
        }
        RunRecord seen = recorders.get(0).record();
        harness.aws().clock().advance(Duration.ofHours(1));

        Driver restarted = harness.driver(harness.saved());
        RunRecord taken = recorders.get(1).record();
        while (recorders.get(1).record().equals(taken)) {
            harness.aws().clock().advance(restarted.step());
        }

        RunRecord next = recorders.get(1).record();
        assertThat(next.deployment().status()).isEqualTo("Succeeded");
        assertThat(next.sequence()).isGreaterThan(taken.sequence());
        assertThat(taken.sequence()).isGreaterThan(seen.sequence());
        assertThat(next.deployment().targets())
                .hasSize(3)
                .allSatisfy(target -> assertThat(target.sequence()).isEqualTo(next.sequence()));
    }

    @Test
    void isNewerThanWhateverAPageHasShownAlsoWhereNobodySeesToItAfterARestart() throws Exception {
        Driver driver = watching();
        Recorder before = recorder(driver.deployment());
        before.onStep(driver.deployment(), List.of());
        before.onStep(driver.deployment(), List.of(new RunListener.Noted("Ada looks on")));
        RunRecord saved = recorded();
        assertThat(saved.sequence()).isLessThan(before.record().sequence());

        Recorder.takingUp(
                        RecordFile.in(() -> build, saved.token()),
                        journal,
                        saved,
                        harness.aws().clock())
                .onLeft("The build has ended.");

        assertThat(recorded().state()).isEqualTo(RunState.LOST);
        assertThat(recorded().sequence()).isGreaterThan(before.record().sequence());
    }

    @Test
    void keepsTheLastTwentyNotices() throws Exception {
        Driver driver = watching();
        Recorder recorder = recorder(driver.deployment());
        for (int number = 1; number <= 25; number++) {
            recorder.onStep(driver.deployment(), List.of(new RunListener.Noted("notice " + number)));
        }

        assertThat(recorder.record().notices())
                .extracting(RunRecord.Notice::text)
                .hasSize(20)
                .startsWith("notice 6")
                .endsWith("notice 25");
    }

    @Test
    void hasFiftyPhasesAtMostAndTheEnd() throws Exception {
        Driver driver = harness.until(harness.request(), Stage.Registering.class);
        Deployment registering = driver.deployment();
        Deployment creating = harness.until(driver, Stage.Creating.class).deployment();
        harness.finish(driver);
        Recorder recorder = recorder(registering);
        for (int turn = 1; turn <= 60; turn++) {
            recorder.onStep(registering, List.of());
            recorder.onStep(creating, List.of());
        }
        assertThat(recorder.record().phases()).hasSize(50);

        recorder.onStep(driver.deployment(), List.of());

        assertThat(recorder.record().phases())
                .hasSize(51)
                .last()
                .extracting(PhaseRecord::phase)
                .isEqualTo(Phase.DONE);
    }

    @Test
    void hasEndedWhenItEnded() throws Exception {
        Driver driver = watching();
        harness.finish(driver);
        RunRecord ended = recorded();
        harness.aws().clock().advance(Duration.ofHours(1));

        // As a restarted controller does whose last save was not the end.
        recorder(driver.deployment()).onStep(driver.deployment(), List.of());

        assertThat(recorded()).isEqualTo(ended);
        assertThat(ended.ended()).isBefore(harness.aws().clock().instant());
    }

    @Test
    void saysThatItIsBeingStopped() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = watching();
        Recorder recorder = recorder(driver.deployment());
        assertThat(recorder.record().stopping()).isFalse();
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
        while (!recorder.record().stopping()) {
            harness.aws().clock().advance(driver.step());
            assertThat(driver.deployment().isDone()).isFalse();
            recorder.onStep(driver.deployment(), List.of());
        }

        harness.finish(driver);

        assertThat(recorded().stopping()).isFalse();
    }

    @Test
    void savesNewsEveryThreeSecondsAndANewPhaseAtOnce() throws Exception {
        Driver driver = watching();
        Deployment run = driver.deployment();
        harness.finish(driver);
        harness.aws().clock().advance(Duration.ofMinutes(1));
        build = Files.createDirectory(home.resolve("another"));
        Recorder recorder = recorder(run);
        recorder.onStep(run, List.of());
        assertThat(recorded().sequence()).isEqualTo(recorder.record().sequence());

        recorder.onStep(run, List.of(new RunListener.Noted("first")));
        harness.aws().clock().advance(Recorder.BETWEEN_SAVES.minusMillis(1));
        recorder.onStep(run, List.of(new RunListener.Noted("second")));
        assertThat(recorded().notices()).isEmpty();

        harness.aws().clock().advance(Duration.ofMillis(1));
        recorder.onStep(run, List.of());
        assertThat(recorded().notices()).hasSize(2);

        recorder.onStep(driver.deployment(), List.of());
        assertThat(recorded().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void leavesOtherDeploymentsOfTheGroupAloneWhereOneIsTakenUp() throws Exception {
        harness.run(harness.request());
        JournalEntry first = journal.entries(CELL).get(0);
        harness.aws().clock().advance(Duration.ofMinutes(1));
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "elsewhere.zip");

        harness.run(to(Action.FOLLOW, harness.deploymentId()));

        assertThat(journal.entries(CELL)).hasSize(2).first().isEqualTo(first);
    }

    @Test
    void leavesADryRunOutOfTheJournal() throws Exception {
        var options = harness.request().options();
        harness.run(RunHarness.with(
                harness.request(),
                new DeploymentRequest.Options(
                        options.waits(),
                        options.timeout(),
                        options.whenBusy(),
                        options.onAbort(),
                        true,
                        options.logLevel())));

        assertThat(recorded().state()).isEqualTo(RunState.CHECKED);
        assertThat(journal.cells()).isEmpty();
    }

    @Test
    void leavesAPushOutOfTheJournal() throws Exception {
        var options = harness.request().options();
        harness.run(RunHarness.with(
                RunHarness.with(harness.request(), new DeploymentRequest.Target("", "", "")),
                new DeploymentRequest.Options(
                        options.waits(),
                        options.timeout(),
                        options.whenBusy(),
                        options.onAbort(),
                        false,
                        options.logLevel(),
                        DeploymentRequest.Action.PUSH,
                        DeploymentRequest.Until.END)));

        assertThat(recorded().state()).isEqualTo(RunState.PUSHED);
        assertThat(recorded().revision().address()).startsWith("s3://");
        assertThat(recorded().place().hasGroup()).isFalse();
        assertThat(journal.cells()).isEmpty();
    }

    @Test
    void keepsWhatScriptsPrintAsHarmlessText() throws Exception {
        harness.aws()
                .nextDeployment()
                .fails(
                        "i-0a1b2c3d",
                        "AfterInstall",
                        script("scripts/after_install.sh").log(HostileText.around("x")));

        harness.run(harness.request());

        String all = recorded().toString();
        assertThat(all).doesNotContain("\u001b").doesNotContain("\u202e").doesNotContain("\u0000");
    }

    @Test
    void survivesAForeignFileAndATornOne() throws IOException {
        Files.write(build.resolve("cross-account-deploy-torn.record.json.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        Files.writeString(build.resolve("cross-account-deploy-foreign.record.json.gz"), "hello");

        assertThat(RecordFile.all(build)).isEmpty();
        assertThat(RecordFile.all(build.resolve("nowhere"))).isEmpty();
    }
}
