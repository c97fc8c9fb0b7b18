package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * Where a deployment goes, as the administrator has named and described it.
 *
 * @param name such as {@code prod}
 * @param region of CodeDeploy in the production account and of the bucket, such as {@code eu-west-1}
 * @param role assumed in the production account
 * @param endpoints other than the public ones
 * @param sourceRoleArn the role of the development account that is assumed first; empty where Jenkins' credentials do without
 */
public record Environment(String name, String region, Role role, Endpoints endpoints, String sourceRoleArn)
        implements Serializable {

    public Environment {
        // What an earlier version has saved lacks what it did not know.
        sourceRoleArn = Objects.requireNonNullElse(sourceRoleArn, "");
    }

    /** The 12 digits of the account of the source role. */
    public String sourceRoleAccount() {
        return sourceRoleArn.split(":")[4];
    }

    /** What the ARNs of a service's resources in the production account begin with, such as {@code lambda}. */
    public String arnOf(String service) {
        return "arn:" + role.partition().id() + ":" + service + ":" + region + ":" + role.account();
    }

    /** How long sessions of the role are asked to last: an hour at most where one role assumes another. */
    public Duration sessionDuration() {
        boolean isChained = !sourceRoleArn.isEmpty();
        return isChained && role.duration().compareTo(Role.LONGEST_CHAINED) > 0
                ? Role.LONGEST_CHAINED
                : role.duration();
    }
}
