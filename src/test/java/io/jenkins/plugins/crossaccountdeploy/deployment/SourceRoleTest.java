package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Credential;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.account.WebIdentityToken;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.OidcIssuer;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** A role of the development account is assumed first, with a key or without one. */
class SourceRoleTest extends InTwoAccounts {

    private static final String SOURCE_ROLE = "arn:aws:iam::111111111111:role/JenkinsDeployer";
    private static final String AUDIENCE = "sts.amazonaws.com";
    private static final String SUBJECT = "https://jenkins.example/";

    /** As long as those of Jenkins' OpenID Connect Provider plugin last unless set. */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final OidcIssuer issuer = new OidcIssuer("https://jenkins.example/oidc");
    private final List<String> tokens = new ArrayList<>();
    private io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role source;

    @BeforeEach
    void createTheRole() {
        User user = harness.aws().development().user(TwoAccounts.USER);
        source = harness.aws().development().createRole("JenkinsDeployer", """
                {"Version": "2012-10-17", "Statement": [
                  {"Sid": "Key", "Effect": "Allow", "Action": "sts:AssumeRole",
                   "Principal": {"AWS": "arn:aws:iam::111111111111:user/deployer"}},
                  {"Sid": "Token", "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
                   "Principal": {"Federated": "arn:aws:iam::111111111111:oidc-provider/jenkins.example/oidc"},
                   "Condition": {
                     "StringEquals": {"jenkins.example/oidc:aud": "sts.amazonaws.com"},
                     "StringLike": {"jenkins.example/oidc:sub": "https://jenkins.example/*"}}}]}
                """);
        user.policyDocuments().forEach((name, policy) -> {
            source.putPolicy(name, policy);
            user.removePolicy(name);
        });
        harness.aws().development().createOidcProvider(issuer, List.of(AUDIENCE));
        harness.production().trust("""
                {"Version": "2012-10-17", "Statement": [{
                  "Sid": "Assume", "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::111111111111:role/JenkinsDeployer"},
                  "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
                  "Condition": {"StringEquals": {"sts:ExternalId": "%s"}}}]}
                """.formatted(TwoAccounts.EXTERNAL_ID));
    }

    private void useKey() {
        User user = harness.aws().development().user(TwoAccounts.USER);
        harness.useSource(() -> new Credential.Keys(AwsBasicCredentials.create(
                user.accessKey().id(), user.accessKey().secret())));
    }

    private void useTokens() {
        useTokens(AUDIENCE, SUBJECT);
    }

    private void useTokens(String audience, String subject) {
        harness.useSource(() -> issued(audience, subject));
    }

    private WebIdentityToken issued(String audience, String subject) {
        String token = issuer.token(audience, subject, harness.aws().clock().instant(), LIFETIME);
        tokens.add(token);
        return WebIdentityToken.parse(token).orElseThrow();
    }

    private DeploymentRequest request() {
        Environment environment = harness.request().environment();
        return RunHarness.with(
                harness.request(),
                new Environment(
                        environment.name(),
                        environment.region(),
                        environment.role(),
                        environment.endpoints(),
                        SOURCE_ROLE));
    }

    private String failure() throws InterruptedException {
        Result result = harness.run(request());
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        tokens.forEach(token -> {
            assertThat(result.error()).doesNotContain(token, token.substring(token.lastIndexOf('.') + 1));
            assertThat(harness.console()).noneMatch(line -> line.contains(token));
        });
        return result.error();
    }

    @Test
    void isAssumedWithAKeyThatMayDoNothingElse() throws Exception {
        useKey();

        Result result = harness.run(request());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().calls().of("STS.AssumeRole"))
                .extracting(Call::principal)
                .containsExactly(
                        "arn:aws:iam::111111111111:user/deployer",
                        "arn:aws:sts::111111111111:assumed-role/JenkinsDeployer/jenkins-shop-42");
        assertThat(harness.aws().calls().of("S3.PutObject"))
                .isNotEmpty()
                .allMatch(call -> call.principal().contains(":assumed-role/JenkinsDeployer/"));
    }

    @Test
    void isAssumedWithATokenAndNoKeyAtAll() throws Exception {
        useTokens();

        Result result = harness.run(request());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().calls().count("STS.AssumeRoleWithWebIdentity")).isEqualTo(1);
        assertThat(harness.aws().calls().of("STS.AssumeRole"))
                .extracting(Call::principal)
                .containsExactly("arn:aws:sts::111111111111:assumed-role/JenkinsDeployer/jenkins-shop-42");
    }

    @Test
    void isAssumedAgainWithANewTokenThroughFourHours() throws Exception {
        useTokens();
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));

        assertThat(harness.run(request()))
                .extracting(Result::error, Result::outcome)
                .containsExactly("", Outcome.SUCCEEDED);

        assertThat(harness.aws().calls().count("STS.AssumeRoleWithWebIdentity")).isEqualTo(5);
        assertThat(tokens).hasSize(5).doesNotHaveDuplicates();
        assertThat(harness.told("note")).isEmpty();
    }

    /** Two roles in a chain: longer sessions are never given, and so are not asked for. */
    @Test
    void givesSessionsOfAnHourWhateverTheRoleOfProductionAllows() throws Exception {
        useTokens();
        harness.production().maxSessionDuration(Duration.ofHours(12));
        Role role = request().environment().role();

        assertThat(harness.run(RunHarness.with(
                                request(), new Role(role.arn(), role.externalId(), Duration.ofHours(4), false, false)))
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);

        assertThat(harness.aws().calls().of("STS.AssumeRole")).allMatch(Call::succeeded);
        assertThat(harness.aws().sessions())
                .allMatch(session ->
                        Duration.between(session.issued(), session.expiration()).equals(Duration.ofHours(1)));
    }

    @Test
    void carriesTagsAndTheUserOnToTheRoleOfProduction() throws Exception {
        useTokens();
        Role role = request().environment().role();

        Result result = harness.run(
                RunHarness.with(request(), new Role(role.arn(), role.externalId(), role.duration(), true, true)));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().sessions().get(1).sourceIdentity()).contains("ada");
        assertThat(harness.aws().sessions().get(1).sessionTags()).containsEntry("job", "shop");
    }

    @Test
    void mustTrustTheKey() throws Exception {
        useKey();
        source.removeTrust("Key");

        assertThat(failure())
                .startsWith("The role JenkinsDeployer of the development account cannot be assumed. Development account"
                        + " 111111111111, sts:AssumeRole on " + SOURCE_ROLE)
                .contains("user/deployer is not authorized", "trust policy", "no sts:ExternalId");
    }

    @Test
    void mustTrustTheToken() throws Exception {
        useTokens(AUDIENCE, "https://elsewhere.example/");

        assertThat(failure())
                .startsWith("The role JenkinsDeployer of the development account cannot be assumed. Development account"
                        + " 111111111111, sts:AssumeRoleWithWebIdentity on " + SOURCE_ROLE)
                .contains(
                        "Add to the trust policy of the role",
                        "\"Federated\":\"arn:aws:iam::111111111111:oidc-provider/jenkins.example/oidc\"",
                        "\"jenkins.example/oidc:aud\":\"sts.amazonaws.com\"",
                        "\"jenkins.example/oidc:sub\":\"https://elsewhere.example/\"");
    }

    @Test
    void isRefusedToATokenForOthers() throws Exception {
        useTokens("vault", SUBJECT);

        assertThat(failure())
                .contains("Incorrect token audience", "Add the audience vault to the identity provider arn:aws:iam::");
    }

    @Test
    void needsAnIdentityProviderOfTheIssuer() throws Exception {
        OidcIssuer another = new OidcIssuer("https://another.example");
        harness.useSource(() -> WebIdentityToken.parse(
                        another.token(AUDIENCE, SUBJECT, harness.aws().clock().instant(), LIFETIME))
                .orElseThrow());

        assertThat(failure())
                .contains("No OpenIDConnect provider found")
                .contains(
                        "Create an identity provider of IAM in account 111111111111, for https://another.example and the"
                                + " audience sts.amazonaws.com.");
    }

    @Test
    void isRefusedToATokenThatIsOver() throws Exception {
        WebIdentityToken old = issued(AUDIENCE, SUBJECT);
        harness.useSource(() -> old);
        harness.aws().clock().advance(LIFETIME);

        assertThat(failure())
                .contains("Token expired", "issue a new token each time")
                .doesNotContain("The credentials that sign are over");
    }

    @Test
    void isRefusedToATokenThatAnotherKeyHasSigned() throws Exception {
        WebIdentityToken old = issued(AUDIENCE, SUBJECT);
        issuer.replaceKeys();
        harness.useSource(() -> old);

        assertThat(failure()).contains("https://jenkins.example/oidc/.well-known/openid-configuration", "the key");
    }

    @Test
    void needsAnIssuerThatAwsCanReach() throws Exception {
        useTokens();
        issuer.reachable(false);

        assertThat(failure())
                .contains("IDPCommunicationError")
                .contains("AWS has to reach https://jenkins.example/oidc/.well-known/openid-configuration");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            IDPCommunicationError | An error occurred communicating with the identity provider
            InvalidIdentityToken | Couldn't retrieve verification key from your identity provider, please reference docs
            """)
    void isAskedForAgainWhereTheIssuerWasTooSlow(String code, String message) throws Exception {
        useTokens();
        harness.aws().faults().on("STS.AssumeRoleWithWebIdentity").times(2).error(400, code, message);

        Result result = harness.run(request());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().calls().count("STS.AssumeRoleWithWebIdentity")).isEqualTo(3);
    }

    @Test
    void isNotAskedForAgainWhereTheTokenIsNoGood() throws Exception {
        useTokens("vault", SUBJECT);

        failure();

        assertThat(harness.aws().calls().count("STS.AssumeRoleWithWebIdentity")).isEqualTo(1);
    }

    @Test
    void isNamedWhereTheRoleOfProductionDoesNotTrustIt() throws Exception {
        useTokens();
        harness.production().removeTrust("Assume");

        assertThat(failure())
                .startsWith("The role CrossAccountRole cannot be assumed. Development account 111111111111,"
                        + " assumed-role/JenkinsDeployer/jenkins-shop-42, sts:AssumeRole on");
    }

    @Test
    void isNamedWhereTheBucketIsNotForIt() throws Exception {
        useTokens();
        source.removeStatement("deploy", "WriteBundles");

        assertThat(failure())
                .contains("assumed-role/JenkinsDeployer", "s3:PutObject", "Add to the policy of this principal");
    }

    /** A token is good for one role, and no key of an account. */
    @Test
    void isAskedForWhereThereIsOnlyAToken() throws Exception {
        useTokens();

        Result result = harness.run(harness.request());

        assertThat(result.error()).contains("An ID token is no access key", "source.roleArn of environment 'prod'");
    }

    @Test
    void isAssumedAgainWhenAwsEndsItsSessionEarly() throws Exception {
        useTokens();
        harness.aws().faults().on("STS.AssumeRole").times(1).expiredToken();

        assertThat(harness.run(request()).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().calls().count("STS.AssumeRoleWithWebIdentity")).isEqualTo(2);
    }

    @Test
    void isRiddenOutWhileTheDeploymentGoesOn() throws Exception {
        useTokens();
        harness.aws().nextDeployment().takes("AfterInstall", Duration.ofMinutes(80));
        Driver driver = harness.until(request(), Stage.Watching.class);
        harness.pass(driver, Duration.ofMinutes(50));
        issuer.reachable(false);
        harness.pass(driver, Duration.ofMinutes(10));
        issuer.reachable(true);

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("sts:AssumeRoleWithWebIdentity does not get through"))
                .hasSize(1);
    }
}
