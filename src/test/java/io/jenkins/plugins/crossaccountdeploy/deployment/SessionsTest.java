package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Deployments outlast role sessions. */
class SessionsTest extends InTwoAccounts {

    @Test
    void renewsHourlySessionsThroughFourHours() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(Duration.between(
                        harness.saved().deployment().started(),
                        harness.deployment().ends()))
                .isGreaterThan(Duration.ofHours(4));
        // each lasts an hour and is renewed five minutes before its end
        assertThat(harness.aws().calls().count("STS.AssumeRole")).isEqualTo(5);
        assertThat(harness.aws().calls().of("CodeDeploy.GetDeployment")).allMatch(call -> call.succeeded());
        assertThat(harness.told("note")).isEmpty();
    }

    @Test
    void saysWhatStillRunsWhenTheRoleMayNoLongerBeAssumed() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.production().removeTrust("Assume");

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.deploymentId()).isEqualTo(harness.deploymentId());
        assertThat(result.error())
                .contains(
                        "The role CrossAccountRole cannot be assumed",
                        "Development account 111111111111, user/deployer",
                        "sts:AssumeRole",
                        "trust policy",
                        "goes on, unwatched: " + result.url())
                .doesNotContain("codedeploy:GetDeployment");
        assertThat(harness.aws().status(harness.deployment())).isEqualTo("InProgress");
    }

    @Test
    void doesNotTakeALostTrustForAMissingPermissionToStop() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.production().removeTrust("Assume");
        driver = harness.driver(harness.saved());
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        Result result = harness.finish(driver);

        assertThat(result.error()).contains("sts:AssumeRole", harness.deploymentId());
        assertThat(harness.told("lacks codedeploy:StopDeployment")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT3H", "PT-3H"})
    void deploysARevisionWithAClockThatIsHoursOff(Duration ahead) throws Exception {
        try (RunHarness elsewhere = withAwsClock(ahead)) {
            elsewhere.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "existing.zip");
            DeploymentRequest.Existing existing =
                    new DeploymentRequest.Existing(new S3Revision(TwoAccounts.BUCKET, "existing.zip", "", "", ""));

            assertThat(elsewhere.run(RunHarness.with(elsewhere.request(), existing)))
                    .extracting(Result::error, Result::outcome)
                    .containsExactly("", Outcome.SUCCEEDED);
        }
    }

    /** A request that is signed for the agent says itself when it is valid, and nobody can put that right on the way. */
    @ParameterizedTest
    @ValueSource(strings = {"PT3H", "PT-3H"})
    void saysThatTheClockIsHoursOffWhenABundleIsToBeSent(Duration ahead) throws Exception {
        try (RunHarness elsewhere = withAwsClock(ahead).withApplication()) {
            Result result = elsewhere.run(elsewhere.request());

            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.error()).contains("the controller's clock").doesNotContain("policy");
        }
    }

    private RunHarness withAwsClock(Duration ahead) {
        return new RunHarness(
                workspace,
                Scenario.twoAccounts().startingAt(Instant.now().plus(ahead)).withStrictClock());
    }

    @Test
    void takesTheNewCredentialsWhenTheyAreRotated() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        User second = harness.aws().development().createUser("deployer-2");
        User first = harness.aws().development().user(TwoAccounts.USER);
        first.policyDocuments().forEach(second::putPolicy);
        harness.production().trust("""
                        {"Version": "2012-10-17", "Statement": [{
                          "Effect": "Allow",
                          "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                          "Action": "sts:AssumeRole"
                        }]}
                        """);
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(20));
        harness.useCredentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                second.accessKey().id(), second.accessKey().secret())));
        harness.aws().revoke(first.accessKey());

        assertThat(harness.finish(driver))
                .extracting(Result::error, Result::outcome)
                .containsExactly("", Outcome.SUCCEEDED);
        assertThat(harness.aws().calls().of("STS.AssumeRole").stream()
                        .map(call -> call.principal())
                        .distinct())
                .containsExactly(
                        "arn:aws:iam::111111111111:user/deployer", "arn:aws:iam::111111111111:user/deployer-2");
    }

    @Test
    void saysThatTheOldAccessKeyIsGone() throws Exception {
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        Driver driver = harness.until(harness.request(), Stage.Watching.class);
        harness.aws().revoke(harness.aws().accessKey(TwoAccounts.USER));

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error()).contains("access key of the development credentials", harness.deploymentId());
    }

    @Test
    void renewsASessionThatAwsEndsEarlyAmidOtherTrouble() throws Exception {
        harness.aws().faults().on("CodeDeploy.GetDeployment").times(5).throttle();
        harness.aws().faults().on("CodeDeploy.GetDeployment").times(2).expiredToken();

        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().calls().count("STS.AssumeRole")).isEqualTo(3);
    }
}
