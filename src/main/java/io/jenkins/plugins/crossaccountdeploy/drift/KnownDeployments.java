package io.jenkins.plugins.crossaccountdeploy.drift;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/** What was deployed to a group from here. */
public interface KnownDeployments {

    /** Since when the group runs what was deployed from here last, by AWS's clock; empty if nothing was. */
    Optional<Instant> liveSince();

    /** Whether that is what the group should run: what is live, or was deployed from here since and may be live. */
    boolean isLive(RevisionLocation revision);

    /** Whether a deployment was made from here, or has rolled back one that was. */
    boolean include(String deploymentId);
}
