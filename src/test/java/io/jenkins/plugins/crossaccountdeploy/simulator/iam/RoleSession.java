package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Somebody who has taken on a role for a while.
 *
 * @param assumedBy the ARN of who did
 * @param sessionTags what was passed along with the request, without the tags of the role itself
 * @param expiration in simulated time
 */
public record RoleSession(
        Role role,
        String name,
        String assumedBy,
        AccessKey key,
        String token,
        Instant issued,
        Instant expiration,
        Optional<Policy> sessionPolicy,
        Optional<String> sourceIdentity,
        Optional<String> externalId,
        Map<String, String> sessionTags)
        implements Caller {

    @Override
    public String accountId() {
        return role.accountId();
    }

    @Override
    public String arn() {
        return "arn:aws:sts::" + accountId() + ":assumed-role/" + role.name() + "/" + name;
    }

    @Override
    public String principalArn() {
        return role.arn();
    }

    @Override
    public String userId() {
        return role.roleId() + ":" + name;
    }

    @Override
    public Collection<Policy> policies() {
        return role.attachedPolicies();
    }

    @Override
    public Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>(role.attachedTags());
        tags.putAll(sessionTags);
        return tags;
    }

    @Override
    public boolean isRoleSession() {
        return true;
    }

    @Override
    public String toString() {
        return "RoleSession[" + arn() + " until " + expiration + "]";
    }
}
