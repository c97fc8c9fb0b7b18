package io.jenkins.plugins.crossaccountdeploy.evaluation;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who would make a request, as policies name principals.
 *
 * @param account its 12 digits
 * @param arn of the user or the role; of the role without its path where that is not known
 * @param session the ARN of the role's session, if there is one and it is known
 * @param kind what kind of principal it is
 * @param isPathKnown whether the ARN is the whole one
 */
public record Actor(String account, String arn, Optional<String> session, Kind kind, boolean isPathKnown) {

    /** A kind of principal. */
    public enum Kind {
        USER,
        ROLE,
        /** Any principal of the account: a verdict that is certain is so for all of them. */
        ANY
    }

    /** The canonical ID of an account in S3, which only its own users can look up. */
    private static final Pattern CANONICAL_USER = Pattern.compile("[0-9a-f]{64}");

    private static final Pattern SESSION = Pattern.compile("arn:([^:]+):sts::(\\d{12}):assumed-role/([^/]+)/.+");

    /** Whoever STS knows by these credentials; it tells the name of a role, not its path. */
    public static Actor of(Principal principal) {
        Matcher session = SESSION.matcher(principal.arn());
        return session.matches()
                ? new Actor(
                        principal.account(),
                        "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/" + session.group(3),
                        Optional.of(principal.arn()),
                        Kind.ROLE,
                        false)
                : new Actor(principal.account(), principal.arn(), Optional.empty(), Kind.USER, true);
    }

    /** A session of a role whose ARN is known. */
    public static Actor of(String roleArn, Principal session) {
        return new Actor(session.account(), roleArn, Optional.of(session.arn()), Kind.ROLE, true);
    }

    /** Some session of a role, such as that of an instance. */
    public static Actor ofRole(String roleArn) {
        return new Actor(roleArn.split(":")[4], roleArn, Optional.empty(), Kind.ROLE, true);
    }

    /** Any principal of an account. */
    public static Actor anyOf(Partition partition, String account) {
        return new Actor(
                account, "arn:" + partition.id() + ":iam::" + account + ":root", Optional.empty(), Kind.ANY, false);
    }

    /** As lines name it. */
    public String words() {
        return kind == Kind.ANY ? "any principal of account " + account : arn;
    }

    boolean isRole() {
        return kind == Kind.ROLE;
    }

    String name() {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** Whether an element of a policy's Principal means exactly this one. */
    Truth isNamedBy(String principal) {
        if (principal.equals("*")
                || principal.equals(arn)
                || session.filter(principal::equals).isPresent()) {
            return Truth.TRUE;
        }
        if (CANONICAL_USER.matcher(principal).matches()) {
            return Truth.UNKNOWN;
        }
        if (kind == Kind.ANY) {
            return principal.contains("::" + account + ":") ? Truth.UNKNOWN : Truth.FALSE;
        }
        boolean perhapsThisPath =
                !isPathKnown && principal.contains(":iam::" + account + ":role/") && principal.endsWith("/" + name());
        boolean perhapsThisSession = isRole()
                && session.isEmpty()
                && principal.contains(":sts::" + account + ":assumed-role/" + name() + "/");
        return perhapsThisPath || perhapsThisSession ? Truth.UNKNOWN : Truth.FALSE;
    }

    /** Whether an element of a policy's Principal means its account, which then decides itself. */
    boolean isOfAccount(String principal) {
        return principal.equals(account) || principal.endsWith(":iam::" + account + ":root");
    }

    /** The value of {@code aws:PrincipalArn}; empty if the path is not known. */
    List<String> conditionArn() {
        return isPathKnown ? List.of(arn) : List.of();
    }
}
