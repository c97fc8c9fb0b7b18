package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

/** The long-lived key of a user. */
public record AccessKey(String id, String secret) {

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
