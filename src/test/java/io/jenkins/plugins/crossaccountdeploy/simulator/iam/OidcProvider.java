package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** An identity provider of IAM: an issuer whose tokens the roles of an account may trust. */
public final class OidcProvider {

    private final String accountId;
    private final OidcIssuer issuer;
    private final Set<String> audiences;

    OidcProvider(String accountId, OidcIssuer issuer, List<String> audiences) {
        this.accountId = accountId;
        this.issuer = issuer;
        this.audiences = new ConcurrentSkipListSet<>(audiences);
    }

    /** The issuer's URL without its scheme. */
    public String name() {
        return issuer.url().substring("https://".length());
    }

    public String arn() {
        return "arn:aws:iam::" + accountId + ":oidc-provider/" + name();
    }

    /** The issuer that a token names, verified or not. */
    static String issuerOf(String token) {
        return payload(token).string("iss").orElseThrow(OidcProvider::unreadable);
    }

    /** Who a token is about, if this provider vouches for it. */
    WebIdentity verify(String token, Instant now) {
        if (!issuer.isReachable()) {
            throw new AwsError(
                    400,
                    "IDPCommunicationError",
                    "Couldn't retrieve verification key from your identity provider, please reference"
                            + " AssumeRoleWithWebIdentity documentation for requirements");
        }
        int end = token.lastIndexOf('.');
        if (!issuer.hasSigned(token.substring(0, end), token.substring(end + 1))) {
            throw new AwsError(
                    400,
                    "InvalidIdentityToken",
                    "Couldn't retrieve verification key from your identity provider, please reference"
                            + " AssumeRoleWithWebIdentity documentation for requirements");
        }
        Json claims = payload(token);
        long expires = ((BigDecimal) claims.get("exp")).longValue();
        if (now.getEpochSecond() >= expires) {
            throw new AwsError(
                    400,
                    "ExpiredTokenException",
                    "Token expired: current date/time " + now.getEpochSecond()
                            + " must be before the expiration date/time " + expires);
        }
        String audience = claims.string("aud").orElseThrow(OidcProvider::unreadable);
        if (!audiences.contains(audience)) {
            throw new AwsError(400, "InvalidIdentityToken", "Incorrect token audience");
        }
        return new WebIdentity(this, audience, claims.string("sub").orElseThrow(OidcProvider::unreadable));
    }

    private static Json payload(String token) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(token.split("[.]", -1)[1]);
            return Json.parse(new String(decoded, StandardCharsets.UTF_8));
        } catch (RuntimeException malformed) {
            throw unreadable();
        }
    }

    private static AwsError unreadable() {
        return new AwsError(400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT");
    }
}
