package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Encryption;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bucket of the production account that encrypts by default, whatever the environment says. */
class EncryptedBucketTest {

    private static final String BUCKET = "my-production-application";

    @TempDir
    Path workspace;

    private RunHarness harness;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.named("production-bucket")).withApplication();
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private DeploymentRequest request(String kmsKeyArn) {
        return RunHarness.with(harness.request(), Stores.of(BUCKET, Store.Owner.PRODUCTION, "revisions", kmsKeyArn));
    }

    /** Encrypts the bucket with a key of an account that all who need it may use. */
    private String encrypt(String account) {
        String key = harness.aws()
                .createKey(account, TwoAccounts.REGION, "0f1e", """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                          "Principal": {"AWS": ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]},
                          "Action": "kms:*", "Resource": "*"}]}
                        """)
                .arn();
        harness.aws().bucket(BUCKET).encryption(Encryption.kms(key));
        String use = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "%s",
                  "Action": ["kms:GenerateDataKey", "kms:Decrypt"]}]}
                """.formatted(key);
        harness.production().putPolicy("key", use);
        harness.aws().production().role(TwoAccounts.INSTANCE_ROLE).putPolicy("key", use);
        return key;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesTheBundleThoughTheEnvironmentNamesNoKey(boolean multipart) throws Exception {
        encrypt(TwoAccounts.PRODUCTION);
        if (multipart) {
            harness.file("big.txt", incompressible(20_000_000));
        }

        Result first = harness.run(request(""));
        Result second = harness.run(request(""));

        assertThat(first.outcome()).as(first.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(second.outcome()).as(second.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("unchanged, not sent again")).hasSize(1);
    }

    @Test
    void isWrittenByASessionThatMayUseKeysOfItsAccountForS3InThatRegionAlone() {
        assertThat(request("").sessionPolicy().statements())
                .last()
                .extracting(Policy.Statement::json)
                .isEqualTo("{\"Effect\":\"Allow\",\"Action\":[\"kms:GenerateDataKey\",\"kms:Decrypt\"],"
                        + "\"Resource\":[\"arn:aws:kms:eu-west-1:222222222222:key/*\"],"
                        + "\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\"s3.eu-west-1.amazonaws.com\"}}}");
    }

    /** Which of the two AWS sends there, it does not document. */
    @Test
    void isWrittenInChinaByASessionThatKnowsBothNamesOfS3() {
        Role role = request("").environment().role();

        assertThat(RunHarness.with(
                                request(""),
                                new Role(
                                        role.arn().replace("arn:aws:", "arn:aws-cn:"),
                                        role.externalId(),
                                        role.duration(),
                                        false,
                                        false))
                        .sessionPolicy()
                        .json())
                .contains("{\"kms:ViaService\":[\"s3.eu-west-1.amazonaws.com.cn\",\"s3.eu-west-1.amazonaws.com\"]}");
    }

    @Test
    void asksForItsKeyWhenThatIsOfAnotherAccount() throws Exception {
        String key = encrypt(TwoAccounts.DEVELOPMENT);

        Result refused = harness.run(request(""));
        Result named = harness.run(request(key));

        assertThat(refused.error())
                .contains("kms:GenerateDataKey", "Name the key as kmsKeyArn of environment 'prod'")
                .doesNotContain("bug");
        assertThat(named.outcome()).as(named.error()).isEqualTo(Outcome.SUCCEEDED);
    }

    /** The names are as long as CodeDeploy and S3 take them; STS takes 2,048 characters. */
    @Test
    void isWrittenByASessionWhosePolicyIsShortEnough() {
        DeploymentRequest longest = RunHarness.with(
                RunHarness.with(
                        harness.request(), Stores.of("b".repeat(63), Store.Owner.PRODUCTION, "p".repeat(64), "")),
                new DeploymentRequest.Target("a".repeat(100), "g".repeat(100), ""));
        assertThat(longest.sessionPolicy().json()).hasSizeLessThanOrEqualTo(2048);
    }

    private static String incompressible(int length) {
        return new Random(1)
                .ints(length, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
