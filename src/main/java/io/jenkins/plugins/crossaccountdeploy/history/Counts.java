package io.jenkins.plugins.crossaccountdeploy.history;

import software.amazon.awssdk.services.codedeploy.model.DeploymentOverview;

/** How many targets of a deployment are how far, as CodeDeploy counts them. */
public record Counts(long pending, long inProgress, long succeeded, long failed, long skipped, long ready) {

    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    static Counts of(DeploymentOverview overview) {
        return overview == null
                ? NONE
                : new Counts(
                        number(overview.pending()),
                        number(overview.inProgress()),
                        number(overview.succeeded()),
                        number(overview.failed()),
                        number(overview.skipped()),
                        number(overview.ready()));
    }

    private static long number(Long count) {
        return count == null ? 0 : count;
    }

    public long total() {
        return pending + inProgress + succeeded + failed + skipped + ready;
    }

    /** Those to which nothing more will happen. */
    public long ended() {
        return succeeded + failed + skipped;
    }
}
