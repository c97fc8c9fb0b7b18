package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebIdentityTokenTest {

    private static String token(String claims) {
        return "eyJhbGciOiJFUzI1NiJ9."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2lnbmF0dXJl";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'iss':'https://jenkins.example/oidc','aud':'sts','sub':'https://jenkins.example/'} | sts",
                "{'iss':'https://jenkins.example/oidc','aud':['sts','vault'],'sub':'https://jenkins.example/'} | sts",
                "{'iss':'https://jenkins.example/oidc','aud':'x','azp':'sts','sub':'https://jenkins.example/'} | sts",
            })
    void tellsWhatPoliciesName(String claims, String audience) {
        WebIdentityToken token =
                WebIdentityToken.parse(token(claims.replace('\'', '"')) + "\n").orElseThrow();
        assertThat(token.claims())
                .isEqualTo(new WebIdentityToken.Claims(
                        "https://jenkins.example/oidc", audience, "https://jenkins.example/"));
        assertThat(token.claims().provider()).isEqualTo("jenkins.example/oidc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "a.b.c", "a.b", "AKIAIOSFODNN7EXAMPLE", "....", "e30.e30.e30"})
    void isNotJustAnySecret(String text) {
        assertThat(WebIdentityToken.parse(text)).isEmpty();
    }

    @Test
    void isNotOfAnIssuerThatAnybodyOnTheWayCanBe() {
        assertThat(WebIdentityToken.parse(token("{\"iss\":\"http://jenkins.example\",\"aud\":\"a\",\"sub\":\"b\"}")))
                .isEmpty();
    }

    @Test
    void keepsItselfToItself() {
        String text = token("{\"iss\":\"https://jenkins.example\",\"aud\":\"sts\",\"sub\":\"jenkins\"}");
        assertThat(WebIdentityToken.parse(text).orElseThrow().toString())
                .contains("https://jenkins.example", "sts")
                .doesNotContain(text, text.split("[.]")[1], "c2lnbmF0dXJl");
    }
}
