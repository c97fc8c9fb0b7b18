package io.jenkins.plugins.crossaccountdeploy.board;

import hudson.model.Item;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/**
 * What whoever asks now may see: the deployments of the jobs that he may read. Those of jobs that are gone are for
 * administrators, since nothing tells any more who might have read them.
 */
final class JobAccess implements Viewer {

    private final Map<String, Boolean> seen = new HashMap<>();
    private final Map<String, Optional<Job<?, ?>>> jobs = new HashMap<>();

    @Override
    public boolean maySee(String job) {
        return seen.computeIfAbsent(job, name -> job(name).isPresent() || isGone(name) && isAdministrator());
    }

    @Override
    public boolean canOpen(JournalEntry entry) {
        return !entry.origin().url().isEmpty()
                && job(entry.origin().job())
                        .filter(job -> Files.isDirectory(job.getBuildDir()
                                .toPath()
                                .resolve(Integer.toString(entry.origin().build()))))
                        .isPresent();
    }

    static boolean isAdministrator() {
        return Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }

    /** Empty if there is none, or it may not be read. */
    private Optional<Job<?, ?>> job(String fullName) {
        return jobs.computeIfAbsent(fullName, JobAccess::find);
    }

    private static Optional<Job<?, ?>> find(String fullName) {
        try {
            Item item = Jenkins.get().getItemByFullName(fullName);
            return item instanceof Job<?, ?> job && job.hasPermission(Item.READ) ? Optional.of(job) : Optional.empty();
        } catch (AccessDeniedException mayOnlyBeDiscovered) {
            return Optional.empty();
        }
    }

    private static boolean isGone(String fullName) {
        try (ACLContext everything = ACL.as2(ACL.SYSTEM2)) {
            return !(Jenkins.get().getItemByFullName(fullName) instanceof Job);
        }
    }
}
