package io.jenkins.plugins.crossaccountdeploy.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessKey;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.codedeploy.model.CodeDeployException;

/** Somebody asks what a group runs, apart from any deployment. */
class GroupStateTest {

    /** From here, something else was deployed long ago. */
    private static final KnownDeployments LONG_AGO = new DriftCheckTest.One(Instant.EPOCH);

    @TempDir
    Path workspace;

    private RunHarness harness;
    private Clients clients;
    private Accounts accounts;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        clients = new Clients(ApacheHttpClient.builder().build());
        AccessKey key = harness.aws().accessKey(TwoAccounts.USER);
        accounts = new Accounts(
                clients,
                harness.request().environment(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())),
                harness.request().requester(),
                GroupState.sessionPolicies(harness.request()),
                harness.aws().clock());
    }

    @AfterEach
    void stop() {
        clients.close();
        harness.close();
    }

    private Drift drift(KnownDeployments known) throws Fault {
        return new GroupState(harness.request(), accounts).drift(known);
    }

    @Test
    void tellsWhatSomebodyElseHasDeployed() throws Exception {
        String other = harness.run(harness.request()).deploymentId();

        Drift drift = drift(LONG_AGO);

        assertThat(drift.deploymentId()).isEqualTo(other);
        assertThat(drift.revision()).startsWith("s3://" + TwoAccounts.BUCKET + "/revisions/shop/");
        assertThat(drift.since()).isAfter(Instant.EPOCH);
    }

    @Test
    void asksNoMoreWhereNothingIsSuspect() throws Exception {
        harness.run(harness.request());
        harness.aws().calls().clear();

        assertThat(drift(new NothingKnown()).isNone()).isTrue();
        assertThat(harness.aws().calls().operations())
                .containsExactly("STS.AssumeRole", "CodeDeploy.GetDeploymentGroup");
    }

    @Test
    void explainsWhatAwsRefuses() {
        harness.aws().faults().on("CodeDeploy.GetDeploymentGroup").denyAccess();

        assertThatExceptionOfType(Fault.class)
                .isThrownBy(() -> drift(LONG_AGO))
                .withMessageStartingWith("The deployment group cannot be looked at. Production account");
    }

    @Test
    void mayDoNothingButLook() throws Exception {
        String other = harness.run(harness.request()).deploymentId();

        assertThatExceptionOfType(CodeDeployException.class)
                .isThrownBy(() -> accounts.codeDeploy()
                        .stopDeployment(stop ->
                                stop.deploymentId(other).overrideConfiguration(Accounts.as(accounts.production()))))
                .withMessageContaining("session polic");
    }
}
