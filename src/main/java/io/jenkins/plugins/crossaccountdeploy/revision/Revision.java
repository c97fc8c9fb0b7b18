package io.jenkins.plugins.crossaccountdeploy.revision;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.AppSpecContent;
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

    /**
     * What CodeDeploy says that a deployment deploys, which need not be anything that is deployed from here.
     *
     * @param location as CodeDeploy's API gives it
     */
    static Revision of(RevisionLocation location) {
        if (location.s3Location() != null) {
            return S3Revision.of(location.s3Location());
        }
        return Optional.ofNullable(location.appSpecContent())
                .map(AppSpecContent::content)
                .<Revision>map(AppSpecRevision::new)
                .orElseGet(() -> new OtherRevision(words(location)));
    }

    /** What CodeDeploy says that a deployment deploys, as people read it. */
    static String words(RevisionLocation revision) {
        if (revision.s3Location() != null) {
            return "s3://" + revision.s3Location().bucket() + "/"
                    + revision.s3Location().key();
        }
        if (revision.gitHubLocation() != null) {
            return Objects.toString(revision.gitHubLocation().commitId(), "some commit") + " of "
                    + Objects.toString(revision.gitHubLocation().repository(), "some repository") + " in GitHub";
        }
        return revision.appSpecContent() != null
                ? "AppSpec " + Objects.toString(revision.appSpecContent().sha256(), "")
                : "of type " + Objects.toString(revision.revisionTypeAsString(), "unknown");
    }
}
