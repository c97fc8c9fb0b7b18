package io.jenkins.plugins.crossaccountdeploy.drift;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/** What was deployed to a group from here. */
public interface KnownDeployments {

    /** Of a group of which nothing is known. */
    KnownDeployments NONE = new KnownDeployments() {
        @Override
        public Optional<Instant> liveSince() {
            return Optional.empty();
        }

        @Override
        public boolean isLive(RevisionLocation revision) {
            return false;
        }

        @Override
        public boolean include(String deploymentId) {
            return false;
        }
    };

    /** Since when the group runs what was deployed from here last, by AWS's clock; empty if nothing was. */
    Optional<Instant> liveSince();

    /** Whether that is what the group should run. */
    boolean isLive(RevisionLocation revision);

    /** Whether a deployment was made from here, or has rolled back one that was. */
    boolean include(String deploymentId);
}
