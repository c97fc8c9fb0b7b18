package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What users and roles have in common: a name in an account, and policies under names of their own. */
public abstract class Identity {

    private final String accountId;
    private final String name;
    private final Map<String, Policy> policies = new ConcurrentSkipListMap<>();
    private final Map<String, String> tags = new ConcurrentSkipListMap<>();

    Identity(String accountId, String name) {
        this.accountId = accountId;
        this.name = name;
    }

    public String name() {
        return name;
    }

    public String accountId() {
        return accountId;
    }

    public abstract String arn();

    /** Attaches a policy, in place of an earlier one of that name. */
    public void putPolicy(String policyName, String json) {
        policies.put(policyName, Policy.parse(json));
    }

    public void removePolicy(String policyName) {
        if (policies.remove(policyName) == null) {
            throw new IllegalArgumentException(arn() + " has no policy " + policyName);
        }
    }

    /** Takes one statement out of one of the policies. */
    public void removeStatement(String policyName, String sid) {
        policies.computeIfPresent(policyName, (key, policy) -> policy.without(sid));
    }

    /** The documents by their names. */
    public Map<String, String> policyDocuments() {
        Map<String, String> documents = new TreeMap<>();
        policies.forEach((key, policy) -> documents.put(key, policy.text()));
        return documents;
    }

    public void tag(String key, String value) {
        tags.put(key, value);
    }

    Collection<Policy> attachedPolicies() {
        return policies.values();
    }

    Map<String, String> attachedTags() {
        return tags;
    }
}
