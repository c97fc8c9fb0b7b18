package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Action;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Running;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Until;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RoleSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** A run that takes up a deployment which was begun before. */
class TakingUpTest extends InTwoAccounts {

    private static final Duration LONG = Duration.ofMinutes(10);

    private static Options options(Action action, boolean waits, OnAbort onAbort) {
        return new Options(
                waits, Duration.ofHours(2), WhenBusy.WAIT, onAbort, false, LogLevel.NORMAL, action, Until.END);
    }

    private DeploymentRequest to(Action action, boolean waits, String id) {
        return RunHarness.with(
                RunHarness.with(harness.request(), new Running(id)), options(action, waits, OnAbort.STOP));
    }

    private DeploymentRequest to(Action action, String id) {
        return to(action, true, id);
    }

    /** Another build has begun a deployment, and does not wait for it. */
    private String begun() throws InterruptedException {
        Result begun = harness.run(RunHarness.with(harness.request(), options(Action.DEPLOY, false, OnAbort.STOP)));
        assertThat(begun.outcome()).as(begun.error()).isEqualTo(Outcome.STARTED);
        return begun.deploymentId();
    }

    private DeploymentPlan slow() {
        return harness.aws().nextDeployment().takes("AfterInstall", LONG);
    }

    /** It waits for traffic. */
    private String ready() throws InterruptedException {
        blueGreen();
        String id = begun();
        harness.aws().clock().advance(Duration.ofMinutes(5));
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("Ready");
        return id;
    }

    private void blueGreen() {
        harness.aws()
                .group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                .blueGreen("i-0d4e5f6a", "i-0e5f6a7b")
                .waitsForApproval(Duration.ofHours(1), false)
                .terminatesAfter(Duration.ofHours(5));
    }

    private void earlier() {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
    }

    private void fails(Result result, String... why) {
        assertThat(result.outcome().isGood()).isFalse();
        assertThat(result.error()).contains(why).hasLineCount(1);
    }

    private long calls(String operation) {
        return harness.aws().calls().count("CodeDeploy." + operation);
    }

    // ---- follow

    @Test
    void followsADeploymentToItsEndWithAllItsEvents() throws Exception {
        String id = begun();
        harness.aws().calls().clear();

        Result result = harness.run(to(Action.FOLLOW, id));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.deploymentId()).isEqualTo(id);
        assertThat(result.revision())
                .hasValueSatisfying(revision ->
                        assertThat(revision.address()).startsWith("s3://" + TwoAccounts.BUCKET + "/revisions/"));
        assertThat(harness.told("AfterInstall")).hasSize(3);
        assertThat(harness.told("deploy  " + id + ", begun ")).hasSize(1);
        assertThat(harness.aws().deployments()).hasSize(1);
        assertThat(harness.aws().calls().operations())
                .allMatch(operation -> operation.matches("STS[.].*|CodeDeploy[.](Get|List|BatchGet)Deployment.*"));
    }

    @Test
    void followsADeploymentOfWhatIsInNoBucket() throws Exception {
        String id = begun();
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeployment")
                .always()
                .rewrite(body -> body.replaceAll("\"revision\":\\{[^}]*\\{[^}]*}}", """
                        "revision":{"revisionType":"GitHub","gitHubLocation":{"repository":"acme/shop","commitId":"9f2c41d"}}"""));

        Result result = harness.run(to(Action.FOLLOW, id));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.revision())
                .hasValueSatisfying(revision -> assertThat(revision.uri()).isEqualTo("9f2c41d of acme/shop in GitHub"));
    }

    @Test
    void followsADeploymentThatNobodyHereHasBegun() throws Exception {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "elsewhere.zip");
        String id = harness.deploymentId();

        Result result = harness.run(to(Action.FOLLOW, id));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.status()).isEqualTo("Succeeded");
        assertThat(result.revision().orElseThrow().uri()).contains("elsewhere.zip");
        assertThat(harness.told("SUCCEEDED in ")).hasSize(1);
    }

    @Test
    void failsAsADeploymentThatHasEndedAndFollowsItsRollback() throws Exception {
        earlier();
        harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP).rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"));
        String id = begun();
        harness.aws().clock().advance(LONG);
        harness.aws().deployments();

        Result result = harness.run(to(Action.FOLLOW, id));

        fails(result, "Deployment " + id, "HEALTH_CONSTRAINTS", "scripts/after_install.sh on ", "Rolled back by ");
        assertThat(result.rollbackDeploymentId()).isNotEmpty().isNotEqualTo(id);
    }

    @Test
    void followsInTwoBuildsAtOnce() throws Exception {
        slow();
        String id = begun();
        Driver one = harness.until(to(Action.FOLLOW, id), Stage.Watching.class);
        Driver other = harness.until(to(Action.FOLLOW, id), Stage.Watching.class);

        assertThat(harness.finish(one).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.finish(other).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @ParameterizedTest
    @EnumSource(OnAbort.class)
    void doesToTheDeploymentWhatOnAbortSays(OnAbort onAbort) throws Exception {
        earlier();
        slow();
        String id = begun();
        DeploymentRequest request = RunHarness.with(to(Action.FOLLOW, id), options(Action.FOLLOW, true, onAbort));
        Driver driver = harness.until(request, Stage.Watching.class);

        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(calls("StopDeployment")).isEqualTo(onAbort == OnAbort.LEAVE ? 0 : 1);
        assertThat(result.rollbackDeploymentId().isEmpty()).isEqualTo(onAbort != OnAbort.ROLLBACK);
    }

    @Test
    void leavesADeploymentAloneThatItHasNotTakenUpYet() throws Exception {
        slow();
        String id = begun();
        Driver driver = harness.until(to(Action.STOP, id), Stage.TakingUp.class);

        assertThat(EarlyEnd.farewell(driver.deployment())).contains("Nobody looks at deployment " + id);
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        fails(harness.finish(driver), "aborted by Ada", "before it had taken up deployment " + id);
        assertThat(calls("StopDeployment")).isZero();
    }

    // ---- what it may be

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"FOLLOW", "CONTINUE", "STOP", "ROLLBACK"})
    void refusesADeploymentOfAnotherGroup(Action action) throws Exception {
        slow();
        String id = begun();
        harness.aws().application(TwoAccounts.APPLICATION).createGroup("Blue");
        DeploymentRequest other =
                RunHarness.with(to(action, id), new DeploymentRequest.Target(TwoAccounts.APPLICATION, "Blue", ""));

        fails(
                harness.run(other),
                "The deployment " + id + " cannot be looked up",
                "The session of this run may look at deployments of CodeDeployDemo / Blue alone",
                "name its application and deploymentGroup");
        assertThat(calls("StopDeployment") + calls("ContinueDeployment")).isZero();
    }

    /** Where the session had to be widened, AWS tells of deployments of other groups, too. */
    @Test
    void refusesADeploymentOfAnotherGroupThatItMayLookAt() throws Exception {
        slow();
        String id = begun();
        harness.aws().application(TwoAccounts.APPLICATION).createGroup("Blue");
        DeploymentRequest other =
                RunHarness.with(to(Action.STOP, id), new DeploymentRequest.Target(TwoAccounts.APPLICATION, "Blue", ""));
        harness.aws()
                .packedPolicySpace(
                        SessionPolicyTest.packed(other.sessionPolicies().get(1)));

        fails(
                harness.run(other),
                "is one of CodeDeployDemo / Prod, and not of CodeDeployDemo / Blue: nothing was done to it",
                "correct deploymentId");
        assertThat(calls("StopDeployment")).isZero();
    }

    @Test
    void refusesADeploymentThatThereIsNot() throws Exception {
        fails(
                harness.run(to(Action.FOLLOW, "d-000000000")),
                "The deployment d-000000000 cannot be looked up",
                "correct deploymentId");
        begun();
        harness.aws().faults().on("CodeDeploy.GetDeployment").error(400, "DeploymentDoesNotExistException", "no");
        fails(
                harness.run(to(Action.FOLLOW, harness.deploymentId())),
                "Account 222222222222 has no such deployment in region eu-west-1: correct deploymentId");
    }

    @Test
    void saysWhichPolicyLacksWhatItTakesToLookItUp() throws Exception {
        String id = begun();
        harness.production().removeStatement("deploy", "Deployments");

        fails(
                harness.run(to(Action.FOLLOW, id)),
                "Add to the policy of the role: {",
                "codedeploy:GetDeployment",
                "If it has it, the deployment is one of another application or deployment group");
    }

    @Test
    void doesNothingThatAdministratorsForbidMeanwhile() throws Exception {
        slow();
        String id = begun();
        Driver driver = harness.until(to(Action.STOP, id), Stage.TakingUp.class);
        harness.allow(request -> Optional.of("The environment 'prod' is for the applications Shop."));

        fails(harness.finish(driver), "Nothing is done to deployment " + id, "is for the applications Shop");
        assertThat(calls("StopDeployment")).isZero();
        harness.allow(request -> Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"STOP, true", "STOP, false", "ROLLBACK, false", "ROLLBACK, true"})
    void stopsNothingThatAdministratorsForbidMeanwhile(Action action, boolean restarts) throws Exception {
        slow();
        String id = begun();
        Driver driver = harness.until(to(action, id), Stage.Watching.class);
        harness.allow(request -> Optional.of("The environment 'prod' is for the applications Shop."));

        Result result = harness.finish(restarts ? harness.driver(harness.saved()) : driver);

        fails(
                result,
                "Nothing is done to deployment " + id,
                "is for the applications Shop",
                id + " goes on, unwatched");
        assertThat(calls("StopDeployment")).isZero();
    }

    /** An aborted run stops its own deployment then, but nobody else's. */
    @Test
    void leavesADeploymentAloneThatItMayNotTouchAnyMore() throws Exception {
        slow();
        String id = begun();
        Driver driver = harness.until(to(Action.FOLLOW, id), Stage.Watching.class);
        harness.allow(request -> Optional.of("The environment 'prod' is for the applications Shop."));

        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        fails(harness.finish(driver), "Nothing is done to deployment " + id, id + " goes on, unwatched");
        assertThat(calls("StopDeployment")).isZero();
    }

    @Test
    void continuesNothingThatAdministratorsForbidMeanwhile() throws Exception {
        String id = ready();
        Driver driver = harness.until(to(Action.FOLLOW, id), Stage.Watching.class);
        harness.allow(request -> Optional.of("The environment 'prod' is for the applications Shop."));

        driver.proceed(DeploymentWaitType.READY_WAIT, "Ada");

        assertThat(harness.told("Ada reroutes the traffic of " + id + ", in vain: Nothing is done to deployment " + id))
                .hasSize(1);
        assertThat(calls("ContinueDeployment")).isZero();
    }

    // ---- continue

    @Test
    void continuesTrafficAndFollows() throws Exception {
        harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        String id = ready();
        harness.aws().group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);

        Driver driver = harness.driver(harness.fresh(to(Action.CONTINUE, id)));
        harness.pass(driver, Duration.ofMinutes(5));
        assertThat(harness.told("shop #42 reroutes the traffic of " + id)).hasSize(1);
        assertThat(driver.deployment().isDone()).isFalse();

        Result ended = harness.run(to(Action.CONTINUE, id));
        assertThat(ended.outcome()).as(ended.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("shop #42 ends the wait of " + id)).hasSize(1);
        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void continuesAndDoesNotWait() throws Exception {
        String id = ready();
        harness.aws().calls().clear();

        Result result = harness.run(to(Action.CONTINUE, false, id));

        assertThat(result.outcome()).isEqualTo(Outcome.STARTED);
        assertThat(result.deploymentId()).isEqualTo(id);
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("InProgress");
        assertThat(calls("ListDeploymentTargets")).isZero();
    }

    @Test
    void refusesToContinueWhatDoesNotWait() throws Exception {
        slow();
        String id = begun();
        harness.aws().clock().advance(Duration.ofMinutes(1));

        fails(
                harness.run(to(Action.CONTINUE, id)),
                "Deployment " + id + " cannot be continued: it is InProgress, and waits for nobody",
                "action: 'follow'");
        harness.aws().clock().advance(LONG.multipliedBy(4));
        fails(harness.run(to(Action.CONTINUE, id)), "cannot be continued: it has ended as Succeeded");
        assertThat(calls("ContinueDeployment")).isZero();
    }

    @Test
    void saysThatSomebodyElseHasContinuedItMeanwhile() throws Exception {
        String id = ready();
        notReady(1);
        Driver driver = harness.until(harness.driver(harness.fresh(to(Action.CONTINUE, id))), Stage.TakingUp.class);
        driver.step();
        harness.run(to(Action.CONTINUE, false, id));

        fails(
                harness.finish(driver),
                "Deployment " + id + " cannot be continued: it is InProgress, and waits for nobody: it may have been"
                        + " continued already",
                "action: 'follow'");
        assertThat(calls("ContinueDeployment")).isEqualTo(2);
    }

    private void notReady(int times) {
        harness.aws()
                .faults()
                .on("CodeDeploy.ContinueDeployment")
                .times(times)
                .error(400, "DeploymentIsNotInReadyStateException", "not ready");
    }

    @Test
    void asksAgainWhereCodeDeployIsNotReadyYetThoughItSaysSo() throws Exception {
        String id = ready();
        notReady(2);

        Result result = harness.run(to(Action.CONTINUE, false, id));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.STARTED);
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("InProgress");
        assertThat(calls("ContinueDeployment")).isEqualTo(3);
    }

    @Test
    void doesNotAskForEver() throws Exception {
        String id = ready();
        notReady(1_000);

        fails(harness.run(to(Action.CONTINUE, id)), "cannot be continued yet, or was continued meanwhile");
    }

    /** The answer is lost, and the controller restarts: it is neither an error nor the next wait that ends. */
    @Test
    void continuesOnceThoughTheAnswerIsLost() throws Exception {
        String id = ready();
        harness.aws().faults().on("CodeDeploy.ContinueDeployment").times(1).cutAfter();
        Driver driver = harness.until(to(Action.CONTINUE, id), Stage.TakingUp.class);
        driver.step();
        harness.aws().clock().advance(Duration.ofMinutes(5));

        Driver resumed = harness.driver(harness.saved());
        harness.pass(resumed, Duration.ofMinutes(5));

        assertThat(resumed.deployment().stage()).isInstanceOf(Stage.Watching.class);
        assertThat(calls("ContinueDeployment")).isEqualTo(1);
    }

    /** AWS has refused it for the moment, and the wait is over before it is asked again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsWhenTheDeploymentEndsBeforeItCanBeContinued(boolean waits) throws Exception {
        String id = ready();
        harness.aws().faults().on("CodeDeploy.ContinueDeployment").throttle();
        Driver driver = harness.until(to(Action.CONTINUE, waits, id), Stage.TakingUp.class);
        driver.step();
        harness.aws().clock().advance(Duration.ofHours(1));

        fails(harness.finish(driver), "Deployment " + id + " cannot be continued: it has ended as Stopped");
    }

    /** The answer is lost, and the wait is over before anybody looks again: nobody knows whether it was continued. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsAsTheDeploymentThatItMayHaveContinued(boolean waits) throws Exception {
        String id = ready();
        harness.aws().faults().on("CodeDeploy.ContinueDeployment").cutBefore();
        Driver driver = harness.until(to(Action.CONTINUE, waits, id), Stage.TakingUp.class);
        driver.step();
        harness.aws().clock().advance(Duration.ofHours(1));

        Result result = harness.finish(harness.driver(harness.saved()));

        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(result.status()).isEqualTo("Stopped");
        fails(result, "Deployment " + id, "was stopped");
        assertThat(harness.told("lacks")).isEmpty();
    }

    @Test
    void saysWhichPolicyLacksWhatItTakesToContinue() throws Exception {
        String id = ready();
        harness.production().removeStatement("deploy", "Control");

        fails(
                harness.run(to(Action.CONTINUE, id)),
                "The deployment " + id + " cannot be continued",
                "Add to the policy of the role: {",
                "codedeploy:ContinueDeployment");
    }

    // ---- stop and roll back

    @Test
    void stopsADeploymentAndSucceeds() throws Exception {
        earlier();
        slow();
        String id = begun();

        Result result = harness.run(to(Action.STOP, id));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.STOPPED_AS_ORDERED);
        assertThat(result.outcome().isGood()).isTrue();
        assertThat(result.status()).isEqualTo("Stopped");
        assertThat(result.error()).isEmpty();
        assertThat(result.rollbackDeploymentId()).isEmpty();
        assertThat(harness.told("stops " + id + ": ordered by shop #42")).hasSize(1);
    }

    @Test
    void stopsADeploymentAndDoesNotWait() throws Exception {
        slow();
        String id = begun();
        harness.aws().clock().advance(Duration.ofMinutes(1));

        Result result = harness.run(to(Action.STOP, false, id));

        assertThat(result.outcome()).isEqualTo(Outcome.STARTED);
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("InProgress");
        harness.aws().clock().advance(LONG);
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("Stopped");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void rollsADeploymentBackAndSucceedsWhenThatHas(int seconds) throws Exception {
        earlier();
        slow().tellsRollbackAfter(Duration.ofSeconds(seconds));
        String id = begun();

        Result result = harness.run(to(Action.ROLLBACK, id));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.STOPPED_AS_ORDERED);
        assertThat(result.deploymentId()).isEqualTo(id);
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
        assertThat(result.error()).isEmpty();
        assertThat(harness.told("Rolled back by " + harness.deploymentId())).hasSize(1);
    }

    @Test
    void failsWhenTheRollbackDoes() throws Exception {
        earlier();
        slow().rollback(plan -> plan.failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh")));
        String id = begun();

        Result result = harness.run(to(Action.ROLLBACK, id));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        fails(result, "Deployment " + id + " was stopped. The rollback ", "ended as Failed");
        assertThat(result.rollbackDeploymentId()).isEqualTo(harness.deploymentId());
    }

    @Test
    void failsWhereThereIsNothingToRollBackTo() throws Exception {
        slow();
        String id = begun();

        fails(
                harness.run(to(Action.ROLLBACK, id)),
                "was stopped, and CodeDeploy does not roll it back (",
                "deploy an earlier revision");
    }

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"STOP", "ROLLBACK"})
    void refusesToStopWhatHasEnded(Action action) throws Exception {
        earlier();

        fails(
                harness.run(to(action, harness.deploymentId())),
                "cannot be stopped: it has ended as Succeeded. To go back, deploy an earlier revision.");
        assertThat(calls("StopDeployment")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"STOP, true", "STOP, false", "ROLLBACK, true", "ROLLBACK, false"})
    void failsWhenTheDeploymentEndsBeforeItCanBeStopped(Action action, boolean waits) throws Exception {
        slow();
        String id = begun();
        Driver driver = harness.until(to(action, waits, id), Stage.Watching.class);
        harness.aws().clock().advance(LONG.multipliedBy(4));

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        fails(result, "Deployment " + id, "ended as Succeeded before it could be stopped");
        assertThat(harness.told("lacks")).isEmpty();
    }

    /** The answer is lost, and the deployment has ended when it is asked for again. */
    @ParameterizedTest
    @CsvSource({"STOP, true", "STOP, false", "ROLLBACK, true", "ROLLBACK, false"})
    void succeedsWhenTheDeploymentIsStoppedThoughTheAnswerIsLost(Action action, boolean waits) throws Exception {
        earlier();
        slow();
        String id = begun();
        Driver driver = harness.until(to(action, waits, id), Stage.Watching.class);
        harness.aws().faults().on("CodeDeploy.StopDeployment").cutAfter();
        driver.step();
        harness.aws().clock().advance(LONG.multipliedBy(4));

        Result result = harness.finish(harness.driver(harness.saved()));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.STOPPED_AS_ORDERED);
        assertThat(result.deploymentId()).isEqualTo(id);
        assertThat(result.rollbackDeploymentId().isEmpty()).isEqualTo(action == Action.STOP);
        assertThat(harness.told("Rolled back by ").isEmpty()).isEqualTo(action == Action.STOP || !waits);
        assertThat(harness.told("lacks")).isEmpty();
    }

    /** What AWS says of a stop may be ahead of what it says of the deployment. */
    @Test
    void asksOnceMoreWhereADeploymentThatIsSaidToHaveEndedGoesOn() throws Exception {
        slow();
        String id = begun();
        harness.aws()
                .faults()
                .on("CodeDeploy.StopDeployment")
                .error(400, "DeploymentAlreadyCompletedException", "The deployment " + id + " is already completed");

        Result result = harness.run(to(Action.STOP, false, id));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.STARTED);
        assertThat(calls("StopDeployment")).isEqualTo(2);
    }

    @Test
    void saysWhichPolicyLacksWhatItTakesToStop() throws Exception {
        slow();
        String id = begun();
        harness.production().removeStatement("deploy", "Control");

        fails(
                harness.run(to(Action.STOP, id)),
                "The deployment " + id + " cannot be stopped",
                "Add to the policy of the role: {",
                "codedeploy:StopDeployment",
                id + " goes on, unwatched");
    }

    /** CodeDeploy lets scripts that run go on to their end, however long that takes. */
    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"STOP", "ROLLBACK"})
    void waitsForTheStopNoLongerThanItsTime(Action action) throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(10));
        String id = begun();
        harness.aws().clock().advance(Duration.ofMinutes(1));

        Result result = harness.run(RunHarness.within(Duration.ofMinutes(1), to(action, id)));

        assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
        fails(result, "ran out of time (after 1 min 0 s)", "deployment " + id + " was told to stop, and is unwatched");
        assertThat(result.deploymentId()).isEqualTo(id);
        assertThat(calls("StopDeployment")).isEqualTo(1);
    }

    @Test
    void canBeAbortedWhileItWaitsForTheStop() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofHours(10));
        String id = begun();
        harness.aws().clock().advance(Duration.ofMinutes(1));
        Driver driver = harness.driver(harness.fresh(to(Action.STOP, id)));
        harness.pass(driver, Duration.ofMinutes(1));

        assertThat(driver.deployment().isInterrupted()).isFalse();
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        fails(harness.finish(driver), "aborted by Ada", "deployment " + id + " was told to stop, and is unwatched");
    }

    // ---- restarts and sessions

    @ParameterizedTest
    @EnumSource(
            value = Action.class,
            names = {"FOLLOW", "STOP", "ROLLBACK"})
    void goesOnAfterARestartInEveryStage(Action action) throws Exception {
        earlier();
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofSeconds(30));
        String id = begun();
        harness.aws().clock().advance(Duration.ofSeconds(10));
        Driver driver = harness.driver(harness.fresh(to(action, id)));
        Result result = null;
        for (int step = 0; result == null; step++) {
            assertThat(step).isLessThan(500);
            harness.aws().clock().advance(driver.step());
            driver = harness.driver(harness.saved());
            result = driver.deployment().stage() instanceof Stage.Done done ? done.result() : null;
        }

        assertThat(result.outcome()).as(result.error()).matches(Outcome::isGood);
        assertThat(result.deploymentId()).isEqualTo(id);
        assertThat(harness.told("deploy  " + id + ", begun")).hasSize(1);
    }

    private String policy() {
        return harness.aws().sessions().stream()
                .map(RoleSession::sessionPolicy)
                .map(policy -> policy.orElseThrow().text())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void hasASessionForItsActionAlone() throws Exception {
        String id = ready();
        harness.run(to(Action.CONTINUE, false, id));
        assertThat(policy())
                .contains("codedeploy:GetDeployment", "codedeploy:ContinueDeployment")
                .doesNotContain("Targets", "StopDeployment", "Create", "Register", "Revision", "Group\"", "s3:");
        harness.run(to(Action.STOP, id));
        assertThat(policy())
                .contains("codedeploy:GetDeployment", "codedeploy:StopDeployment", "ListDeploymentTargets")
                .doesNotContain("Continue", "Create", "Register", "Revision", "Config", "ListDeployments\"", "s3:");
        assertThat(List.of(Action.FOLLOW, Action.CONTINUE, Action.STOP, Action.ROLLBACK))
                .allSatisfy(action -> assertThat(
                                to(action, id).sessionPolicies().get(2).policy().json())
                        .doesNotContain("CreateDeployment", "Revision", "DeploymentConfig"));
    }
}
