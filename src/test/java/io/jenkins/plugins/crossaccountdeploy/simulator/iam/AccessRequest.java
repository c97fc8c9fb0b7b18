package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.Optional;

/**
 * One action that somebody wants to take on one resource.
 *
 * @param action with its prefix, such as {@code s3:PutObject}
 * @param resource an ARN, or {@code *} for an action that knows no resources: then only a statement about all
 *     resources allows it
 * @param ownerAccount the account that the resource belongs to
 * @param resourcePolicy the policy attached to the resource
 * @param resourcePolicyRules whether that policy alone can open the resource
 */
public record AccessRequest(
        Caller caller,
        String action,
        String resource,
        String ownerAccount,
        Optional<Policy> resourcePolicy,
        ResourcePolicyRules resourcePolicyRules,
        RequestContext context) {

    /** What a resource without a word in its own policy means to principals of its own account. */
    public enum ResourcePolicyRules {
        /** Buckets: identity policies of the account suffice. */
        OPTIONAL,
        /** Keys and roles: nobody gets in unless their own policy says so, or leaves it to the account. */
        REQUIRED
    }

    /** A request for a resource that has no policy of its own. */
    public static AccessRequest identityOnly(
            Caller caller, String action, String resource, String ownerAccount, RequestContext context) {
        return new AccessRequest(
                caller, action, resource, ownerAccount, Optional.empty(), ResourcePolicyRules.OPTIONAL, context);
    }
}
