package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run creates one deployment, however late AWS shows it and whatever the controller forgets. */
class OneDeploymentTest extends InTwoAccounts {

    private static final Interruption ABORT = new Interruption(Outcome.ABORTED, "aborted by Ada");

    @BeforeEach
    void begin() {
        harness.aws().deployedBefore("CodeDeployDemo", "Prod", "good.zip");
    }

    private DeploymentRequest request(WhenBusy whenBusy) {
        return RunHarness.with(
                harness.request(), new Options(true, Duration.ZERO, whenBusy, OnAbort.STOP, false, LogLevel.NORMAL));
    }

    private List<io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment> created() {
        String token = harness.saved().deployment().token();
        return harness.aws().deployments().stream()
                .filter(each -> each.description().orElse("").contains(token))
                .toList();
    }

    private void assertAdopted(Result result) {
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.deploymentId()).isEqualTo(harness.deploymentId());
        assertThat(created()).hasSize(1);
        assertThat(harness.told("created before the interruption")).hasSize(1);
        assertThat(harness.told("waits: ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"WAIT, 60, 0", "FAIL, 60, 0", "WAIT, 60, 40", "FAIL, 60, 40", "WAIT, 0, 40"})
    void findsItsDeploymentInTheWayBeforeAwsListsIt(WhenBusy whenBusy, int listsAfter, int findsAfter)
            throws Exception {
        harness.aws()
                .consistency()
                .listsAfter(Duration.ofSeconds(listsAfter))
                .findsAfter(Duration.ofSeconds(findsAfter));
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeploymentGroup")
                .after(1)
                .always()
                .denyAccess();

        assertAdopted(harness.run(request(whenBusy)));
    }

    /** It is over before it is listed: nothing is in the way of a second one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void looksAgainForADeploymentThatIsOverQuickly(boolean isCut) throws Exception {
        harness.aws().consistency().listsAfter(Duration.ofSeconds(10));
        var create = harness.aws().faults().on("CodeDeploy.CreateDeployment");
        var lost = isCut ? create.cutAfter() : create.failAfter();
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeploymentGroup")
                .after(1)
                .always()
                .denyAccess();

        assertAdopted(harness.run(harness.request()));
        assertThat(lost.hits()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H"})
    void findsItsDeploymentThoughTheClockIsWrong(Duration ahead) throws Exception {
        harness.controller().clockIsAhead(ahead);
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        harness.aws().clock().advance(Duration.ofMinutes(10));

        assertAdopted(harness.finish(harness.driver(harness.saved())));
    }

    @Test
    void asksTheGroupForItsLastDeploymentWhatTheListDoesNotShow() throws Exception {
        harness.aws().consistency().listsAfter(Duration.ofHours(1));
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();

        assertAdopted(harness.run(harness.request()));
    }

    @Test
    void readsALastDeploymentWithoutItsTime() throws Exception {
        harness.aws().faults().on("CodeDeploy.ListDeployments").always().denyAccess();
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeploymentGroup")
                .always()
                .rewrite(body -> body.replaceAll("\"createTime\":[0-9.E]+,?", ""));

        assertAdopted(harness.run(harness.request()));
    }

    @Test
    void takesTheFirstOfThoseThatHaveItsDescription() throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        String first = harness.deploymentId();
        harness.aws().clock().advance(Duration.ofMinutes(2));
        try (Clients somebody = Clients.ofRole(harness.aws())) {
            somebody.codeDeploy()
                    .createDeployment(again -> again.applicationName("CodeDeployDemo")
                            .deploymentGroupName("Prod")
                            .description(harness.aws().deployments().stream()
                                    .filter(each -> each.id().equals(first))
                                    .findFirst()
                                    .orElseThrow()
                                    .description()
                                    .orElseThrow())
                            .revision(new S3Revision(TwoAccounts.BUCKET, "good.zip", "", "", "").location()));
        }

        assertThat(harness.finish(driver).deploymentId()).isEqualTo(first);
    }

    @Test
    void isSureOfAbsenceAfterAPauseOnlyThatARestartDoesNotShorten() throws Exception {
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutBefore();
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        Duration pause = harness.driver(harness.saved()).step();
        for (int restart = 0; restart < 3; restart++) {
            harness.aws().clock().advance(Duration.ofSeconds(1));
            harness.driver(harness.saved()).step();
        }

        assertThat(pause).isEqualTo(Duration.ofSeconds(15));
        assertThat(harness.finish(harness.driver(harness.saved())).outcome()).isEqualTo(Outcome.SUCCEEDED);
        List<Instant> attempts = harness.aws().calls().of("CodeDeploy.CreateDeployment").stream()
                .map(Call::at)
                .toList();
        assertThat(Duration.between(attempts.get(0), attempts.get(1)))
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(40));
        assertThat(created()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {Stage.Checking.class, Stage.Bundling.class, Stage.Registering.class, Stage.Creating.class})
    void findsItsDeploymentAfterARestartThatHasForgottenIt(Class<? extends Stage> stage) throws Exception {
        Checkpoint begun = harness.fresh(harness.request());
        harness.save(begun);
        Driver driver = harness.until(harness.driver(begun), stage);
        Checkpoint old = harness.saved();
        harness.until(driver, Stage.Watching.class);
        harness.aws().clock().advance(Duration.ofMinutes(10));

        assertAdopted(harness.finish(harness.driver(old)));
    }

    /** The save is from between the two looks; what was created since is over, and not listed yet. */
    @Test
    void makesSureAnewAfterARestart() throws Exception {
        harness.aws().group("CodeDeployDemo", "Prod").instances(1);
        harness.aws().consistency().listsAfter(Duration.ofSeconds(12));
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeploymentGroup")
                .after(1)
                .always()
                .denyAccess();
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutBefore();
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        harness.aws().clock().advance(driver.step());
        Checkpoint old = harness.saved();
        harness.until(driver, Stage.Watching.class);
        harness.aws().clock().advance(Duration.ofSeconds(7));

        assertAdopted(harness.finish(harness.driver(old)));
    }

    @Test
    void goesOnAfterARestartWhereItMayNotLook() throws Exception {
        harness.production().removeStatement("deploy", "Groups");
        harness.until(harness.request(), Stage.Registering.class);

        assertThat(harness.finish(harness.driver(harness.saved())).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("lacks codedeploy:ListDeployments and codedeploy:BatchGetDeployments"))
                .hasSize(1);
        assertThat(created()).hasSize(1);
    }

    @Test
    void asksNothingMoreThanItsWorkAsLongAsNothingHappens() throws Exception {
        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.aws().calls().operations())
                .doesNotContain("CodeDeploy.ListDeployments", "CodeDeploy.BatchGetDeployments");
        assertThat(harness.aws().calls().count("CodeDeploy.GetDeploymentGroup")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = OnAbort.class,
            names = {"STOP", "ROLLBACK"})
    void stopsADeploymentThatIsShownLate(OnAbort onAbort) throws Exception {
        harness.aws().consistency().listsAfter(Duration.ofSeconds(10)).findsAfter(Duration.ofSeconds(20));
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        Options options = new Options(true, Duration.ZERO, WhenBusy.WAIT, onAbort, false, LogLevel.NORMAL);
        Driver driver = harness.until(RunHarness.with(harness.request(), options), Stage.Creating.class);
        driver.step();
        driver.interrupt(ABORT);

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(created()).hasSize(1);
    }

    @Test
    void readsARollbackOfItsDeploymentInTheWay() throws Exception {
        harness.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws()
                .nextDeployment()
                .failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"))
                .rollback(plan -> plan.takes("Install", Duration.ofMinutes(20)));
        harness.aws().consistency().listsAfter(Duration.ofMinutes(10));
        harness.aws().faults().on("CodeDeploy.CreateDeployment").cutAfter();
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeploymentGroup")
                .after(1)
                .always()
                .denyAccess();
        Driver driver = harness.until(harness.request(), Stage.Creating.class);
        driver.step();
        harness.aws().clock().advance(Duration.ofMinutes(3));

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(created()).hasSize(1);
    }
}
