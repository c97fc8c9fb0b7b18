package io.jenkins.plugins.crossaccountdeploy.simulator.service;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;

/** What callers may do by their own policies alone, in services that tell what was denied. */
public final class Authorization {

    private Authorization() {}

    /**
     * Refuses the request unless the caller may take an action.
     *
     * @param status of the refusal
     * @param action with its service
     */
    public static void require(Exchange exchange, int status, String action, String resource, RequestContext context) {
        Decision decision = PolicyEvaluation.decide(AccessRequest.identityOnly(
                exchange.caller(), action, resource, exchange.caller().accountId(), context));
        if (!decision.isAllowed()) {
            throw denied(exchange, status, action, resource, decision);
        }
    }

    public static AwsError denied(Exchange exchange, int status, String action, String resource, Decision decision) {
        return new AwsError(
                status,
                "AccessDeniedException",
                "User: " + exchange.caller().arn() + " is not authorized to perform: " + action + " on resource: "
                        + resource + " " + decision.reason(action));
    }
}
