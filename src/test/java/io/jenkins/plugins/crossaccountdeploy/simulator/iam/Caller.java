package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Who makes a request. */
public interface Caller {

    String accountId();

    /** As GetCallerIdentity tells it: of the user, or of the session of a role. */
    String arn();

    /** As aws:PrincipalArn has it: of the user, or of the role behind a session. */
    String principalArn();

    String userId();

    /** The policies attached to the user or role. */
    Collection<Policy> policies();

    /** The policy that narrows a session. */
    Optional<Policy> sessionPolicy();

    Map<String, String> tags();

    /** Whether the caller is itself the session of a role, so that assuming another role is chaining. */
    boolean isRoleSession();

    Optional<String> sourceIdentity();
}
