package io.jenkins.plugins.crossaccountdeploy.account;

/**
 * What a role session is narrowed to, whatever the role may do beyond it.
 *
 * @param widenedTo what it allows beyond what is needed, where no narrower policy fits; empty if it is as narrow as can be
 */
public record SessionPolicy(Policy policy, String widenedTo) {

    /** From the <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">API reference</a>. */
    private static final int LONGEST = 2048;

    private static final char LAST_CHARACTER = '\u00ff';

    /** As narrow as can be. */
    public static SessionPolicy exact(Policy policy) {
        return new SessionPolicy(policy, "");
    }

    /** Whether STS takes its text. How much of it fits into a session once it is packed, only STS knows. */
    public boolean isTaken() {
        String json = policy.json();
        return json.length() <= LONGEST && json.chars().allMatch(character -> character <= LAST_CHARACTER);
    }
}
