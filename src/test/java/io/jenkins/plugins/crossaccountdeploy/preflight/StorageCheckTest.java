package io.jenkins.plugins.crossaccountdeploy.preflight;

import static io.jenkins.plugins.crossaccountdeploy.preflight.CheckedAccounts.DEVELOPMENT;
import static io.jenkins.plugins.crossaccountdeploy.preflight.CheckedAccounts.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is checked beside the bundling of a run. */
class StorageCheckTest {

    private static Checklist check(CheckedAccounts accounts) throws InterruptedException {
        Subject subject = accounts.subject();
        Accounts ofRun = new Accounts(
                accounts.clients(),
                accounts.environment(),
                accounts.credentials,
                subject.request().requester(),
                subject.request().sessionPolicies(),
                accounts.aws().clock());
        ofRun.caller();
        ofRun.session();
        accounts.aws().calls().clear();
        return accounts.preflight().checkStorage(subject, ofRun);
    }

    @ParameterizedTest
    @ValueSource(strings = {DEVELOPMENT, PRODUCTION})
    void isOneLineWhereNothingIsWrong(String bucketAccount) throws InterruptedException {
        try (CheckedAccounts accounts = new CheckedAccounts(bucketAccount, true)) {
            assertThat(check(accounts).news()).singleElement().asString().contains(" OK");
            assertThat(accounts.aws().calls().operations())
                    .hasSizeLessThanOrEqualTo(6)
                    .doesNotContain("STS.AssumeRole", "STS.GetCallerIdentity");
        }
    }

    @Test
    void isSilentAboutWhatMayNotBeRead() throws InterruptedException {
        try (CheckedAccounts accounts = new CheckedAccounts(DEVELOPMENT, true)) {
            accounts.user().removeStatement("deploy", "Checking");
            accounts.user().removeStatement("deploy", "FindBundles");

            assertThat(check(accounts).news()).containsExactly("1 OK");
        }
    }

    @Test
    void tellsWhatWouldFailOnceBundled() throws InterruptedException {
        try (CheckedAccounts accounts = new CheckedAccounts(DEVELOPMENT, true)) {
            accounts.bucket().removeStatement("InstancesRead");
            accounts.key().enabled(false);

            assertThat(check(accounts).of(Status.FAILED))
                    .extracting(CheckItem::topic)
                    .containsExactly(Topic.KEY, Topic.READING);
        }
    }

    @Test
    void endsNoRunOverAWildcardThatMayMeanItsBundles() throws InterruptedException {
        try (CheckedAccounts accounts = new CheckedAccounts(DEVELOPMENT, true)) {
            accounts.bucket()
                    .policy(accounts.bucket().policy().orElseThrow().text().replace("/revisions/*", "/*/payments/*"));

            assertThat(check(accounts).of(Status.FAILED)).isEmpty();
        }
    }

    @Test
    void endsNoRunOverWhatTheAdministratorMayHaveMistaken() throws InterruptedException {
        try (CheckedAccounts accounts = new CheckedAccounts(DEVELOPMENT, true)) {
            accounts.instanceRoleArns = List.of("arn:aws:iam::222222222222:role/Instances-of-last-year");
            accounts.key().removeStatement("InstancesDecrypt");

            assertThat(check(accounts).of(Status.FAILED)).isEmpty();
            assertThat(check(accounts).of(Status.WARNING))
                    .extracting(CheckItem::topic)
                    .containsExactly(Topic.READING, Topic.DECRYPTING);
        }
    }
}
