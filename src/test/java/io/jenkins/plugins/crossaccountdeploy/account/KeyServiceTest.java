package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

@Timeout(60)
class KeyServiceTest {

    private static final String POLICY = """
            {"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"kms:*","Resource":"*"}]}""";

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());
    private final Clients clients = new Clients(ApacheHttpClient.builder().build());
    private final KmsKey key = key(TwoAccounts.DEVELOPMENT);
    private AwsCredentialsProvider credentials;

    private KmsKey key(String account) {
        return aws.createKey(
                account, TwoAccounts.REGION, "1234abcd-12ab-34cd-56ef-1234567890ab", POLICY.formatted(account));
    }

    @BeforeEach
    void allow() {
        aws.development()
                .user(TwoAccounts.USER)
                .putPolicy(
                        "keys",
                        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
                                + "[\"kms:DescribeKey\",\"kms:GetKeyPolicy\"],\"Resource\":\"*\"}]}");
        credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(
                aws.accessKey(TwoAccounts.USER).id(),
                aws.accessKey(TwoAccounts.USER).secret()));
    }

    @AfterEach
    void close() {
        clients.close();
        aws.close();
    }

    private KeyService keys() {
        String endpoint = aws.endpoint().toString();
        return clients.answeringWithin(Duration.ofSeconds(2))
                .keys(
                        new Environment(
                                "prod",
                                TwoAccounts.REGION,
                                new Role(
                                        "arn:aws:iam::222222222222:role/CrossAccountRole",
                                        "",
                                        Role.DEFAULT_DURATION,
                                        false,
                                        false),
                                new Endpoints("", "", "", endpoint, false, false),
                                ""),
                        TwoAccounts.REGION);
    }

    private static String code(ThrowingCallable call) {
        return catchThrowableOfType(AwsServiceException.class, call)
                .awsErrorDetails()
                .errorCode();
    }

    @Test
    void tellsWhatAKeyIs() {
        assertThat(keys().describe(key.arn(), credentials))
                .isEqualTo(new KeyService.Key("Enabled", "CUSTOMER", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"));
        key.enabled(false);
        assertThat(keys().describe(key.arn(), credentials).state()).isEqualTo("Disabled");
        key.scheduleDeletion();
        assertThat(keys().describe(key.arn(), credentials).state()).isEqualTo("PendingDeletion");
    }

    @Test
    void readsTheKeysPolicy() {
        assertThat(keys().policy(key.arn(), credentials)).isEqualTo(POLICY.formatted(TwoAccounts.DEVELOPMENT));
    }

    @Test
    void passesRefusalsOnAsTheSdkDoes() {
        assertThat(code(() -> keys().describe(key.arn().replace("7890ab", "7890ac"), credentials)))
                .isEqualTo("NotFoundException");
        aws.development().user(TwoAccounts.USER).removePolicy("keys");
        assertThat(code(() -> keys().describe(key.arn(), credentials))).isEqualTo("AccessDeniedException");
        assertThat(code(() -> keys().describe(
                                key.arn(),
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAUNKNOWN", "x")))))
                .isEqualTo("UnrecognizedClientException");
    }

    @Test
    void showsThePolicyOfAKeyToItsOwnAccountOnly() {
        KmsKey foreign = key(TwoAccounts.PRODUCTION);
        foreign.policy(
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]}");

        assertThat(keys().describe(foreign.arn(), credentials).state()).isEqualTo("Enabled");
        assertThat(code(() -> keys().policy(foreign.arn(), credentials))).isEqualTo("AccessDeniedException");
    }

    @Test
    void isNoJsonWhatAProxySays() {
        aws.faults().on("KMS").gatewayError(502);
        AwsServiceException failure =
                catchThrowableOfType(AwsServiceException.class, () -> keys().describe(key.arn(), credentials));

        assertThat(failure.statusCode()).isEqualTo(502);
        assertThat(failure.awsErrorDetails().errorCode()).isEmpty();
    }

    @Test
    void givesUpInTime() {
        aws.faults().on("KMS").always().block();

        assertThat(catchThrowableOfType(ApiCallTimeoutException.class, () -> keys().describe(key.arn(), credentials)))
                .isNotNull();
    }

    @Test
    void saysThatNobodyIsThere() {
        aws.unreachable(true);

        assertThat(catchThrowableOfType(SdkException.class, () -> keys().describe(key.arn(), credentials)))
                .hasMessageStartingWith("KMS gave no answer");
    }
}
