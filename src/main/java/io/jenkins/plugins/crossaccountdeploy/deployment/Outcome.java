package io.jenkins.plugins.crossaccountdeploy.deployment;

/** How a run ended. */
public enum Outcome {
    /** Every target has the revision. */
    SUCCEEDED("succeeded"),
    /** The deployment failed, or could not be made. */
    FAILED("failed"),
    /** Somebody stopped the deployment in AWS. */
    STOPPED("was stopped"),
    /** The run has stopped the deployment, as it was to do. */
    STOPPED_AS_ORDERED("was stopped as ordered"),
    /** The build was aborted. */
    ABORTED("was aborted"),
    /** The time was up. */
    TIMED_OUT("ran out of time"),
    /** AWS could not be asked for so long that the run gave up; the deployment goes its own way. */
    LOST("was lost sight of"),
    /** The deployment was created, and the request was not to wait for it. */
    STARTED("was started"),
    /** A newer build of the same job deploys in its place. */
    SUPERSEDED("was superseded"),
    /** The deployment waits for somebody to let the traffic go over, and the request was to wait no longer. */
    READY("waits for traffic"),
    /** A dry run found nothing wrong. */
    CHECKED("was checked"),
    /** The bundle is uploaded, and the request was to deploy nothing. */
    PUSHED("was pushed");

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    /** As a predicate: the deployment ... */
    public String words() {
        return words;
    }

    /** Whether the build goes on. */
    public boolean isGood() {
        return switch (this) {
            case SUCCEEDED, STOPPED_AS_ORDERED, STARTED, READY, CHECKED, PUSHED -> true;
            case FAILED, STOPPED, ABORTED, TIMED_OUT, LOST, SUPERSEDED -> false;
        };
    }
}
