package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.WebIdentityToken;
import java.util.Optional;

/**
 * Who Jenkins is in the development account.
 *
 * @param arn of a user or a role
 * @param account its 12 digits
 * @param webIdentity how Jenkins gets the role without a key; empty for credentials that it has
 */
public record DevelopmentPrincipal(String arn, String account, Optional<WebIdentity> webIdentity) {

    private static final String UNKNOWN_ACCOUNT = "000000000000";

    /**
     * Who vouches for Jenkins.
     *
     * @param provider the issuer without {@code https://}, as IAM names it
     * @param audience what a token must be for
     * @param subject what a token must be about; {@code *} stands for anything
     */
    public record WebIdentity(String provider, String audience, String subject) {}

    /** Whoever STS knows by Jenkins' credentials. It tells the name of a role, not its path. */
    public static DevelopmentPrincipal of(Principal caller) {
        return new DevelopmentPrincipal(caller.lastingArn(), caller.account(), Optional.empty());
    }

    /** A placeholder that no account has, for where STS cannot be asked. */
    public static DevelopmentPrincipal unknown(Partition partition) {
        return new DevelopmentPrincipal(
                "arn:" + partition.id() + ":iam::" + UNKNOWN_ACCOUNT + ":user/jenkins",
                UNKNOWN_ACCOUNT,
                Optional.empty());
    }

    /** A role that Jenkins assumes first in the development account. */
    public static DevelopmentPrincipal ofRole(String arn) {
        return new DevelopmentPrincipal(arn, arn.split(":")[4], Optional.empty());
    }

    /** The same where an ID token is traded for it. */
    public DevelopmentPrincipal with(WebIdentityToken.Claims claims) {
        return new DevelopmentPrincipal(
                arn, account, Optional.of(new WebIdentity(claims.provider(), claims.audience(), claims.subject())));
    }

    /** Whether it is more than a placeholder. */
    public boolean isKnown() {
        return !account.equals(UNKNOWN_ACCOUNT);
    }

    boolean isRole() {
        return arn.contains(":role/");
    }

    String name() {
        return IamName.of(arn).name();
    }
}
