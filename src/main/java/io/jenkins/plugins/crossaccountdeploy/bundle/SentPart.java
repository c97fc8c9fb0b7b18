package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;
import java.util.Objects;

/**
 * A part that S3 has acknowledged, or does not take because an object is there already.
 *
 * @param part what was sent
 * @param eTag S3's answer, quotes included; empty if S3 did not take a {@linkplain Part#whole() whole} part
 * @param versionId the version of the object that a {@linkplain Part#whole() whole} part made; empty in an unversioned
 *     bucket, and for the parts of a multipart upload
 */
public record SentPart(Part part, String eTag, String versionId) implements Serializable {

    public SentPart {
        Objects.requireNonNull(part);
        Objects.requireNonNull(eTag);
        Objects.requireNonNull(versionId);
    }

    /** Whether S3 has it from this upload. */
    public boolean isTaken() {
        return !eTag.isEmpty();
    }
}
