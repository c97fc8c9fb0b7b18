package io.jenkins.plugins.crossaccountdeploy.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.WebIdentityToken;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.OidcIssuer;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Environments whose development account is entered by a role, with a key or with an ID token alone. */
class SourceRolePreflightTest {

    private final CheckedAccounts accounts = new CheckedAccounts(CheckedAccounts.DEVELOPMENT, false);
    private final OidcIssuer issuer = new OidcIssuer("https://jenkins.example/oidc");
    private final Role source = accounts.useSourceRole(issuer);

    @AfterEach
    void close() {
        accounts.close();
    }

    private void useTokens(String audience) {
        accounts.source = () -> token(audience, accounts.aws().clock().instant());
    }

    private WebIdentityToken token(String audience, Instant issued) {
        return WebIdentityToken.parse(issuer.token(audience, "https://jenkins.example/", issued, Duration.ofHours(1)))
                .orElseThrow();
    }

    private void assertRefused(Checklist checklist, String finding, String remedy) {
        assertThat(checklist.items()).singleElement().satisfies(item -> {
            assertThat(item.topic()).isEqualTo(Topic.SOURCE_ROLE);
            assertThat(item.status()).isEqualTo(Status.FAILED);
            assertThat(item.finding()).contains(finding);
            assertThat(item.remedy()).contains(remedy);
            assertThat(item.asked())
                    .startsWith("sts:AssumeRole")
                    .contains("on arn:aws:iam::111111111111:role/JenkinsDeployer as the ");
            assertThat(item.line()).doesNotContain("eyJ", "Service: Sts", "null");
        });
    }

    private void assertGreen(Checklist checklist) {
        assertThat(checklist.isGreen()).as(String.join("\n", checklist.lines())).isTrue();
        assertThat(checklist.lines()).contains("OK       source role: arn:aws:iam::111111111111:role/JenkinsDeployer.");
        assertThat(accounts.aws().calls().operations()).hasSizeLessThanOrEqualTo(RoundTrips.MOST);
    }

    @Test
    void isGreenWithAKeyThatAssumesIt() {
        assertGreen(accounts.check());
    }

    @Test
    void isGreenWithATokenAlone() {
        useTokens("sts.amazonaws.com");

        assertGreen(accounts.check());
    }

    @Test
    void saysThatTheRoleDoesNotTrustTheKey() {
        source.removeTrust("Key");

        assertRefused(accounts.check(), "AccessDenied", "trust policy");
    }

    @Test
    void saysThatTheRoleDoesNotTrustTheToken() {
        useTokens("sts.amazonaws.com");
        source.removeTrust("Token");

        assertRefused(accounts.check(), "AccessDenied", "Add to the trust policy of the role");
    }

    @Test
    void saysThatTheTokenIsForOthers() {
        useTokens("vault");

        assertRefused(accounts.check(), "audience", "Add the audience vault");
    }

    @Test
    void saysThatTheTokenIsOver() {
        accounts.source = () ->
                token("sts.amazonaws.com", accounts.aws().clock().instant().minus(Duration.ofHours(2)));

        assertRefused(accounts.check(), "Token expired", "issue a new token each time");
    }

    @Test
    void saysThatAwsCannotReachTheIssuer() {
        useTokens("sts.amazonaws.com");
        issuer.reachable(false);

        assertRefused(accounts.check(), "IDPCommunicationError", "AWS has to reach");
    }

    @Test
    void saysThatThereIsNoIdentityProvider() {
        OidcIssuer another = new OidcIssuer("https://another.example");
        accounts.source = () -> WebIdentityToken.parse(another.token(
                        "sts.amazonaws.com", "jenkins", accounts.aws().clock().instant(), Duration.ofHours(1)))
                .orElseThrow();

        assertRefused(accounts.check(), "No OpenIDConnect provider", "Create an identity provider");
    }

    @Test
    void saysThatATokenNeedsARole() {
        useTokens("sts.amazonaws.com");
        accounts.sourceRoleArn = "";
        accounts.credentials = new io.jenkins.plugins.crossaccountdeploy.account.SourceCredentials(
                accounts.clients(),
                accounts.environment(),
                accounts.source,
                accounts.subject().request().requester(),
                accounts.clock);

        assertThat(accounts.check().lines())
                .singleElement()
                .asString()
                .startsWith("FAILED   caller: An ID token is no access key")
                .contains("source.roleArn of environment 'prod'");
    }

    @Test
    void looksForTheRoleInThePolicies() {
        accounts.aws().bucket(CheckedAccounts.BUCKET).policy("""
                {"Statement": [
                  {"Sid": "Instances", "Effect": "Allow", "Action": "s3:*", "Resource": "*",
                   "Principal": {"AWS": "arn:aws:iam::222222222222:role/ShopInstances"}},
                  {"Sid": "NotJenkins", "Effect": "Deny", "Action": "s3:PutObject", "Resource": "*",
                   "Principal": {"AWS": "arn:aws:iam::111111111111:role/JenkinsDeployer"}}]}
                """);

        assertThat(accounts.check().of(Status.FAILED))
                .singleElement()
                .satisfies(item ->
                        assertThat(item.finding()).contains("denies arn:aws:iam::111111111111:role/JenkinsDeployer"));
    }

    @Test
    void saysThatTheRoleOfProductionDoesNotTrustTheSourceRole() {
        accounts.role().trust(accounts.role().trust().text().replace("role/JenkinsDeployer", "role/Other"));

        assertThat(accounts.check().of(Status.FAILED)).singleElement().satisfies(item -> {
            assertThat(item.topic()).isEqualTo(Topic.ROLE);
            assertThat(item.asked()).contains("as assumed-role/JenkinsDeployer/jenkins-check-1");
        });
    }
}
