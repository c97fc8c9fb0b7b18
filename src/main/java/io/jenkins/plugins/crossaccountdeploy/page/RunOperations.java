package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/**
 * What people can do to a run that goes on, in its own role session. Each returns at once: the run does it next, and tells its
 * log and its record, also if AWS refuses it.
 */
public interface RunOperations {

    /**
     * Stops the deployment, as an abort of its build by this user does.
     *
     * @param userId {@code anonymous} for one who is not logged in
     * @param wish whether CodeDeploy rolls it back, too
     */
    void stop(String userId, Interruption.Wish wish);

    /**
     * Lets the deployment go on.
     *
     * @param wait that it is in
     * @param who as people call whoever wants it
     */
    void proceed(DeploymentWaitType wait, String who);
}
