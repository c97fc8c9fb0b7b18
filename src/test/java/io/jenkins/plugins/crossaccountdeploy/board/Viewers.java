package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import java.util.Set;

/** Viewers who may see what a test says. */
final class Viewers {

    private Viewers() {}

    static Viewer everything() {
        return new Viewer() {
            @Override
            public boolean maySee(String job) {
                return true;
            }

            @Override
            public boolean canOpen(JournalEntry entry) {
                return true;
            }
        };
    }

    static Viewer jobs(String... jobs) {
        return new Viewer() {
            @Override
            public boolean maySee(String job) {
                return Set.of(jobs).contains(job);
            }

            @Override
            public boolean canOpen(JournalEntry entry) {
                return false;
            }
        };
    }
}
