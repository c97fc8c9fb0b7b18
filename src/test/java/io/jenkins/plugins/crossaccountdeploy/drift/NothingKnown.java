package io.jenkins.plugins.crossaccountdeploy.drift;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/** What is known of a group to which nothing was deployed from here. */
public class NothingKnown implements KnownDeployments {

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
}
