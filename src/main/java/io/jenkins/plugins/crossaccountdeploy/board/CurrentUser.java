package io.jenkins.plugins.crossaccountdeploy.board;

import hudson.model.Job;
import io.jenkins.plugins.crossaccountdeploy.configuration.JobAccess;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import jenkins.model.Jenkins;

/**
 * Whoever asks now. Each page of Jenkins asks whether there is anything for him to see: so he is asked once whether he is an
 * administrator, and nobody is looked up who is known to be gone.
 */
final class CurrentUser implements Viewer {

    private final boolean isAdministrator = Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    private final Map<String, Boolean> jobs = new HashMap<>();

    @Override
    public boolean maySee(String job) {
        return isAdministrator
                || !Journal.isGone(job)
                        && jobs.computeIfAbsent(
                                job, name -> JobAccess.find(name).isPresent());
    }

    @Override
    public boolean canOpen(JournalEntry entry) {
        return maySee(entry)
                && !entry.origin().url().isEmpty()
                && Jenkins.get().getItemByFullName(entry.origin().job()) instanceof Job<?, ?> job
                && Files.isDirectory(job.getBuildDir()
                        .toPath()
                        .resolve(Integer.toString(entry.origin().build())));
    }

    /** As Jenkins writes it elsewhere, such as {@code payments » shop}. */
    @Override
    public String nameOf(String job) {
        return maySee(job) && Jenkins.get().getItemByFullName(job) instanceof Job<?, ?> item
                ? item.getFullDisplayName()
                : job;
    }

    boolean isAdministrator() {
        return isAdministrator;
    }
}
