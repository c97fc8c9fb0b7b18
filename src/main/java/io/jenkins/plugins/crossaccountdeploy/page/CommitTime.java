package io.jenkins.plugins.crossaccountdeploy.page;

import hudson.model.Run;
import hudson.scm.ChangeLogSet;
import java.time.Instant;
import java.util.List;
import jenkins.scm.RunWithSCM;

/** When a commit was made, as a build's list of changes has it. */
final class CommitTime {

    private CommitTime() {}

    /**
     * @param commit that the build has checked out; may be empty
     * @return {@link Instant#EPOCH} if the commit is no change of this build: it was built before, or nothing was before it
     */
    static Instant of(Run<?, ?> build, String commit) {
        return build instanceof RunWithSCM<?, ?> changed ? of(changed.getChangeSets(), commit) : Instant.EPOCH;
    }

    static Instant of(List<ChangeLogSet<? extends ChangeLogSet.Entry>> changes, String commit) {
        for (ChangeLogSet<? extends ChangeLogSet.Entry> repository : changes) {
            for (ChangeLogSet.Entry change : repository) {
                // An SCM that does not know says -1.
                if (commit.equals(change.getCommitId()) && change.getTimestamp() > 0) {
                    return Instant.ofEpochMilli(change.getTimestamp());
                }
            }
        }
        return Instant.EPOCH;
    }
}
