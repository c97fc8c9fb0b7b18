package io.jenkins.plugins.crossaccountdeploy.page;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.User;
import hudson.scm.ChangeLogSet;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the commit of a build was made. */
class CommitTimeJenkinsTest {

    private static final Instant MADE = Instant.parse("2026-11-21T12:00:00Z");

    private static final class Change extends ChangeLogSet.Entry {

        private final String commit;
        private final long time;

        Change(String commit, long time) {
            this.commit = commit;
            this.time = time;
        }

        @Override
        public String getCommitId() {
            return commit;
        }

        @Override
        public long getTimestamp() {
            return time;
        }

        @Override
        public String getMsg() {
            return "";
        }

        @Override
        public User getAuthor() {
            return User.getUnknown();
        }

        @Override
        public Collection<String> getAffectedPaths() {
            return List.of();
        }
    }

    private static final class Changes extends ChangeLogSet<Change> {

        private final List<Change> changes;

        Changes(Change... changes) {
            super(null, null);
            this.changes = List.of(changes);
        }

        @Override
        public boolean isEmptySet() {
            return changes.isEmpty();
        }

        @Override
        public Iterator<Change> iterator() {
            return changes.iterator();
        }
    }

    @Test
    void isThatOfTheCommitAmongAllChangesOfAllRepositories() {
        Changes library = new Changes(new Change("l1", 1000));
        Changes shop = new Changes(new Change("s1", 2000), new Change("s2", MADE.toEpochMilli()));

        assertThat(CommitTime.of(List.of(library, shop), "s2")).isEqualTo(MADE);
    }

    @Test
    void isNotKnownOfACommitThatIsNoChange() {
        Changes shop = new Changes(new Change("s1", 2000), new Change(null, 3000), new Change("old", -1));

        assertThat(CommitTime.of(List.of(shop), "s2")).isEqualTo(Instant.EPOCH);
        assertThat(CommitTime.of(List.of(shop), "")).isEqualTo(Instant.EPOCH);
        assertThat(CommitTime.of(List.of(shop), "old")).isEqualTo(Instant.EPOCH);
    }
}
