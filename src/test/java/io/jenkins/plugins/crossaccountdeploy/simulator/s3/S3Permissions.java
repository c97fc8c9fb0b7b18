package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest.ResourcePolicyRules;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;

/** What callers may do with a bucket and its objects. */
final class S3Permissions {

    private S3Permissions() {}

    /** Refuses the request unless the policies allow the action. */
    static void require(Exchange exchange, Bucket bucket, String action, String resource, RequestContext context) {
        Decision decision = decide(exchange.caller(), bucket, action, resource, context);
        if (!decision.isAllowed()) {
            throw denied(exchange.caller(), bucket, action, resource, decision);
        }
    }

    /** The same for an action on the bucket itself, with the condition keys that every request has. */
    static void require(Exchange exchange, Bucket bucket, String action) {
        require(exchange, bucket, action, bucket.arn(), exchange.context());
    }

    static AwsError denied(Caller caller, Bucket bucket, String action, String resource, Decision decision) {
        // the reason is told to principals of the bucket's own account only
        String message = caller.accountId().equals(bucket.accountId())
                ? "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: \"" + resource
                        + "\" " + decision.reason(action)
                : "Access Denied";
        return new AwsError(403, "AccessDenied", message).header("x-amz-bucket-region", bucket.region());
    }

    static Decision decide(Caller caller, Bucket bucket, String action, String resource, RequestContext context) {
        return PolicyEvaluation.decide(new AccessRequest(
                caller,
                action,
                resource,
                bucket.accountId(),
                bucket.policy(),
                ResourcePolicyRules.OPTIONAL,
                context.copy().put("s3:ResourceAccount", bucket.accountId())));
    }

    static String objectArn(Bucket bucket, String key) {
        return bucket.arn() + "/" + key;
    }
}
