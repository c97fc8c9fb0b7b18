package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Application;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Authorization;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;

/** What callers may do, and the ARNs of what they may do it to. */
final class Permissions {

    private Permissions() {}

    /**
     * Refuses the request unless the caller may take an action.
     *
     * @param resource what it is about
     */
    static void require(Exchange exchange, String action, String resource) {
        exchange.resource(resource);
        require(exchange, action, resource, resource);
    }

    /**
     * The same for an action that the service authorization reference lists without resource types: a policy has to allow
     * it on all resources.
     */
    static void requireOnAll(Exchange exchange, String action, String about) {
        exchange.resource(about);
        require(exchange, action, "*", about);
    }

    static void require(Exchange exchange, String action, String evaluated, String named) {
        Caller caller = exchange.caller();
        Decision decision = PolicyEvaluation.decide(AccessRequest.identityOnly(
                caller, "codedeploy:" + action, evaluated, caller.accountId(), exchange.context()));
        if (!decision.isAllowed()) {
            throw denied(exchange, action, named, decision);
        }
    }

    static AwsError denied(Exchange exchange, String action, String resource, Decision decision) {
        return Authorization.denied(exchange, 400, "codedeploy:" + action, resource, decision);
    }

    static String applicationArn(Exchange exchange, String name) {
        return Application.arn(exchange.region(), exchange.caller().accountId(), name);
    }

    static String groupArn(Exchange exchange, String application, String group) {
        return DeploymentGroup.arn(exchange.region(), exchange.caller().accountId(), application, group);
    }

    static String configArn(Exchange exchange, String name) {
        return "arn:aws:codedeploy:" + exchange.region() + ":"
                + exchange.caller().accountId() + ":deploymentconfig:" + name;
    }
}
