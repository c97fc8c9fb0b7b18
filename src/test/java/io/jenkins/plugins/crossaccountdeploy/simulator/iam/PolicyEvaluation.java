package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest.ResourcePolicyRules;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy.ResourceAndContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Principals.Match;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Decides requests as IAM does: an explicit deny anywhere wins; inside an account either the identity's or the resource's
 * policy can allow; across accounts both must; a session policy narrows what the identity may do.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">IAM User
 *     Guide, policy evaluation logic</a>
 */
public final class PolicyEvaluation {

    private PolicyEvaluation() {}

    public static Decision decide(AccessRequest request) {
        RequestContext context = withCaller(request);
        Caller caller = request.caller();
        List<Policy> session = caller.sessionPolicy().stream().toList();
        List<Policy> resource = request.resourcePolicy().stream().toList();

        if (applies(caller.policies(), request, context, statement -> !statement.allow())) {
            return Decision.DENIED_BY_IDENTITY_POLICY;
        }
        if (applies(session, request, context, statement -> !statement.allow())) {
            return Decision.DENIED_BY_SESSION_POLICY;
        }
        if (applies(
                resource,
                request,
                context,
                statement -> !statement.allow() && match(statement, caller) != Match.NONE)) {
            return Decision.DENIED_BY_RESOURCE_POLICY;
        }

        Match opened = resourceMatch(resource, request, context);
        boolean identityAllows = applies(caller.policies(), request, context, Statement::allow);
        boolean sessionAllows = session.isEmpty() || applies(session, request, context, Statement::allow);
        boolean sameAccount = caller.accountId().equals(request.ownerAccount());
        boolean required = request.resourcePolicyRules() == ResourcePolicyRules.REQUIRED;

        if (opened == Match.NONE && (required || !sameAccount)) {
            return Decision.NO_RESOURCE_POLICY;
        }
        if (sameAccount && opened == Match.ITSELF) {
            return Decision.ALLOWED;
        }
        if (sameAccount && opened == Match.ROLE_OR_ANYONE) {
            return sessionAllows ? Decision.ALLOWED : Decision.NO_SESSION_POLICY;
        }
        if (!identityAllows) {
            return Decision.NO_IDENTITY_POLICY;
        }
        return sessionAllows ? Decision.ALLOWED : Decision.NO_SESSION_POLICY;
    }

    private static RequestContext withCaller(AccessRequest request) {
        Caller caller = request.caller();
        RequestContext context = request.context().copy();
        context.put("aws:PrincipalArn", caller.principalArn());
        context.put("aws:PrincipalAccount", caller.accountId());
        context.put("aws:PrincipalType", caller.isRoleSession() ? "AssumedRole" : "User");
        context.put("aws:userid", caller.userId());
        context.put("aws:ResourceAccount", request.ownerAccount());
        context.put("aws:SourceIdentity", caller.sourceIdentity());
        if (caller instanceof User) {
            context.put("aws:username", caller.arn().substring(caller.arn().lastIndexOf('/') + 1));
        }
        caller.tags().forEach((key, value) -> context.put("aws:PrincipalTag/" + key, value));
        return context;
    }

    private static Match resourceMatch(List<Policy> policies, AccessRequest request, RequestContext context) {
        Match best = Match.NONE;
        for (Policy policy : policies) {
            for (Statement statement : policy.statements()) {
                if (statement.allow() && matches(statement, request, context)) {
                    Match match = match(statement, request.caller());
                    if (match.compareTo(best) > 0) {
                        best = match;
                    }
                }
            }
        }
        return best;
    }

    private static Match match(Statement statement, Caller caller) {
        return statement
                .principals()
                .map(principals -> principals.match(caller))
                .orElseThrow(() -> new IllegalArgumentException("A resource policy needs a Principal"));
    }

    private static boolean applies(
            Collection<Policy> policies,
            AccessRequest request,
            RequestContext context,
            Predicate<Statement> considered) {
        for (Policy policy : policies) {
            for (Statement statement : policy.statements()) {
                if (considered.test(statement) && matches(statement, request, context)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean matches(Statement statement, AccessRequest request, RequestContext context) {
        return statement.action().test(request.action())
                && statement.resource().test(new ResourceAndContext(request.resource(), context))
                && statement.conditions().stream().allMatch(condition -> condition.holds(context));
    }
}
