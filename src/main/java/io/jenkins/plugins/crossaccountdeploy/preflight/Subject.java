package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.evaluation.Actor;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.time.Duration;
import java.util.List;

/**
 * What is checked: a deployment as it is, or would be, requested.
 *
 * @param request what would be deployed where; its content does not matter
 */
public record Subject(DeploymentRequest request) {

    /**
     * An environment as the administrator describes it, whatever a job would deploy there.
     *
     * @param target application and deployment group may be empty: then jobs name them
     */
    public static Subject of(
            Environment environment, Store store, DeploymentRequest.Target target, Requester requester) {
        return new Subject(new DeploymentRequest(
                environment,
                store,
                target,
                new DeploymentRequest.FromWorkspace(Selection.ALL, ""),
                new Rules("", "", false, false, false, false, List.of()),
                new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL),
                requester));
    }

    /** The roles of the instances that fetch bundles; none if they were not named. */
    List<String> instanceRoleArns() {
        return request.target().instanceRoleArns();
    }

    Environment environment() {
        return request.environment();
    }

    /** Whether Jenkins assumes a role of the development account first. */
    boolean hasSourceRole() {
        return !environment().sourceRoleArn().isEmpty();
    }

    /** Whoever Jenkins is in the development account, as policies name it. */
    Actor caller(Principal principal) {
        return hasSourceRole() ? Actor.of(environment().sourceRoleArn(), principal) : Actor.of(principal);
    }

    Store store() {
        return request.store();
    }

    String productionAccount() {
        return environment().role().account();
    }

    String region() {
        return environment().region();
    }

    boolean isWrittenByRole() {
        return store().isWrittenByRole();
    }

    String bucketArn() {
        return "arn:" + environment().role().partition().id() + ":s3:::" + store().bucket();
    }

    /** The ARN of a key that is named without it. */
    String keyArn(String account, String keyId) {
        return "arn:" + environment().role().partition().id() + ":kms:" + region() + ":" + account + ":key/" + keyId;
    }

    /** What the ARNs of all bundles start with. */
    String objectsArn() {
        String objects = request.objects();
        return objects.substring(0, objects.length() - 1);
    }

    String dnsSuffix() {
        return environment().role().partition().dnsSuffix();
    }

    /** Whether the group of the request is known, so that it can be asked after. */
    boolean namesGroup() {
        return !request.target().application().isEmpty()
                && !request.target().deploymentGroup().isEmpty();
    }
}
