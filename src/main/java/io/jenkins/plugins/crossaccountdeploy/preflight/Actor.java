package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
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
 * @param isRole whether it is a role's session
 * @param isPathKnown whether the ARN is the whole one
 */
record Actor(String account, String arn, Optional<String> session, boolean isRole, boolean isPathKnown) {

    private static final Pattern SESSION = Pattern.compile("arn:([^:]+):sts::(\\d{12}):assumed-role/([^/]+)/.+");

    /** Whoever STS knows by these credentials; it tells the name of a role, not its path. */
    static Actor of(Principal principal) {
        Matcher session = SESSION.matcher(principal.arn());
        return session.matches()
                ? new Actor(
                        principal.account(),
                        "arn:" + session.group(1) + ":iam::" + session.group(2) + ":role/" + session.group(3),
                        Optional.of(principal.arn()),
                        true,
                        false)
                : new Actor(principal.account(), principal.arn(), Optional.empty(), false, true);
    }

    /** A session of a role whose ARN is known. */
    static Actor of(Role role, Optional<Principal> session) {
        return new Actor(role.account(), role.arn(), session.map(Principal::arn), true, true);
    }

    /** What instances do with their role. */
    static Actor ofRole(String roleArn) {
        return new Actor(roleArn.split(":")[4], roleArn, Optional.empty(), true, true);
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
        boolean perhapsThisPath =
                !isPathKnown && principal.contains(":iam::" + account + ":role/") && principal.endsWith("/" + name());
        boolean perhapsThisSession =
                isRole && session.isEmpty() && principal.contains(":sts::" + account + ":assumed-role/" + name() + "/");
        return perhapsThisPath || perhapsThisSession ? Truth.UNKNOWN : Truth.FALSE;
    }

    /** Whether an element of a policy's Principal means its account, which then decides itself. */
    boolean isOfAccount(String principal) {
        return principal.equals(account) || principal.endsWith(":iam::" + account + ":root");
    }

    /** The names as condition keys have them; empty where they are not known. */
    List<String> conditionArn() {
        return isPathKnown ? List.of(arn) : List.of();
    }
}
