package io.jenkins.plugins.crossaccountdeploy.revision;

import java.io.Serializable;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/** What CodeDeploy deploys: an object in S3, or an AppSpec by itself. */
public sealed interface Revision extends Serializable permits S3Revision, AppSpecRevision {

    /** The revision as CodeDeploy's API takes it. */
    RevisionLocation location();

    /** The revision as people read it: {@code s3://bucket/key?versionId=...} for one in S3. */
    String uri();
}
