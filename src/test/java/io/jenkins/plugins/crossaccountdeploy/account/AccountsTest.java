package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.StsException;

/** What STS says of a session that it does not give. */
class AccountsTest {

    private static boolean isTooLong(String code, String message) {
        return Accounts.isTooLong((StsException) StsException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build());
    }

    @Test
    void tellASessionThatIsTooLongFromOtherFaults() {
        String tooLong = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        assertThat(isTooLong("ValidationError", tooLong)).isTrue();
        assertThat(isTooLong(
                        "ValidationError",
                        "1 validation error detected: Value at 'policy' failed to satisfy constraint"))
                .isFalse();
        assertThat(isTooLong("AccessDenied", tooLong)).isFalse();
        assertThat(Accounts.isTooLong((StsException) StsException.builder().build()))
                .isFalse();
    }
}
