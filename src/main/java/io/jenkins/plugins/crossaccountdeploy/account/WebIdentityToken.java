package io.jenkins.plugins.crossaccountdeploy.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ID token of OpenID Connect, a secret: whoever has it is Jenkins for AWS until it expires.
 *
 * @param text a JSON Web Token (<a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>)
 * @param claims what it says, which AWS verifies and nobody here does
 */
public record WebIdentityToken(String text, Claims claims) implements Credential {

    private static final Pattern SIGNED = Pattern.compile("[\\w-]+[.]([\\w-]+)[.][\\w-]+");

    private static final String SCHEME = "https://";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a token says of itself, as far as policies name it.
     *
     * @param issuer URL of who vouches for it
     * @param audience what it is for, as AWS compares it: the authorized party, if there is one
     * @param subject whom it is about
     */
    public record Claims(String issuer, String audience, String subject) {

        /** The issuer as IAM names its provider: without {@code https://}. */
        public String provider() {
            return issuer.substring(SCHEME.length());
        }
    }

    /**
     * Reads a token.
     *
     * @return empty if the text is none that AWS would take, and so may be any secret
     */
    public static Optional<WebIdentityToken> parse(String text) {
        Matcher parts = SIGNED.matcher(text.trim());
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            JsonNode payload = JSON.readTree(Base64.getUrlDecoder().decode(parts.group(1)));
            JsonNode audience = payload.path("aud");
            Claims claims = new Claims(
                    payload.path("iss").asText(),
                    payload.path("azp")
                            .asText(audience.isArray() ? audience.path(0).asText() : audience.asText()),
                    payload.path("sub").asText());
            return claims.issuer().startsWith(SCHEME)
                    ? Optional.of(new WebIdentityToken(parts.group(), claims))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /** Without the token itself. */
    @Override
    public String toString() {
        return "WebIdentityToken[" + claims + "]";
    }
}
