package io.jenkins.plugins.crossaccountdeploy;

import jenkins.model.CauseOfInterruption;

/** A deployment took longer than its job allows. */
public final class DeploymentTimedOut extends CauseOfInterruption {

    private static final long serialVersionUID = 1;

    private final String error;

    DeploymentTimedOut(String error) {
        this.error = error;
    }

    @Override
    public String getShortDescription() {
        return "ERROR: " + error;
    }
}
