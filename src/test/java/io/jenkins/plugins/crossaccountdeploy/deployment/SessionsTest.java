package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

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
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));

        assertThat(rig.run(rig.order()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(Duration.between(
                        rig.saved().deployment().started(), rig.deployment().ends()))
                .isGreaterThan(Duration.ofHours(4));
        // each lasts an hour and is renewed five minutes before its end
        assertThat(rig.aws().calls().count("STS.AssumeRole")).isEqualTo(5);
        assertThat(rig.aws().calls().of("CodeDeploy.GetDeployment")).allMatch(call -> call.succeeded());
        assertThat(rig.told("note")).isEmpty();
    }

    @Test
    void saysWhatStillRunsWhenTheRoleMayNoLongerBeAssumed() throws Exception {
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Watching.class);
        rig.production().removeTrust("Assume");

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.deploymentId()).isEqualTo(rig.deploymentId());
        assertThat(result.error())
                .contains(
                        "The role CrossAccountRole cannot be assumed",
                        "Development account 111111111111, user/deployer",
                        "sts:AssumeRole",
                        "trust policy",
                        "goes on, unwatched: " + result.url())
                .doesNotContain("codedeploy:GetDeployment");
        assertThat(rig.aws().status(rig.deployment())).isEqualTo("InProgress");
    }

    @Test
    void doesNotTakeALostTrustForAMissingPermissionToStop() throws Exception {
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Watching.class);
        rig.production().removeTrust("Assume");
        driver = rig.driver(rig.saved());
        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));

        Result result = rig.finish(driver);

        assertThat(result.error()).contains("sts:AssumeRole", rig.deploymentId());
        assertThat(rig.told("lacks codedeploy:StopDeployment")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT3H", "PT-3H"})
    void deploysARevisionWithAClockThatIsHoursOff(Duration ahead) throws Exception {
        try (Rig elsewhere = withAwsClock(ahead)) {
            elsewhere.aws().deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "existing.zip");
            Order.Existing existing =
                    new Order.Existing(new S3Revision(TwoAccounts.BUCKET, "existing.zip", "", "", ""));

            assertThat(elsewhere.run(Rig.with(elsewhere.order(), existing)))
                    .extracting(Result::error, Result::outcome)
                    .containsExactly("", Outcome.SUCCEEDED);
        }
    }

    /** A request that is signed for the agent says itself when it is valid, and nobody can put that right on the way. */
    @ParameterizedTest
    @ValueSource(strings = {"PT3H", "PT-3H"})
    void saysThatTheClockIsHoursOffWhenABundleIsToBeSent(Duration ahead) throws Exception {
        try (Rig elsewhere = withAwsClock(ahead).withApplication()) {
            Result result = elsewhere.run(elsewhere.order());

            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.error()).contains("the controller's clock").doesNotContain("policy");
        }
    }

    private Rig withAwsClock(Duration ahead) {
        return new Rig(
                workspace,
                Scenario.twoAccounts().startingAt(Instant.now().plus(ahead)).withStrictClock());
    }

    @Test
    void takesTheNewCredentialsWhenTheyAreRotated() throws Exception {
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        User second = rig.aws().development().createUser("deployer-2");
        User first = rig.aws().development().user(TwoAccounts.USER);
        first.policyDocuments().forEach(second::putPolicy);
        rig.production().trust("""
                        {"Version": "2012-10-17", "Statement": [{
                          "Effect": "Allow",
                          "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                          "Action": "sts:AssumeRole"
                        }]}
                        """);
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Watching.class);
        rig.pass(driver, Duration.ofMinutes(20));
        rig.useCredentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                second.accessKey().id(), second.accessKey().secret())));
        rig.aws().revoke(first.accessKey());

        assertThat(rig.finish(driver))
                .extracting(Result::error, Result::outcome)
                .containsExactly("", Outcome.SUCCEEDED);
        assertThat(rig.aws().calls().of("STS.AssumeRole").stream()
                        .map(call -> call.principal())
                        .distinct())
                .containsExactly(
                        "arn:aws:iam::111111111111:user/deployer", "arn:aws:iam::111111111111:user/deployer-2");
    }

    @Test
    void saysThatTheOldAccessKeyIsGone() throws Exception {
        rig.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        Driver driver = rig.until(rig.driver(rig.fresh(rig.order())), Stage.Watching.class);
        rig.aws().revoke(rig.aws().accessKey(TwoAccounts.USER));

        Result result = rig.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.error()).contains("access key of the development credentials", rig.deploymentId());
    }

    @Test
    void renewsASessionThatAwsEndsEarlyAmidOtherTrouble() throws Exception {
        rig.aws().faults().on("CodeDeploy.GetDeployment").times(5).throttle();
        rig.aws().faults().on("CodeDeploy.GetDeployment").times(2).expiredToken();

        assertThat(rig.run(rig.order()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(rig.aws().calls().count("STS.AssumeRole")).isEqualTo(3);
    }
}
