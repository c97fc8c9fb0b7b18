package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

/**
 * What the policies say to a request, and which kind of policy decided; the wording is that of AWS's own messages.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">IAM User Guide,
 *     access denied error messages</a>
 */
public enum Decision {
    ALLOWED(""),
    NO_IDENTITY_POLICY("because no identity-based policy allows the %s action"),
    NO_RESOURCE_POLICY("because no resource-based policy allows the %s action"),
    NO_SESSION_POLICY("because no session policy allows the %s action"),
    DENIED_BY_IDENTITY_POLICY("with an explicit deny in an identity-based policy"),
    DENIED_BY_RESOURCE_POLICY("with an explicit deny in a resource-based policy"),
    DENIED_BY_SESSION_POLICY("with an explicit deny in a session policy");

    private final String reason;

    Decision(String reason) {
        this.reason = reason;
    }

    public boolean isAllowed() {
        return this == ALLOWED;
    }

    public boolean isExplicitDeny() {
        return name().startsWith("DENIED");
    }

    /** The end of AWS's message, from "because" or "with" on. */
    public String reason(String action) {
        return reason.formatted(action);
    }
}
