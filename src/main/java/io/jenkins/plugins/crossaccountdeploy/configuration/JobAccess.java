package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.model.Item;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/** Which jobs the current user may read: while a build runs, the user that it runs as. */
public final class JobAccess {

    private JobAccess() {}

    /**
     * Tells whether the deployments of a job may be read: by whoever may read the job, and those of a job that is gone by
     * administrators.
     *
     * @param job its full name
     */
    public static boolean mayRead(String job) {
        return find(job).isPresent() || Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }

    /**
     * Looks a job up.
     *
     * @param job its full name, folders included; may be empty
     * @return empty if there is none, or none that the current user may read
     */
    public static Optional<Item> find(String job) {
        try {
            return Optional.ofNullable(Jenkins.get().getItemByFullName(job));
        } catch (AccessDeniedException hidden) {
            // Who may discover a job may not read it.
            return Optional.empty();
        }
    }
}
