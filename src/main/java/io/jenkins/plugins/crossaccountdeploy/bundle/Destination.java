package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.IOException;

/**
 * Where a bundle goes: the half of the upload that has credentials, and stays on the controller. The agent holds a proxy
 * of it. All methods may be called from several threads.
 */
public interface Destination {

    /**
     * Tells whether the bundle is there already, whole and genuine, so that nothing needs to be zipped or sent. Asked
     * once, before the first part.
     */
    boolean holds(Contents contents) throws IOException, InterruptedException;

    /**
     * Signs the request that sends a part. Asked again for the same part when it has to be sent again, since the earlier
     * request may have expired.
     */
    SignedRequest sign(Part part) throws IOException, InterruptedException;

    /** Told about once a second while the bundle is made, and once at the end. */
    void progress(Progress progress);
}
