package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.watch.Target;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** Hears of all that a run does, step by step, such as to keep a record of it. What goes wrong here is of no concern to the run. */
public interface RunListener {

    /**
     * A step was taken, a run begins or is taken up again. Called by one thread at a time, before the step is saved: what was
     * not saved before a crash is done again and told again.
     *
     * @param deployment where the run is now; maybe where it was before
     * @param events what the step has found that the state does not keep
     */
    void onStep(Deployment deployment, List<Event> events);

    /** What a step has found. */
    sealed interface Event {}

    /** The group runs what somebody has deployed from elsewhere. */
    record Drifted(Drift drift) implements Event {}

    /**
     * The bundle is in the bucket.
     *
     * @param archiveBytes the size of what was sent; 0 when it was there already
     */
    record Bundled(Contents contents, long archiveBytes) implements Event {}

    /** Somebody has done something to the deployment, or could not do it. */
    record Noted(String text) implements Event {}

    /**
     * The role session has begun.
     *
     * @param development whose credentials have asked for it, if that is known
     */
    record RoleAssumed(Optional<Principal> development, Principal production) implements Event {}

    /**
     * The deployment was looked at, or the one that rolls it back.
     *
     * @param targets as they are now, of those that were looked at
     * @param waits what it waits for until somebody says that it goes on
     */
    record Looked(DeploymentInfo info, List<Target> targets, Optional<DeploymentWaitType> waits) implements Event {

        public Looked {
            targets = List.copyOf(targets);
        }
    }
}
