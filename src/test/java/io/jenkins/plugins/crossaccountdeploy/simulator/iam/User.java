package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** A user of an account, with one access key. */
public final class User extends Identity implements Caller {

    private final AccessKey accessKey;
    private final String userId;

    User(String accountId, String name, String userId, AccessKey accessKey) {
        super(accountId, name);
        this.userId = userId;
        this.accessKey = accessKey;
    }

    public AccessKey accessKey() {
        return accessKey;
    }

    @Override
    public String arn() {
        return "arn:aws:iam::" + accountId() + ":user/" + name();
    }

    @Override
    int inlineQuota() {
        return 2_048;
    }

    @Override
    public String principalArn() {
        return arn();
    }

    @Override
    public String userId() {
        return userId;
    }

    @Override
    public Collection<Policy> policies() {
        return attachedPolicies();
    }

    @Override
    public Optional<Policy> sessionPolicy() {
        return Optional.empty();
    }

    @Override
    public Map<String, String> tags() {
        return attachedTags();
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
