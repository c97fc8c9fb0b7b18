package io.jenkins.plugins.crossaccountdeploy.redeployment;

import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/** What of the journal the current user, or the user that a build runs as, may read. */
public final class JobAccess {

    private JobAccess() {}

    /**
     * Tells whether the deployments of a job may be read: by whoever may read the job, and those of a job that is gone by
     * administrators.
     *
     * @param job its full name
     */
    public static boolean mayRead(String job) {
        Jenkins jenkins = Jenkins.get();
        try {
            return jenkins.getItemByFullName(job) != null || jenkins.hasPermission(Jenkins.ADMINISTER);
        } catch (AccessDeniedException hidden) {
            // Who may discover a job may not read it.
            return false;
        }
    }
}
