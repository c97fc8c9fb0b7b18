package io.jenkins.plugins.crossaccountdeploy.drift;

import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.LastDeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.RollbackInfo;

/**
 * Compares what a group runs with what was deployed to it from here.
 *
 * <p>A group to which nothing was deployed from here has not drifted, nor one that was created anew, nor one in which CodeDeploy
 * has rolled back a deployment from here, nor one to which the same bytes were deployed, as Auto Scaling does for new instances.
 */
public final class DriftCheck {

    private final KnownDeployments known;

    public DriftCheck(KnownDeployments known) {
        this.known = known;
    }

    /**
     * The deployment that may not be from here. Whether it is not, {@link #judge} tells when CodeDeploy has described it.
     *
     * @param group as CodeDeploy describes it
     * @return the ID; empty if the group runs what was deployed from here
     */
    public Optional<String> suspect(DeploymentGroupInfo group) {
        LastDeploymentInfo last = group.lastSuccessfulDeployment();
        return last != null
                        && last.deploymentId() != null
                        && isLater(Optional.ofNullable(last.endTime()).orElse(last.createTime()))
                        && !known.include(last.deploymentId())
                ? Optional.of(last.deploymentId())
                : Optional.empty();
    }

    /**
     * Whether something ended after the last deployment from here. What ended before tells nothing: AWS may not list that
     * deployment yet, and the journal does not know what was deployed before it was begun.
     */
    private boolean isLater(Instant when) {
        return known.liveSince()
                .filter(live -> when == null || when.isAfter(live))
                .isPresent();
    }

    /** @param deployment the {@link #suspect}, as CodeDeploy describes it */
    public Drift judge(DeploymentInfo deployment) {
        boolean isRollbackFromHere = Optional.ofNullable(deployment.rollbackInfo())
                .map(RollbackInfo::rollbackTriggeringDeploymentId)
                .filter(known::include)
                .isPresent();
        if (isRollbackFromHere || deployment.revision() == null || known.isLive(deployment.revision())) {
            return Drift.NONE;
        }
        return new Drift(
                deployment.deploymentId(),
                Revision.words(deployment.revision()),
                Objects.requireNonNullElse(deployment.completeTime(), Instant.EPOCH));
    }
}
