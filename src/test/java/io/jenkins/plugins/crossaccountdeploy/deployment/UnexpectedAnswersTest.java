package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** What AWS answers empty, in words of a later version or with a refusal neither ends the watch nor hides a failure. */
class UnexpectedAnswersTest extends InTwoAccounts {

    private Driver untilWatching(DeploymentRequest request) throws InterruptedException {
        return harness.until(request, Stage.Watching.class);
    }

    private void assertAllIsTold(Result result) {
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("Succeeded  ")).hasSize(3 * 7).doesNotHaveDuplicates();
        assertThat(harness.aws().calls().count("CodeDeploy.StopDeployment")).isZero();
    }

    // ---- words of a later version

    @ParameterizedTest
    @CsvSource({
        "GetDeployment, '\"status\":\"InProgress\"', '\"status\":\"Paused\"'",
        "BatchGetDeploymentTargets, '\"status\":\"InProgress\"', '\"status\":\"Paused\"'",
        "BatchGetDeploymentTargets, '\"status\":\"Pending\"', '\"status\":null'",
        "GetDeployment, '\"computePlatform\":\"Server\"', '\"computePlatform\":\"Robot\"'",
        "GetDeployment, '\"deploymentOverview\":\\{[^}]*\\}', '\"deploymentOverview\":null'",
    })
    void passesOverWhatItDoesNotKnow(String operation, String known, String unknown) throws Exception {
        Faults.Fault newer = harness.aws()
                .faults()
                .on("CodeDeploy." + operation)
                .times(3)
                .rewrite(body -> body.replaceAll(known, unknown));

        assertAllIsTold(harness.run(harness.request()));
        assertThat(newer.hits()).isEqualTo(3);
        assertThat(harness.told("note")).isEmpty();
    }

    @Test
    void followsADeploymentWhoseTargetsItDoesNotKnow() throws Exception {
        harness.aws()
                .faults()
                .on("CodeDeploy.BatchGetDeploymentTargets")
                .always()
                .rewrite(body -> body.replace("\"InstanceTarget\"", "\"PodTarget\""));

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("3 targets: 3 succeeded")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GetDeployment, '(?s).*'",
        "GetDeployment, '\"status\":\"[A-Za-z]+\",?'",
        "GetDeployment, '\"createTime\":[0-9.E]+,?'",
        "BatchGetDeploymentTargets, '(?s).*'",
    })
    void ridesOutAnswersThatLackSomething(String operation, String lacking) throws Exception {
        Driver driver = untilWatching(harness.request());
        harness.aws()
                .faults()
                .on("CodeDeploy." + operation)
                .times(5)
                .rewrite(body -> lacking.equals("(?s).*") ? "{}" : body.replaceAll(lacking, ""));

        assertAllIsTold(harness.finish(driver));
    }

    @Test
    void ridesOutAnswersThatItCannotReadAndTellsOnceWhatGoesOn() throws Exception {
        Driver driver = untilWatching(harness.request());
        harness.aws()
                .faults()
                .on("CodeDeploy.BatchGetDeploymentTargets")
                .times(8)
                .rewrite(body -> body.replace("\"instanceTarget\"", "\"other\""));

        assertAllIsTold(harness.finish(driver));
        assertThat(harness.told("keeps trying for 15 minutes")).hasSize(1);
        assertThat(harness.told(
                        "and the deployment goes on  " + harness.request().url(harness.deploymentId())))
                .hasSize(1);
    }

    @Test
    void saysWhichDeploymentGoesOnWhenItCanNeverBeRead() throws Exception {
        Driver driver = untilWatching(harness.request());
        harness.aws().faults().on("CodeDeploy.GetDeployment").always().rewrite(body -> "{}");

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error())
                .contains("codedeploy:GetDeployment", "the answer is incomplete", "goes on, unwatched: " + result.url())
                .doesNotContain("\n", "\tat ");
    }

    @Test
    void doesNotLoseADeploymentWhoseTargetsCannotBeRead() throws Exception {
        harness.aws()
                .faults()
                .on("CodeDeploy.BatchGetDeploymentTargets")
                .always()
                .rewrite(body -> body.replace("instanceTarget", "instanceTarget2"));

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("3 targets: 3 succeeded")).hasSize(1);
    }

    @Test
    void doesNotLoseADeploymentWhoseTargetsAreNeverAnswered() throws Exception {
        harness.aws().faults().on("CodeDeploy.ListDeploymentTargets").always().unavailable();

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("codedeploy:ListDeploymentTargets does not get through"))
                .hasSize(1);
    }

    @Test
    void takesNoRollbackWithoutAnIdForOne() throws Exception {
        harness.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "good.zip");
        harness.aws().group("CodeDeployDemo", "Prod").rollsBackOn("DEPLOYMENT_FAILURE");
        harness.aws().nextDeployment().failsEverywhere("AfterInstall", Script.script("scripts/after_install.sh"));
        harness.aws()
                .faults()
                .on("CodeDeploy.GetDeployment")
                .always()
                .rewrite(body ->
                        body.replaceAll("\"rollbackDeploymentId\":(null|\"[^\"]*\")", "\"rollbackDeploymentId\":\"\""));

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.rollbackDeploymentId()).isEmpty();
        assertThat(harness.told("which rolls back")).isEmpty();
    }

    // ---- what somebody else changes meanwhile

    @Test
    void ridesOutCredentialsThatAreNoneForAWhile() throws Exception {
        AwsCredentials good = AwsBasicCredentials.create(
                harness.aws().accessKey(TwoAccounts.USER).id(),
                harness.aws().accessKey(TwoAccounts.USER).secret());
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(40));
        Driver driver = untilWatching(harness.request());
        harness.useCredentials(() -> AwsBasicCredentials.create(" ", ""));
        harness.pass(driver, Duration.ofMinutes(65));
        harness.useCredentials(() -> good);

        assertAllIsTold(harness.finish(driver));
        assertThat(harness.told("keeps trying for 15 minutes")).hasSize(1);
    }

    @Test
    void ridesOutAPolicyThatIsChangedMeanwhile() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(2));
        Driver driver = untilWatching(harness.request());
        harness.pass(driver, Duration.ofMinutes(1));
        harness.aws().faults().on("CodeDeploy.GetDeployment").times(10).denyAccess();

        assertAllIsTold(harness.finish(driver));
        assertThat(harness.told("codedeploy:GetDeployment does not get through (AccessDeniedException"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ListDeploymentTargets", "BatchGetDeploymentTargets"})
    void knowsADenialByItsOperationWhateverItsWords(String operation) throws Exception {
        harness.aws().faults().on("CodeDeploy." + operation).always().error(400, "AccessDeniedException", "Nein.");

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("counts are told instead of events")).hasSize(1);
    }

    // ---- an end of which it does not know the word

    @Test
    void endsWithAStatusThatItDoesNotKnow() throws Exception {
        harness.aws().nextDeployment().worded(words -> words.deploymentStatus("Succeeded", "SucceededWithWarnings"));

        Result result = harness.run(harness.request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("ended as SucceededWithWarnings", "does not know that status");
        assertThat(harness.told("SUCCEEDEDWITHWARNINGS")).hasSize(1);
    }

    @Test
    void saysThatADeploymentOfADeletedGroupCannotBeStopped() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(10));
        Driver driver = untilWatching(harness.request());
        harness.pass(driver, Duration.ofSeconds(30));
        harness.aws().application("CodeDeployDemo").deleteGroup("Prod");
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.error()).contains("goes on, unwatched: ");
        assertThat(harness.told("cannot be stopped (DeploymentGroupDoesNotExistException"))
                .hasSize(1);
    }
}
