package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://s3.corp",
                "http://10.0.0.7:9000",
                "http://localhost.corp/s3",
                "http://127.0.0.1.corp",
                "http://127.0.0.1@s3.corp",
                "http://[::2]:80",
            })
    void canBeReadOnTheWay(String url) {
        assertThat(new Endpoints("", url, url, "", false, false).unprotected()).containsExactly(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://s3.corp",
                "http://localhost",
                "http://localhost:4566",
                "http://s3.localhost:4566/",
                "http://127.0.0.1:4566",
                "http://127.1.2.3/path",
                "http://[::1]:4566",
            })
    void cannot(String url) {
        assertThat(new Endpoints(url, url, url, "", false, false).unprotected()).isEmpty();
    }
}
