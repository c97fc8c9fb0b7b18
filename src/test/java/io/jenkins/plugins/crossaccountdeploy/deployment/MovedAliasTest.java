package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Existing;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.FromWorkspace;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.Function;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds whose AppSpec says which version the alias of a Lambda function points to, while others point it elsewhere. */
class MovedAliasTest {

    private static final Duration SHIFT = Duration.ofMinutes(20);

    @TempDir
    Path workspace;

    private SimulatedController controller;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(
                workspace.resolve("appspec.yml"),
                TwoAccounts.FUNCTION_APP_SPEC
                        .replace("\"7\"", "<CURRENT_VERSION>")
                        .replace("\"8\"", "<TARGET_VERSION>"));
        controller = new SimulatedController(workspace, Scenario.named("lambda"));
    }

    @AfterEach
    void stop() {
        controller.close();
    }

    private Function function() {
        return controller.aws().function("checkout");
    }

    private DeploymentRequest publishing(int build) {
        return RunHarness.with(
                RunHarness.with(
                        controller.order(build), new DeploymentRequest.Target("CodeDeployDemo-Lambda", "Prod", "")),
                new FromWorkspace(
                        Selection.ALL, "", new Preparation(Values.NONE, "", true, List.of(), List.of("checkout"))));
    }

    /** Begins a build, and lets it go on until it waits. */
    private SimulatedBuild arrive(DeploymentRequest request) throws InterruptedException {
        SimulatedBuild build = new SimulatedBuild(controller, request);
        build.go();
        return build;
    }

    private void finish(SimulatedBuild... builds) throws InterruptedException {
        for (int round = 0; round < 1_000 && !Stream.of(builds).allMatch(SimulatedBuild::isDone); round++) {
            controller.aws().clock().advance(Duration.ofSeconds(15));
            for (SimulatedBuild build : builds) {
                build.go();
            }
        }
        assertThat(builds).allMatch(SimulatedBuild::isDone);
    }

    private static String deployed(SimulatedBuild build) {
        return ((AppSpecRevision) build.result().revision().orElseThrow()).content();
    }

    @Test
    void aBuildThatHasWaitedShiftsTheTrafficFromWhereItIsThen() throws Exception {
        SimulatedBuild first = arrive(publishing(1));
        function().changed();
        SimulatedBuild second = arrive(publishing(2));

        finish(first, second);

        assertThat(second.result().error()).isEmpty();
        assertThat(second.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(deployed(second)).contains("CurrentVersion: \"8\"\n", "TargetVersion: \"9\"\n");
        assertThat(second.console())
                .filteredOn(line -> line.contains("points to"))
                .containsExactly(
                        "[prod] lambda  checkout 9 published, live points to 7",
                        "[prod] note    live of function 'checkout' points to version 8 by now: CurrentVersion is 8 in what is"
                                + " deployed, not 7");
        assertThat(function().aliased("live")).contains("9");
    }

    @Test
    void aBuildThatHasWaitedForOneThatFailedShiftsTheTrafficFromWhereItWas() throws Exception {
        controller.aws().nextDeployment().failsEverywhere("AfterAllowTraffic", Script.unknownError("no answer"));
        SimulatedBuild first = arrive(publishing(1));
        function().changed();
        SimulatedBuild second = arrive(publishing(2));

        finish(first, second);

        assertThat(first.result().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(second.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(deployed(second)).contains("CurrentVersion: \"7\"\n", "TargetVersion: \"9\"\n");
        assertThat(second.console()).noneMatch(line -> line.contains("by now"));
    }

    @Test
    void aBuildThatHasWaitedAndChangesNothingHasNothingToDeploy() throws Exception {
        SimulatedBuild first = arrive(publishing(1));
        SimulatedBuild second = arrive(publishing(2));

        finish(first, second);

        assertThat(second.result().error()).isEmpty();
        assertThat(second.result().outcome()).isEqualTo(Outcome.CHECKED);
        assertThat(second.result().deploymentId()).isEmpty();
        assertThat(second.console())
                .filteredOn(line -> line.contains("nothing to deploy"))
                .containsExactly(
                        "[prod] note    nothing to deploy: live of function 'checkout' points to version 8 already");
        assertThat(controller.aws().deployments()).hasSize(1);
    }

    @Test
    void aBuildThatWaitsForADeploymentOfOthersShiftsTheTrafficFromWhereThatHasTakenIt() throws Exception {
        SimulatedBuild first = arrive(publishing(1));
        function().changed();
        controller.restart(ticket -> !ticket.token().equals(first.token()));
        SimulatedBuild second = arrive(publishing(2));
        assertThat(second.console()).anyMatch(line -> line.contains("of the same group runs"));

        controller.aws().clock().advance(SHIFT);
        finish(second);

        assertThat(second.result().error()).isEmpty();
        assertThat(deployed(second)).contains("CurrentVersion: \"8\"\n", "TargetVersion: \"9\"\n");
    }

    // ---- what was deployed before

    /** Deploys versions 8 and 9, one after the other, and returns what the first has deployed. */
    private Revision deployedBefore() throws InterruptedException {
        SimulatedBuild first = arrive(publishing(1));
        finish(first);
        function().changed();
        finish(arrive(publishing(2)));
        assertThat(function().aliased("live")).contains("9");
        return first.result().revision().orElseThrow();
    }

    private DeploymentRequest again(int build, Revision revision) {
        return RunHarness.with(
                publishing(build),
                new Existing(Revision.parse(revision.address()).orElseThrow()));
    }

    private SimulatedBuild deployAgain(Revision revision) throws InterruptedException {
        SimulatedBuild build = arrive(again(3, revision));
        finish(build);
        return build;
    }

    @Test
    void aRollbackShiftsTheTrafficFromWhereItIs() throws Exception {
        SimulatedBuild rollback = deployAgain(deployedBefore());

        assertThat(rollback.result().error()).isEmpty();
        assertThat(rollback.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(deployed(rollback)).contains("CurrentVersion: \"9\"\n", "TargetVersion: \"8\"\n");
        assertThat(rollback.console())
                .filteredOn(line -> line.contains("points to"))
                .containsExactly(
                        "[prod] note    live of function 'checkout' points to version 9 by now: CurrentVersion is 9 in"
                                + " what is deployed, not 7");
        assertThat(function().aliased("live")).contains("8");
    }

    @Test
    void whatIsLiveIsNotDeployedAgain() throws Exception {
        Revision first = deployedBefore();
        function().alias("live", 8);

        SimulatedBuild again = deployAgain(first);

        assertThat(again.result().outcome()).isEqualTo(Outcome.CHECKED);
        assertThat(again.result().revision()).contains(first);
        assertThat(again.console())
                .filteredOn(line -> line.contains("points to"))
                .containsExactly(
                        "[prod] note    nothing to deploy: live of function 'checkout' points to version 8 already");
        assertThat(controller.aws().deployments()).hasSize(2);
    }

    @Test
    void whatHasFailedIsDeployedAgainAsItWas() throws Exception {
        controller.aws().nextDeployment().failsEverywhere("AfterAllowTraffic", Script.unknownError("no answer"));
        SimulatedBuild first = arrive(publishing(1));
        finish(first);

        SimulatedBuild again = deployAgain(first.result().revision().orElseThrow());

        assertThat(again.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(again.result().revision()).isEqualTo(first.result().revision());
        assertThat(again.console()).noneMatch(line -> line.contains("points to"));
    }

    // ---- an alias of two versions

    /** Stops the deployment of version 8 while it shifts the traffic. */
    private SimulatedBuild stopAmid(SimulatedBuild build, Interruption.Wish wish) throws InterruptedException {
        controller.aws().clock().advance(Duration.ofSeconds(30));
        build.go();
        build.driver().interrupt(new Interruption(Outcome.ABORTED, "by Ada", wish));
        return build;
    }

    private static final String SPLIT =
            "Nothing was deployed: live of function 'checkout' points to version 7, and sends"
                    + " 10 % of its traffic to version 8, and no deployment of deployment group Prod is under way that would end"
                    + " that. CodeDeploy deploys nothing to an alias of two versions, which a deployment leaves behind that was"
                    + " stopped without a rollback. In production account 222222222222, eu-west-1, send all traffic to one: aws"
                    + " lambda update-alias --function-name checkout --name live --function-version 7 --routing-config"
                    + " '{\"AdditionalVersionWeights\":{}}'. Then build again.";

    private static final Revision SEVEN = new AppSpecRevision(
            TwoAccounts.FUNCTION_APP_SPEC.replace("\"7\"", "\"6\"").replace("\"8\"", "\"7\""));

    @Test
    void aVersionThatHasOnlyPartOfTheTrafficIsNotLive() throws Exception {
        finish(stopAmid(arrive(publishing(1)), Interruption.Wish.STOP));

        SimulatedBuild again = deployAgain(SEVEN);

        assertThat(again.result().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(again.result().error()).isEqualTo(SPLIT);
        assertThat(again.console()).noneMatch(line -> line.contains("nothing to deploy"));
        assertThat(controller.aws().deployments()).hasSize(1);
    }

    @Test
    void aPublishedVersionIsDeployedWhenTheAliasPointsToOneAgain() throws Exception {
        finish(stopAmid(arrive(publishing(1)), Interruption.Wish.STOP));
        SimulatedBuild second = arrive(publishing(2));
        finish(second);
        assertThat(second.result().error()).isEqualTo(SPLIT);

        function().alias("live", 7);
        SimulatedBuild third = arrive(publishing(3));
        finish(third);

        assertThat(third.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(function().aliased("live")).contains("8");
    }

    @Test
    void whatIsLiveStillIsDeployedAgainAfterTheDeploymentThatShiftsTheTraffic() throws Exception {
        SimulatedBuild first = arrive(publishing(1));
        controller.aws().clock().advance(Duration.ofSeconds(30));

        SimulatedBuild again = arrive(again(2, SEVEN));
        assertThat(again.console())
                .anyMatch(line -> line.contains(
                        "waits: " + first.driver().deployment().stage().doing().split("[ ,]")[1]));
        finish(first, again);

        assertThat(again.result().error()).isEmpty();
        assertThat(again.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(deployed(again)).contains("CurrentVersion: \"8\"\n", "TargetVersion: \"7\"\n");
        assertThat(function().aliased("live")).contains("7");
    }

    @Test
    void aBuildThatDoesNotWaitIsToldWhichDeploymentShiftsTheTraffic() throws Exception {
        arrive(publishing(1));
        controller.aws().clock().advance(Duration.ofSeconds(30));
        DeploymentRequest request = again(2, SEVEN);

        SimulatedBuild again = arrive(RunHarness.with(
                request,
                new DeploymentRequest.Options(
                        true,
                        Duration.ZERO,
                        DeploymentRequest.WhenBusy.FAIL,
                        DeploymentRequest.OnAbort.STOP,
                        false,
                        DeploymentRequest.LogLevel.NORMAL)));

        assertThat(again.result().error()).startsWith("The deployment group Prod is busy with d-");
    }

    @Test
    void aDeploymentThatIsStoppedAndRolledBackIsWaitedFor() throws Exception {
        deployedBefore();
        function().changed();
        SimulatedBuild third = arrive(publishing(3));
        controller.aws().clock().advance(Duration.ofSeconds(30));
        SimulatedBuild fourth = arrive(publishing(4));

        finish(stopAmid(third, Interruption.Wish.ROLLBACK), fourth);

        assertThat(third.result().outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(fourth.result().error()).isEmpty();
        assertThat(deployed(fourth)).contains("CurrentVersion: \"9\"\n", "TargetVersion: \"10\"\n");
    }

    @Test
    void anAliasThatIsSplitWhileADeploymentEndsIsLookedAtAgain() throws Exception {
        Revision first = deployedBefore();
        function().split("live", "8", 10);
        SimulatedBuild again = arrive(again(3, first));
        function().unsplit("live");

        finish(again);

        assertThat(again.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aRoleThatMayNotLookAtTheGroupIsToldByCodeDeployWhatToDo() throws Exception {
        controller.aws().production().role(TwoAccounts.ROLE).removeStatement("deploy", "Groups");
        function().split("live", "6", 50);

        SimulatedBuild again = deployAgain(SEVEN);

        assertThat(again.result().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(again.result().error())
                .contains(
                        "INVALID_LAMBDA_CONFIGURATION",
                        "aws lambda update-alias --function-name FUNCTION --name ALIAS --routing-config"
                                + " '{\"AdditionalVersionWeights\":{}}'.");
    }

    private void removeVersions() {
        controller.aws().production().role(TwoAccounts.ROLE).removePolicy("versions");
    }

    @Test
    void aRoleThatMayNotLookAtTheAliasDeploysWhatThereIs() throws Exception {
        Revision first = deployedBefore();
        function().alias("live", 7);
        removeVersions();

        SimulatedBuild again = deployAgain(first);

        assertThat(again.result().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(again.result().revision()).contains(first);
        assertThat(again.console())
                .filteredOn(line -> line.contains("lacks"))
                .containsExactly(
                        "[prod] note    role CrossAccountRole lacks lambda:GetAlias: the deployment fails if live of"
                                + " function 'checkout' does not point to version 7");
    }

    @Test
    void aRoleThatMayNotLookAtTheAliasIsToldWhyTheDeploymentFails() throws Exception {
        Revision first = deployedBefore();
        removeVersions();

        SimulatedBuild again = deployAgain(first);

        assertThat(again.result().error()).contains("INVALID_LAMBDA_CONFIGURATION", "CurrentVersion");
    }

    @Test
    void saysThatThereIsNoSuchAlias() throws Exception {
        SimulatedBuild build =
                deployAgain(new AppSpecRevision(TwoAccounts.FUNCTION_APP_SPEC.replace("Alias: live", "Alias: life")));

        assertThat(build.result().error())
                .startsWith(
                        "The alias of Lambda function 'checkout' cannot be looked at. Production account 222222222222")
                .contains("lambda:GetAlias", "Cannot find alias arn")
                .endsWith("Create the function and its alias, or correct their names in the AppSpec.");
        assertThat(controller.aws().deployments()).isEmpty();
    }

    @Test
    void throttlingAndFailuresOfLambdaAreRiddenOut() throws Exception {
        Revision first = deployedBefore();
        controller.aws().faults().on("Lambda.GetAlias").times(3).throttle();
        controller.aws().faults().on("Lambda.GetAlias").times(3).fail();
        controller.aws().faults().on("Lambda.GetAlias").expiredToken();

        assertThat(deployAgain(first).result().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name: arn:aws:lambda:eu-west-1:222222222222:function:checkout",
                "Name: checkout\n          Other: &a [",
                "Name: [checkout]"
            })
    void whatIsNotUnderstoodIsDeployedAsItIs(String name) throws Exception {
        DeploymentRequest request =
                again(3, new AppSpecRevision(TwoAccounts.FUNCTION_APP_SPEC.replace("Name: checkout", name)));

        SimulatedBuild build = arrive(request);

        assertThat(request.sessionPolicy().json()).doesNotContain("lambda:");
        assertThat(build.stage()).isInstanceOf(Stage.Watching.class);
        assertThat(controller.aws().calls().of("Lambda.GetAlias")).isEmpty();
    }

    /** Its author has written there what is meant. */
    @Test
    void anAppSpecOfTheWorkspaceIsDeployedAsItIs() throws Exception {
        Files.writeString(workspace.resolve("appspec.yml"), TwoAccounts.FUNCTION_APP_SPEC);
        DeploymentRequest request = RunHarness.with(publishing(1), new FromWorkspace(Selection.ALL, ""));
        function().alias("live", 6);

        SimulatedBuild build = arrive(request);
        finish(build);

        assertThat(build.result().error()).contains("INVALID_LAMBDA_CONFIGURATION");
        assertThat(request.sessionPolicy().json()).doesNotContain("lambda:");
    }

    @Test
    void aSessionMayLookAtTheAliasesOfThatFunctionAlone() {
        assertThat(again(3, new AppSpecRevision(TwoAccounts.FUNCTION_APP_SPEC)).sessionPolicies())
                .allSatisfy(policy -> assertThat(policy.policy().statements())
                        .filteredOn(statement -> statement.json().contains("lambda:"))
                        .singleElement()
                        .satisfies(statement -> assertThat(statement.json())
                                .contains("\"Action\":[\"lambda:GetAlias\"],\"Resource\":"
                                        + "[\"arn:aws:lambda:eu-west-1:222222222222:function:checkout\"]")));
    }

    @Test
    void theTrafficIsShiftedOnceWhereverARestartTakesTheBuildUp() throws Exception {
        try (RunHarness harness = new RunHarness(workspace, Scenario.named("lambda"))) {
            Function function = harness.aws().function("checkout");
            Driver driver = harness.until(
                    RunHarness.with(
                            RunHarness.with(harness.request(), publishing(1).target()),
                            publishing(1).content()),
                    Stage.Registering.class);
            function.alias("live", 9);
            for (int step = 0; step < 1_000 && !(driver.deployment().stage() instanceof Stage.Watching); step++) {
                driver = harness.driver(harness.saved());
                harness.aws().clock().advance(driver.step());
            }

            assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(harness.aws().deployments()).hasSize(1);
            assertThat(harness.told("points to version 9 by now")).hasSize(1);
            assertThat(function.aliased("live")).contains("8");
        }
    }
}
