package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.IOException;

/**
 * Where a bundle goes: the half of the upload that has credentials, and stays on the controller. The agent holds a proxy
 * of it. All methods may be called from several threads.
 */
public interface Destination {

    /**
     * Tells whether the bundle is there already, whole and genuine, so that nothing needs to be zipped or sent. Asked
     * once, before the first part: the bundle has no other contents from then on.
     *
     * @throws IOException when asked again
     */
    boolean holds(Contents contents) throws IOException, InterruptedException;

    /**
     * Signs the request that sends a part. Asked again for the same part when it has to be sent again, since the earlier
     * request may have expired.
     *
     * @throws IOException when nothing is to be sent, or the part is another than before, or after the end
     */
    SignedRequest sign(Part part) throws IOException, InterruptedException;

    /** Told once, when parts do not get through for a while: they are tried again and again meanwhile. */
    void failing(SendException failure);

    /** Told about once a second while the bundle is made, and once at the end. */
    void progress(Progress progress);
}
