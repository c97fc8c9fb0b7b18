package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import java.util.List;

public abstract class Actionable implements ModelObject {
    public void addAction(@NonNull Action a) {}

    public boolean removeAction(@Nullable Action a) {
        return false;
    }

    public boolean removeActions(@NonNull Class<? extends Action> clazz) {
        return false;
    }

    @NonNull
    public List<Action> getActions() {
        return null;
    }

    public <T extends Action> List<T> getActions(Class<T> type) {
        return null;
    }

    public <T extends Action> T getAction(Class<T> type) {
        return null;
    }
}
