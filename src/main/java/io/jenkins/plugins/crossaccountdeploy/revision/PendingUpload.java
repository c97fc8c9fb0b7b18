package io.jenkins.plugins.crossaccountdeploy.revision;

import java.io.Serializable;

/**
 * A multipart upload that S3 keeps, and bills, until it is completed or aborted.
 *
 * @param key of the object; empty while there is no upload
 * @param id of the upload; empty while there is none
 */
public record PendingUpload(String key, String id) implements Serializable {

    public static final PendingUpload NONE = new PendingUpload("", "");

    public boolean isNone() {
        return id.isEmpty();
    }
}
