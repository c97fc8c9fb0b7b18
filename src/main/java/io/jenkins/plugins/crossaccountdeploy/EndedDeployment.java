package io.jenkins.plugins.crossaccountdeploy;

import hudson.model.Result;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** A deployment took longer than its job allows, a newer build took its place, or the block around it has failed meanwhile. */
public final class EndedDeployment extends CauseOfInterruption {

    private static final long serialVersionUID = 1;

    private final String description;

    EndedDeployment(String description) {
        this.description = description;
    }

    /** No {@code retry} deploys again what has been deployed. */
    static FlowInterruptedException interruption(Result result, String description) {
        return new FlowInterruptedException(result, true, new EndedDeployment(description));
    }

    @Override
    public String getShortDescription() {
        return description;
    }
}
