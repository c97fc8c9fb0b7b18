package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;

/** What users and roles have in common: a name in an account, and policies under names of their own. */
public abstract class Identity {

    /** The default of <a
     * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and AWS STS quotas</a>. */
    private static final int MOST_ATTACHED = 10;

    private final String accountId;
    private final String name;
    private final Map<String, Policy> policies = new ConcurrentSkipListMap<>();
    private final Set<ManagedPolicy> managed = new CopyOnWriteArraySet<>();
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

    /** How many characters all inline policies have together at most. */
    abstract int inlineQuota();

    /** Puts an inline policy, in place of an earlier one of that name. */
    public void putPolicy(String policyName, String json) {
        Map<String, Policy> all = new TreeMap<>(policies);
        all.put(policyName, Policy.parse(json));
        if (all.values().stream().mapToInt(Policy::size).sum() > inlineQuota()) {
            throw new IllegalArgumentException(
                    "Maximum policy size of " + inlineQuota() + " bytes exceeded for " + arn());
        }
        policies.putAll(all);
    }

    /** Attaches a policy of the account. */
    public void attach(ManagedPolicy policy) {
        managed.add(policy);
        if (managed.size() > MOST_ATTACHED) {
            managed.remove(policy);
            throw new IllegalArgumentException("Cannot exceed quota for PoliciesPerIdentity: " + MOST_ATTACHED);
        }
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
        return Stream.concat(policies.values().stream(), managed.stream().map(ManagedPolicy::policy))
                .toList();
    }

    Map<String, String> attachedTags() {
        return tags;
    }
}
