package io.jenkins.plugins.crossaccountdeploy.board;

import hudson.model.Job;
import io.jenkins.plugins.crossaccountdeploy.configuration.JobAccess;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import jenkins.model.Jenkins;

/** Whoever asks now. */
final class CurrentUser implements Viewer {

    private final Map<String, Boolean> jobs = new HashMap<>();

    @Override
    public boolean maySee(String job) {
        return jobs.computeIfAbsent(job, JobAccess::mayRead);
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

    static boolean isAdministrator() {
        return Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }
}
