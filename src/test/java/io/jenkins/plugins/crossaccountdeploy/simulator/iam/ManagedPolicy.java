package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.regex.Pattern;

/** A policy of an account, which its users and roles get attached. */
public final class ManagedPolicy {

    /** From <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and AWS STS quotas</a>. */
    private static final int LONGEST = 6_144;

    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,128}");

    private final String arn;
    private volatile Policy policy;

    ManagedPolicy(String accountId, String name, String json) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The specified value for policyName is invalid: " + name);
        }
        this.arn = "arn:aws:iam::" + accountId + ":policy/" + name;
        newVersion(json);
    }

    public String arn() {
        return arn;
    }

    /** Makes a version the default one. How many versions are kept is not counted. */
    public void newVersion(String json) {
        Policy version = Policy.parse(json);
        if (version.size() > LONGEST) {
            throw new IllegalArgumentException("Cannot exceed quota for PolicySize: " + LONGEST);
        }
        policy = version;
    }

    Policy policy() {
        return policy;
    }
}
