package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpResponse;

class ServerTimeTest {

    private static SdkHttpResponse answer(String date) {
        return SdkHttpResponse.builder().putHeader("date", date).build();
    }

    @Test
    void isWhatTheAnswerSays() {
        assertThat(ServerTime.of(answer("Tue, 3 Jun 2008 11:05:30 GMT")))
                .contains(Instant.parse("2008-06-03T11:05:30Z"));
        assertThat(ServerTime.of(SdkHttpResponse.builder().build())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2008-06-03T11:05:30Z", "Tue, 31 Jun 2008 11:05:30 GMT"})
    void isNotKnownOfAnythingElse(String date) {
        assertThat(ServerTime.of(answer(date))).isEmpty();
    }
}
