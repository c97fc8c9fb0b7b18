package io.jenkins.plugins.crossaccountdeploy.simulator.kms;

import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy;

/** A symmetric key of the Key Management Service. It encrypts nothing; it only says who may use it. */
public final class KmsKey {

    private final String id;
    private final String accountId;
    private final String region;
    private volatile Policy policy;
    private volatile boolean enabled = true;

    KmsKey(String id, String accountId, String region, String policy) {
        this.id = id;
        this.accountId = accountId;
        this.region = region;
        this.policy = Policy.parse(policy);
    }

    public String id() {
        return id;
    }

    public String arn() {
        return "arn:aws:kms:" + region + ":" + accountId + ":key/" + id;
    }

    public String accountId() {
        return accountId;
    }

    public String region() {
        return region;
    }

    public Policy policy() {
        return policy;
    }

    public void policy(String json) {
        policy = Policy.parse(json);
    }

    public void removeStatement(String sid) {
        policy = policy.without(sid);
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void enabled(boolean usable) {
        enabled = usable;
    }
}
