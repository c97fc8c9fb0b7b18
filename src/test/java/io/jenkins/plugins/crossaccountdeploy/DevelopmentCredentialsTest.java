package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.crossaccountdeploy.account.CredentialsException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

class DevelopmentCredentialsTest {

    private static void refuses(AwsCredentialsProvider found, String because) {
        assertThatExceptionOfType(CredentialsException.class)
                .isThrownBy(() -> DevelopmentCredentials.resolve("dev-deployer", found))
                .withMessageContaining("The AWS credentials 'dev-deployer' " + because)
                .withMessageContaining("choose others in the environment");
    }

    @Test
    void haveNoKeysAtAll() {
        refuses(() -> null, "have neither an access key nor a role");
    }

    @Test
    void haveHalfOfAKey() {
        refuses(() -> AwsBasicCredentials.create("", "secret"), "cannot be used (Access key ID cannot be blank)");
        refuses(() -> AwsBasicCredentials.create("AKIA", ""), "cannot be used (Secret access key cannot be blank)");
    }

    @Test
    void areTakenAsTheyAre() {
        AwsBasicCredentials key = AwsBasicCredentials.create("AKIA", "secret");
        assertThat(DevelopmentCredentials.resolve("dev-deployer", () -> key)).isEqualTo(key);
    }
}
