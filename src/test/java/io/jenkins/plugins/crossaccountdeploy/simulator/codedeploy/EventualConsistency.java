package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import java.time.Duration;

/** How long a new deployment stays out of sight, in simulated time: nothing is late unless this says so. */
public final class EventualConsistency {

    private volatile long listingLag;
    private volatile long lookupLag;

    EventualConsistency() {}

    /** ListDeployments leaves out deployments that are younger than that. */
    public EventualConsistency listsAfter(Duration age) {
        listingLag = age.toMillis();
        return this;
    }

    /**
     * Operations that take a deployment's ID do not know deployments that are younger than that: BatchGetDeployments
     * leaves them out, the others answer DeploymentDoesNotExistException.
     */
    public EventualConsistency findsAfter(Duration age) {
        lookupLag = age.toMillis();
        return this;
    }

    public boolean lists(Deployment deployment, long now) {
        return deployment.timeline().created() + listingLag <= now;
    }

    boolean finds(Deployment deployment, long now) {
        return deployment.timeline().created() + lookupLag <= now;
    }
}
