package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.SourceRoleException;
import io.jenkins.plugins.crossaccountdeploy.account.WebIdentityToken.Claims;
import java.util.List;
import java.util.Optional;

/**
 * What to do when an ID token is not traded for a session of the development account's role, by what STS answers (<a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">AssumeRoleWithWebIdentity</a>).
 */
final class SourceRoleRemedies {

    /** Where an issuer publishes its configuration, from OpenID Connect Discovery 1.0. */
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final Environment environment;
    private final Claims claims;

    private SourceRoleRemedies(Environment environment, Claims claims) {
        this.environment = environment;
        this.claims = claims;
    }

    /** What helps against a refusal, if it is one of a token and a known one. */
    static Optional<String> of(SourceRoleException refused, Environment environment) {
        return refused.claims()
                .flatMap(claims -> new SourceRoleRemedies(environment, claims)
                        .remedy(AwsErrors.code(refused), Explanation.words(refused)));
    }

    private Optional<String> remedy(String code, String words) {
        return switch (code) {
            case "AccessDenied" ->
                Optional.of("Add to the trust policy of the role, which must be there: " + trust().json() + ".");
            case "ExpiredToken", "ExpiredTokenException" ->
                Optional.of(
                        "Choose credentials that issue a new token each time they are read, as those of the plugin OpenID"
                                + " Connect Provider do; if they are, check the controller's clock.");
            case "InvalidIdentityToken" -> Optional.of(invalid(words));
            case "IDPRejectedClaim" ->
                Optional.of("The issuer " + claims.issuer()
                        + " does not stand by the token any more: have it issue a new one.");
            case "IDPCommunicationError" ->
                Optional.of("AWS has to reach " + claims.issuer() + DISCOVERY
                        + " from the internet, and got no answer in time: see what is between, and build again.");
            default -> Optional.empty();
        };
    }

    private String invalid(String words) {
        if (words.contains("No OpenIDConnect provider")) {
            return "Create an identity provider of IAM in account " + account() + ", for " + claims.issuer()
                    + " and the audience " + claims.audience() + ".";
        }
        if (words.contains("audience")) {
            return "Add the audience " + claims.audience() + " to the identity provider " + provider()
                    + ", or have the token issued for one that it has.";
        }
        if (words.contains("verification key")) {
            return "AWS has to reach " + claims.issuer() + DISCOVERY
                    + " and the keys that it names from the internet, and to find there the key that has signed the token.";
        }
        return "Have " + claims.issuer()
                + " issue a token that AWS can read: signed with RS256 or ES256, with the claims"
                + " iss, aud, sub, iat and exp.";
    }

    private Statement trust() {
        return Statement.allow(List.of("sts:AssumeRoleWithWebIdentity"), List.of())
                .of("Federated", List.of(provider()))
                .when("StringEquals", claims.provider() + ":aud", List.of(claims.audience()))
                .when("StringEquals", claims.provider() + ":sub", List.of(claims.subject()));
    }

    private String provider() {
        return "arn:" + environment.role().partition().id() + ":iam::" + account() + ":oidc-provider/"
                + claims.provider();
    }

    private String account() {
        return environment.sourceRoleAccount();
    }
}
