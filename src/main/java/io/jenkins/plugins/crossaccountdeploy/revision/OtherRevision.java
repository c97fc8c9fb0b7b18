package io.jenkins.plugins.crossaccountdeploy.revision;

import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/**
 * What somebody else deploys, and nothing that is deployed from here: a commit in GitHub, for example.
 *
 * @param uri as people read it
 */
public record OtherRevision(String uri) implements Revision {

    @Override
    public RevisionLocation location() {
        throw new IllegalStateException("not deployed from here: " + uri);
    }

    @Override
    public String address() {
        return "";
    }
}
