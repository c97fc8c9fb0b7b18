package io.jenkins.plugins.crossaccountdeploy.revision;

import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is in the bucket under the key of a bundle. */
sealed interface ExistingObject {

    record None() implements ExistingObject {}

    /** This very bundle, whole, and encrypted as it shall be. */
    record Bundle(S3Revision revision) implements ExistingObject {}

    /**
     * Something else, which is not deployed.
     *
     * @param what is wrong with it
     */
    record Other(String what) implements ExistingObject {}

    /** Something, or nothing: the look is not allowed. */
    record Hidden(S3Exception refused) implements ExistingObject {}
}
