package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.account.SessionPolicy;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RoleSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session is narrowed to its deployment, as far as STS has space for that. */
class SessionPolicyTest extends InTwoAccounts {

    private static final String WIDENED = "does not fit into the space that STS allows: it is widened to ";

    @BeforeEach
    void letTheRoleWriteItsBucket() {
        harness.aws().createBucket(TwoAccounts.PRODUCTION, "releases", TwoAccounts.REGION);
        harness.production().putPolicy("releases", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
                """);
    }

    private DeploymentRequest request() {
        return RunHarness.with(
                harness.request(), Stores.of("releases", Store.Owner.PRODUCTION, "revisions/of/all/teams", ""));
    }

    /** As the simulator packs it. */
    static int packed(SessionPolicy policy) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(policy.policy().json().getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            return deflater.deflate(new byte[8192]);
        } finally {
            deflater.end();
        }
    }

    private List<String> policies() {
        return harness.aws().sessions().stream()
                .map(RoleSession::sessionPolicy)
                .map(policy -> policy.orElseThrow().text())
                .distinct()
                .toList();
    }

    @Test
    void isExactAsLongAsItFits() throws Exception {
        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(policies()).containsExactly(request().sessionPolicy().json());
        assertThat(harness.told(WIDENED)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void isWidenedAStepAtATimeAndSaysSoOnce(int step) throws Exception {
        SessionPolicy fitting = request().sessionPolicies().get(step);
        harness.aws().packedPolicySpace(packed(fitting));
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(25));

        Result result = harness.run(request());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(policies()).containsExactly(fitting.policy().json());
        assertThat(harness.told(WIDENED))
                .singleElement()
                .asString()
                .endsWith(WIDENED + fitting.widenedTo())
                .endsWith(" and all of bucket releases");
        // A renewed session does not try again what did not fit.
        assertThat(harness.aws().calls().of("STS.AssumeRole"))
                .filteredOn(call -> !call.succeeded())
                .hasSize(step)
                .allMatch(call -> call.errorCode().equals("PackedPolicyTooLarge"));
    }

    @Test
    void isNeverLeftOut() throws Exception {
        harness.aws().packedPolicySpace(40);

        Result result = harness.run(request());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("PackedPolicyTooLarge", "leave out the session tags of environment 'prod'");
        assertThat(harness.aws().sessions()).isEmpty();
    }

    /** STS takes 2,048 characters, and is not asked whether it takes more. */
    @Test
    void isWidenedForNamesThatAreTooLong() throws Exception {
        String bucket = "b".repeat(63);
        harness.aws().createBucket(TwoAccounts.PRODUCTION, bucket, TwoAccounts.REGION);
        DeploymentRequest longest = RunHarness.with(
                RunHarness.with(harness.request(), Stores.of(bucket, Store.Owner.PRODUCTION, "p".repeat(512), "")),
                new DeploymentRequest.Target("a".repeat(100), "g".repeat(100), ""));
        assertThat(longest.sessionPolicy().json()).hasSizeGreaterThan(2048);
        assertThat(longest.sessionPolicies().get(1).policy().json()).hasSizeLessThanOrEqualTo(2048);

        harness.run(longest);

        assertThat(policies())
                .containsExactly(longest.sessionPolicies().get(1).policy().json());
        assertThat(harness.aws().calls().of("STS.AssumeRole")).allMatch(Call::succeeded);
    }

    @Test
    void isWidenedForNamesThatPoliciesCannotSpell() throws Exception {
        DeploymentRequest foreign = RunHarness.with(
                harness.request(), new DeploymentRequest.Target("\u30b7\u30e7\u30c3\u30d7", "Prod", ""));

        harness.run(foreign);

        assertThat(policies())
                .containsExactly(foreign.sessionPolicies().get(2).policy().json());
    }

    @Test
    void leavesSpaceForTags() throws Exception {
        DeploymentRequest plain = harness.request();
        Role role = plain.environment().role();
        DeploymentRequest tagged = RunHarness.with(
                new DeploymentRequest(
                        plain.environment(),
                        plain.store(),
                        plain.target(),
                        plain.content(),
                        plain.rules(),
                        plain.options(),
                        new Requester("teams/shop/releases/production/web", 42, "ada", "")),
                new Role(role.arn(), role.externalId(), role.duration(), true, true));
        harness.aws().packedPolicySpace(packed(plain.sessionPolicies().get(0)) + 10);

        assertThat(harness.run(tagged).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.told(WIDENED)).hasSize(1);
        assertThat(harness.aws().sessions().get(0).sessionTags())
                .containsEntry("job", "teams/shop/releases/production/web")
                .containsEntry("user", "ada");
        assertThat(harness.aws().sessions().get(0).sourceIdentity()).contains("ada");
    }

    @Test
    void goesWithSessionsOfAnHourWhereTheRoleAllowsNoLongerOnesAndSaysSoOnce() throws Exception {
        Role role = harness.request().environment().role();
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(25));

        assertThat(harness.run(RunHarness.with(
                                harness.request(),
                                new Role(role.arn(), role.externalId(), Duration.ofHours(4), false, false)))
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.told(
                        "role CrossAccountRole allows no sessions of 14400 s: they last an hour, and are renewed."))
                .hasSize(1);
        assertThat(harness.aws().calls().of("STS.AssumeRole"))
                .filteredOn(call -> !call.succeeded())
                .hasSize(1);
    }
}
