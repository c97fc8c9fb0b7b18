package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;

public abstract class Computer extends Actionable {
    Computer() {}

    @NonNull
    public String getName() {
        return null;
    }

    public boolean isOffline() {
        return false;
    }
}
