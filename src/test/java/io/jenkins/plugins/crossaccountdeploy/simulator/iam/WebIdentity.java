package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody whom an identity provider vouches for, and who can do nothing but assume a role.
 *
 * @param audience what the token is for
 * @param subject whom it is about
 */
public record WebIdentity(OidcProvider provider, String audience, String subject) implements Caller {

    /** Who shows a token to assume a role of an account. */
    public static WebIdentity of(String token, Account account, Instant now) {
        String issuer = OidcProvider.issuerOf(token);
        return account.oidcProvider(issuer)
                .orElseThrow(() -> new AwsError(
                        400, "InvalidIdentityToken", "No OpenIDConnect provider found in your account for " + issuer))
                .verify(token, now);
    }

    /** The condition keys that the provider brings along. */
    public RequestContext context(RequestContext context) {
        return context.put(provider.name() + ":aud", audience).put(provider.name() + ":sub", subject);
    }

    @Override
    public String accountId() {
        return provider.arn().split(":")[4];
    }

    @Override
    public String arn() {
        return provider.arn();
    }

    @Override
    public String principalArn() {
        return provider.arn();
    }

    @Override
    public String userId() {
        return subject;
    }

    @Override
    public Collection<Policy> policies() {
        return List.of();
    }

    @Override
    public Optional<Policy> sessionPolicy() {
        return Optional.empty();
    }

    @Override
    public Map<String, String> tags() {
        return Map.of();
    }

    @Override
    public boolean isRoleSession() {
        return false;
    }

    @Override
    public Optional<String> sourceIdentity() {
        return Optional.empty();
    }
}
