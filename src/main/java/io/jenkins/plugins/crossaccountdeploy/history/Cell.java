package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;

/**
 * What has a history of its own.
 *
 * @param environment the administrator's name of it
 * @param application of CodeDeploy
 * @param deploymentGroup of CodeDeploy
 */
public record Cell(String environment, String application, String deploymentGroup) {

    /** Where a request deploys to. */
    public static Cell of(DeploymentRequest request) {
        return new Cell(
                request.environment().name(),
                request.target().application(),
                request.target().deploymentGroup());
    }
}
