package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.SessionPolicy;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.FromWorkspace;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.Function;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lambda deployments whose version is published by the run. */
class VersionPublicationTest {

    private static final String APP_SPEC = TwoAccounts.FUNCTION_APP_SPEC
            .replace("Name: checkout", "Name: <FUNCTION>")
            .replace("\"7\"", "<CURRENT_VERSION>")
            .replace("\"8\"", "<TARGET_VERSION>");

    @TempDir
    Path workspace;

    private RunHarness harness;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.named("lambda")).file("appspec.yml", APP_SPEC);
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private DeploymentRequest request() {
        return request("checkout", List.of());
    }

    private DeploymentRequest request(String function, List<String> allowed) {
        return RunHarness.with(
                RunHarness.with(harness.request(), new DeploymentRequest.Target("CodeDeployDemo-Lambda", "Prod", "")),
                new FromWorkspace(
                        Selection.ALL,
                        "",
                        new Preparation(new Values(Map.of("FUNCTION", function)), "", true, List.of(), allowed)));
    }

    private Function function() {
        return harness.aws().function("checkout");
    }

    private String deployed() {
        Result result = ((Stage.Done) harness.saved().deployment().stage()).result();
        return ((AppSpecRevision) result.revision().orElseThrow()).content();
    }

    @Test
    void isPublishedAndTakesTheTrafficOfTheOneThatTheAliasPointsTo() throws Exception {
        Result result = harness.run(request());

        assertThat(result.error()).isEmpty();
        assertThat(deployed()).contains("Name: \"checkout\"\n", "CurrentVersion: \"7\"\n", "TargetVersion: \"8\"\n");
        assertThat(harness.told("lambda  checkout 8 published, live points to 7"))
                .hasSize(1);
    }

    @Test
    void thereIsNothingToDeployWhereTheAliasPointsToItAlready() throws Exception {
        function().alias("live", 7);

        Result result = harness.run(request());

        assertThat(result.outcome()).isEqualTo(Outcome.CHECKED);
        assertThat(result.outcome().isGood()).isTrue();
        assertThat(harness.told(
                        "note    nothing to deploy: live of function 'checkout' points to version 7 already, and"
                                + " nothing has changed since"))
                .hasSize(1);
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void thereIsSomethingToDeployWhereTheAliasSendsTrafficElsewhere() throws Exception {
        function().alias("live", 7).split("live", "6", 0.5);

        Result result = harness.run(request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .startsWith(
                        "Nothing was deployed: live of function 'checkout' points to version 7, and sends 0.5 % of its"
                                + " traffic to version 6, and");
        assertThat(harness.told("nothing to deploy")).isEmpty();
    }

    @Test
    void isPublishedOnceWhenTheAnswerIsLost() throws Exception {
        harness.aws().faults().on("Lambda.PublishVersion").cutAfter();

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(function().version()).isEqualTo(8);
        assertThat(deployed()).contains("TargetVersion: \"8\"\n");
    }

    @Test
    void isPublishedOnceWhereverARestartTakesTheRunUp() throws Exception {
        Driver driver = harness.driver(harness.fresh(request()));
        while (!(driver.deployment().stage() instanceof Stage.Creating)) {
            harness.aws().clock().advance(driver.step());
            driver = harness.driver(harness.saved());
        }

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(function().version()).isEqualTo(8);
        assertThat(harness.aws().deployments()).hasSize(1);
    }

    @Test
    void aRunThatIsAbortedSaysThatAVersionMayBeThere() throws Exception {
        Driver driver = harness.until(request(), Stage.Creating.class);

        driver.interrupt(new Interruption(Outcome.ABORTED, "by Ada"));

        assertThat(harness.finish(driver).error())
                .isEqualTo("The run was aborted (by Ada) before anything was deployed. In the production account a task"
                        + " definition or a version of the function may have been made for it, which nothing uses. Build"
                        + " again.");
        assertThat(function().version()).isEqualTo(8);
    }

    @Test
    void waitsForAnUpdateThatGoesOn() throws Exception {
        function().updatingUntil(harness.aws().clock().instant().plusSeconds(60));

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("waits for Lambda, which is still at work on the function"))
                .hasSize(1);
    }

    @Test
    void waitsForAnUpdateThatBeginsMeanwhile() throws Exception {
        harness.aws()
                .faults()
                .on("Lambda.PublishVersion")
                .times(2)
                .error(409, "ResourceConflictException", "An update is in progress");

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void waitsForAVersionThatTakesMinutes() throws Exception {
        function().versionsTake(300);

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("waits for Lambda, which is still at work on the function"))
                .hasSize(1);
    }

    @Test
    void waitsUntilAVersionThatNobodyHasUsedForWeeksIsInvoked() throws Exception {
        function().alias("live", 8).alias("live", 7).versionsAre("Inactive");
        Driver driver = harness.pass(harness.driver(harness.fresh(request())), Duration.ofMinutes(5));
        assertThat(driver.deployment().stage()).isInstanceOf(Stage.Preparing.class);

        function().versionsAre("Active");

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("waits"))
                .containsExactly("[prod] note    waits until version 8 of function 'checkout' is used again, which is"
                        + " inactive: its next invocation fails, and has Lambda make it ready. aws lambda invoke"
                        + " --function-name checkout --qualifier 8 answer.json");
    }

    @Test
    void doesNotWaitForEverForSomebodyToInvokeIt() throws Exception {
        function().versionsAre("Inactive");

        assertThat(harness.run(request()).error())
                .isEqualTo("The Lambda function 'checkout' (8) in production account 222222222222 is not ready after 15"
                        + " minutes. It is inactive: invoke it once, aws lambda invoke --function-name checkout --qualifier"
                        + " 8 answer.json, and build again.");
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting"})
    void aVersionThatCannotBeInvokedIsNotDeployed(String state) throws Exception {
        function().versionsAre(state);

        assertThat(harness.run(request()).error())
                .isEqualTo(
                        "The Lambda function 'checkout' (8) in production account 222222222222 cannot be invoked: its"
                                + " state is " + state
                                + ". See what has brought it there in the Lambda console, update the"
                                + " function, and build again.");
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void whatIsNotPublishedYetNeedNotBeInvocable() throws Exception {
        function().is("Inactive");

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("waits")).isEmpty();
    }

    @Test
    void aStateOfLaterTimesIsWaitedFor() throws Exception {
        function().versionsAre("Thawing");

        assertThat(harness.run(request()).error()).contains("(8)", "is not ready after 15 minutes");
        assertThat(harness.told("waits for Lambda, which is still at work on the function"))
                .hasSize(1);
    }

    /** Nobody has looked meanwhile. */
    @Test
    void waitsAnewWhenTheControllerWasDown() throws Exception {
        function().updatingUntil(harness.aws().clock().instant().plusSeconds(1_230));
        Driver driver = harness.until(request(), Stage.Preparing.class);
        driver.step();
        harness.aws().clock().advance(Duration.ofMinutes(20));

        assertThat(harness.finish(harness.driver(harness.saved())).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        function().updatingUntil(harness.aws().clock().instant().plusSeconds(86_400));

        assertThat(harness.run(request()).error())
                .isEqualTo(
                        "The Lambda function 'checkout' ($LATEST) in production account 222222222222 is not ready after 15"
                                + " minutes. See what keeps it in the Lambda console, and build again.");
        assertThat(function().version()).isEqualTo(7);
    }

    @Test
    void aFailedUpdateIsNotPublished() throws Exception {
        function().failed("The image is gone");

        assertThat(harness.run(request()).error())
                .isEqualTo(
                        "The Lambda function 'checkout' ($LATEST) in production account 222222222222 has failed: The image"
                                + " is gone. Update the function, and build again.");
        assertThat(function().version()).isEqualTo(7);
    }

    @Test
    void saysThatThereIsNoSuchFunction() throws Exception {
        harness.production()
                .putPolicy(
                        "versions",
                        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"All\","
                                + " \"Effect\": \"Allow\", \"Action\": \"lambda:*\", \"Resource\": \"*\"}]}");

        assertThat(harness.run(request("chekout", List.of())).error())
                .startsWith(
                        "The version of Lambda function 'chekout' cannot be published. Production account 222222222222")
                .contains("ResourceNotFoundException: Function not found")
                .endsWith("Create the function and its alias, or correct their names in the AppSpec.");
        assertThat(harness.run(request("a/../b?c#%", List.of())).error())
                .startsWith("appspec.yml: publishVersion needs one");
    }

    @Test
    void saysThatThereIsNoSuchAlias() throws Exception {
        harness.file("appspec.yml", APP_SPEC.replace("live", "life"));

        assertThat(harness.run(request()).error()).contains("lambda:GetAlias", "Cannot find alias arn");
    }

    @Test
    void saysWhichActionIsNotAllowed() throws Exception {
        harness.production().removeStatement("versions", "Versions");

        assertThat(harness.run(request()).error())
                .startsWith("The version of Lambda function 'checkout' cannot be published.")
                .endsWith("Add to the policy of the role: {\"Effect\":\"Allow\",\"Action\":"
                        + "[\"lambda:GetFunctionConfiguration\"],\"Resource\":"
                        + "[\"arn:aws:lambda:eu-west-1:222222222222:function:checkout\","
                        + "\"arn:aws:lambda:eu-west-1:222222222222:function:checkout:*\"]}.");
    }

    @Test
    void aFunctionThatTheEnvironmentDoesNotNameIsNotPublished() throws Exception {
        assertThat(harness.run(request("checkout", List.of("basket"))).error())
                .isEqualTo("The version of Lambda function 'checkout' cannot be published: the environment names the"
                        + " functions for that, and it is none of them. Add that function to lambdaFunctions of environment"
                        + " 'prod'.");
        assertThat(harness.run(request("checkout", List.of("basket", "checkout")))
                        .error())
                .isEmpty();
    }

    private static final List<String> MANY = Stream.concat(
                    IntStream.range(0, 12).mapToObj("a-function-of-shop-%02d"::formatted), Stream.of("checkout"))
            .toList();

    @Test
    void theSessionIsWidenedForMoreFunctionsThanItHasSpaceFor() throws Exception {
        assertThat(harness.run(request("checkout", MANY)).error()).isEmpty();

        assertThat(harness.told("is widened to"))
                .singleElement()
                .asString()
                .endsWith(": it is widened to all Lambda functions of the account");
        assertThat(request("checkout", MANY).sessionPolicies())
                .extracting(SessionPolicy::isTaken)
                .containsExactly(false, true, true, true, true);
        assertThat(harness.aws().sessions().get(0).sessionPolicy().orElseThrow().text())
                .contains("deploymentgroup:CodeDeployDemo-Lambda/Prod", "function:*");
    }

    @Test
    void aWidenedSessionPublishesOnlyTheFunctionsThatTheEnvironmentNames() throws Exception {
        harness.production()
                .putPolicy(
                        "versions",
                        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"All\","
                                + " \"Effect\": \"Allow\", \"Action\": \"lambda:*\", \"Resource\": \"*\"}]}");

        assertThat(harness.run(request("checkout", MANY.subList(0, 12))).error())
                .startsWith("The version of Lambda function 'checkout' cannot be published: the environment names");
        assertThat(function().version()).isEqualTo(7);
    }

    @Test
    void aDryRunForMoreFunctionsThanASessionHasSpaceForChecksTheRole() throws Exception {
        Options dry = new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL);
        harness.controller().hasThreadsForChecks();

        Result result = harness.run(RunHarness.with(request("checkout", MANY), dry));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.CHECKED);
        assertThat(harness.told("check itself")).isEmpty();
        assertThat(harness.told("check   OK       role:")).hasSize(1);
    }

    @Test
    void aDryRunPublishesNothing() throws Exception {
        Options dry = new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL);
        harness.controller().hasThreadsForChecks();

        Result result = harness.run(RunHarness.with(request(), dry));

        assertThat(result.outcome()).isEqualTo(Outcome.CHECKED);
        assertThat(harness.told("dry run: a version of function 'checkout' would be published and deployed"))
                .hasSize(1);
        assertThat(function().version()).isEqualTo(7);
    }

    @Test
    void isPublishedOnlyIfTheAppSpecDeploysIt() throws Exception {
        harness.file("appspec.yml", APP_SPEC.replace("<TARGET_VERSION>", "\"8\""));

        assertThat(harness.run(request()).error())
                .isEqualTo(
                        "appspec.yml: has no <TARGET_VERSION>, which is where the result of publishVersion goes. Write it"
                                + " there, or leave out publishVersion.");
    }

    @Test
    void isOfOneFunction() throws Exception {
        harness.file(
                "appspec.yml",
                APP_SPEC.replace(
                        "Hooks:",
                        APP_SPEC.lines()
                                        .skip(2)
                                        .limit(7)
                                        .reduce((a, b) -> a + "\n" + b)
                                        .orElseThrow()
                                        .replace("- checkout", "- basket")
                                + "\nHooks:"));

        assertThat(harness.run(request()).error())
                .isEqualTo(
                        "appspec.yml: publishVersion needs one Lambda function, with its name and its alias, which have"
                                + " letters, digits, hyphens and underscores. Name one in Resources.");
    }

    @Test
    void isForLambdaAlone() throws Exception {
        harness.close();
        harness = new RunHarness(workspace, Scenario.named("ecs")).file("appspec.yml", TwoAccounts.SERVICE_APP_SPEC);
        DeploymentRequest request =
                RunHarness.with(request(), new DeploymentRequest.Target("CodeDeployDemo-ECS", "Prod", ""));

        assertThat(harness.run(request).error())
                .isEqualTo("publishVersion: is for AWS Lambda, and appspec.yml is for Amazon ECS. Leave it out.");
    }

    @Test
    void throttlingAndFailuresOfLambdaAreRiddenOut() throws Exception {
        harness.aws().faults().on("Lambda.GetAlias").times(3).throttle();
        harness.aws().faults().on("Lambda.GetFunctionConfiguration").times(3).fail();
        harness.aws().faults().on("Lambda.PublishVersion").expiredToken();

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
}
