package io.jenkins.plugins.crossaccountdeploy.revision;

import java.io.Serializable;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/** What CodeDeploy deploys: an object in S3, or an AppSpec by itself. */
public sealed interface Revision extends Serializable permits S3Revision, AppSpecRevision, OtherRevision {

    /** The revision as CodeDeploy's API takes it. */
    RevisionLocation location();

    /** The revision as people read it: {@code s3://bucket/key?versionId=...} for one in S3. */
    String uri();

    /** The revision on one line as {@link #parse} reads it, exact to the bytes; empty if that is not possible. */
    String address();

    /**
     * Reads an address: that of an object in S3, or that of an AppSpec, which carries it.
     *
     * @return empty if the text is no address, or has lost a part of itself
     */
    static Optional<Revision> parse(String text) {
        Optional<Revision> object = S3Revision.parse(text).map(Revision.class::cast);
        return object.or(() -> AppSpecRevision.parse(text));
    }
}
