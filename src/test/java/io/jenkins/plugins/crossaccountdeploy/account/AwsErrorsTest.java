package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

class AwsErrorsTest {

    private static AwsServiceException answer(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("It did not work.")
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalFailure",
        "503, ''",
        "408, ''",
        "400, ThrottlingException",
        "429, TooManyRequestsException",
        "400, RequestTimeout",
        "400, InvalidNextTokenException",
        "403, RequestTimeTooSkewed"
    })
    void anAnswerOfSuchAKindPasses(int status, String code) {
        assertThat(AwsErrors.passes(answer(status, code))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"499, ''", "400, ValidationError", "403, AccessDenied", "404, NoSuchBucket"})
    void anyOtherDoesNot(int status, String code) {
        assertThat(AwsErrors.passes(answer(status, code))).isFalse();
    }

    @Test
    void aConnectionThatFailsPassesAndWhatIsWrongHereDoesNot() {
        assertThat(AwsErrors.passes(
                        SdkClientException.create("failed", new RuntimeException(new ConnectException("refused")))))
                .isTrue();
        assertThat(AwsErrors.passes(ApiCallTimeoutException.builder().build())).isTrue();
        assertThat(AwsErrors.passes(ApiCallAttemptTimeoutException.builder().build()))
                .isTrue();
        assertThat(AwsErrors.passes(SdkClientException.create("no region"))).isFalse();
    }

    /** A request that was perhaps carried out is looked for before it is made again. */
    @Test
    void onlyAnAnswerOfAwsThatIsNoFailureOfItsOwnIsARefusalForCertain() {
        assertThat(AwsErrors.certainlyRefused(answer(499, "ValidationError"))).isTrue();
        assertThat(AwsErrors.certainlyRefused(answer(500, "InternalFailure"))).isFalse();
        assertThat(AwsErrors.certainlyRefused(answer(403, ""))).isFalse();
        assertThat(AwsErrors.certainlyRefused(SdkClientException.create("cut"))).isFalse();
    }

    @Test
    void tellsThrottlingExpiryAndDenialApart() {
        assertThat(AwsErrors.isThrottled(answer(400, "ThrottlingException"))).isTrue();
        assertThat(AwsErrors.isThrottled(answer(400, "ExpiredToken"))).isFalse();
        assertThat(AwsErrors.isThrottled(SdkClientException.create("cut"))).isFalse();
        assertThat(AwsErrors.isExpired(answer(400, "ExpiredToken"))).isTrue();
        assertThat(AwsErrors.isExpired(answer(400, "AccessDenied"))).isFalse();
        assertThat(AwsErrors.isDenied(answer(403, "AccessDenied"))).isTrue();
        assertThat(AwsErrors.isDenied(answer(403, "ExpiredToken"))).isFalse();
    }

    @Test
    void whatSaysNothingOfItselfIsOfNoKindThatAwsAloneCanTell() {
        for (SdkException silent : new SdkException[] {
            SdkClientException.create("cut"),
            AwsServiceException.builder().statusCode(403).build(),
            AwsServiceException.builder()
                    .statusCode(403)
                    .awsErrorDetails(AwsErrorDetails.builder().build())
                    .build()
        }) {
            assertThat(AwsErrors.code(silent)).isEmpty();
            assertThat(AwsErrors.message(silent)).isEmpty();
            assertThat(AwsErrors.response(silent)).isEmpty();
            assertThat(AwsErrors.passes(silent)).isFalse();
            assertThat(AwsErrors.certainlyRefused(silent)).isFalse();
            assertThat(AwsErrors.isDenied(silent)).isFalse();
            assertThat(AwsErrors.isExpired(silent)).isFalse();
        }
    }
}
