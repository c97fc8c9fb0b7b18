package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;

public abstract class Actionable implements ModelObject {
    public void addAction(@NonNull Action a) {}

    public <T extends Action> T getAction(Class<T> type) {
        return null;
    }
}
