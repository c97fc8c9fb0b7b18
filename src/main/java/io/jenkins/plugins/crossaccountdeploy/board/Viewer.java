package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;

/** One who looks, and what there is for him to see. */
public interface Viewer {

    /**
     * Whether anything of a job may be seen, its name included.
     *
     * @param job full name of a job, which may be gone
     */
    boolean maySee(String job);

    /** Whether the page of the entry's build is there to be looked at. */
    boolean canOpen(JournalEntry entry);

    /**
     * What people call a job.
     *
     * @param job full name of one that may be seen
     */
    default String nameOf(String job) {
        return job;
    }

    default boolean maySee(JournalEntry entry) {
        return maySee(entry.origin().job());
    }

    /** The same viewer, who looks at a single job. */
    default Viewer of(String job) {
        return new OfJob(this, job);
    }

    /**
     * Sees what another viewer sees of a single job.
     *
     * @param all sees more
     * @param job its full name
     */
    record OfJob(Viewer all, String job) implements Viewer {

        @Override
        public boolean maySee(String other) {
            return other.equals(job) && all.maySee(other);
        }

        @Override
        public boolean canOpen(JournalEntry entry) {
            return all.canOpen(entry);
        }

        @Override
        public String nameOf(String other) {
            return all.nameOf(other);
        }
    }
}
