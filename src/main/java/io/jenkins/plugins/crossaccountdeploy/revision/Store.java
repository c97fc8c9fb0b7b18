package io.jenkins.plugins.crossaccountdeploy.revision;

import java.io.Serializable;

/**
 * The bucket that bundles are uploaded to.
 *
 * @param bucket its name
 * @param owner whose bucket it is, and so whose credentials write it
 * @param keyPrefix what every key starts with, without slashes at its ends; may be empty
 * @param kmsKeyArn the key that objects are encrypted with; empty for the bucket's default encryption
 */
public record Store(String bucket, Owner owner, String keyPrefix, String kmsKeyArn) implements Serializable {

    /** The account that a bucket belongs to. */
    public enum Owner {
        /** The account where Jenkins lives: its credentials write the bucket, the instances' policy bridges accounts. */
        DEVELOPMENT,
        /** The account that is deployed to: the role session writes the bucket. */
        PRODUCTION
    }

    /** The address of a bundle: {@code <prefix>/<job>/<digest>.zip}, so that equal bundles of a job have one address. */
    public String key(String job, String digest) {
        String name = job.replaceAll("[^\\w!.*'()/-]", "_");
        return (keyPrefix.isEmpty() ? "" : keyPrefix + "/") + name + "/" + digest + ".zip";
    }
}
