package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.time.Duration;

/** A role of an account: what it may do, and who may take it on. */
public final class Role extends Identity {

    private final String roleId;
    private volatile String path = "/";
    private volatile Policy trust;
    private volatile Duration maxSessionDuration = Duration.ofHours(1);

    Role(String accountId, String name, String roleId, String trust) {
        super(accountId, name);
        this.roleId = roleId;
        this.trust = Policy.parse(trust);
    }

    @Override
    public String arn() {
        return "arn:aws:iam::" + accountId() + ":role" + path + name();
    }

    @Override
    int inlineQuota() {
        return 10_240;
    }

    /** Where it is: {@code /} unless set. */
    public void path(String withSlashes) {
        path = withSlashes;
    }

    /** The role's unique ID, which starts the user ID of its sessions. */
    public String roleId() {
        return roleId;
    }

    public Policy trust() {
        return trust;
    }

    public void trust(String json) {
        trust = Policy.parse(json);
    }

    /** Takes one statement out of the trust policy. */
    public void removeTrust(String sid) {
        trust = trust.without(sid);
    }

    public Duration maxSessionDuration() {
        return maxSessionDuration;
    }

    /** How long a session may be asked to last: one hour unless set, twelve at most. */
    public void maxSessionDuration(Duration duration) {
        maxSessionDuration = duration;
    }
}
