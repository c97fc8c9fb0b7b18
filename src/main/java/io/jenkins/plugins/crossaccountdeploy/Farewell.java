package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;

/** What a build says when it ends before its deployment does. */
final class Farewell {

    private Farewell() {}

    static String to(Deployment deployment) {
        String doing = "The build ends while it is " + deployment.stage().doing() + ". ";
        if (deployment.stage() instanceof Stage.Watching watching) {
            return doing
                    + (watching.ending() instanceof Stage.Ending.Stopped stopped && stopped.told()
                            ? "The deployment was told to stop, and is unwatched: "
                            : "The deployment goes on in AWS, unwatched: ")
                    + deployment.order().url(watching.deploymentId());
        }
        if (deployment.stage() instanceof Stage.Creating creating && creating.attempted()) {
            return doing + "It may have been created: look for " + deployment.token() + " in the descriptions of "
                    + deployment.order().target().deploymentGroup() + "'s deployments.";
        }
        return doing + "Nothing is deployed.";
    }
}
