package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Collection;
import jenkins.model.CauseOfInterruption;

public class Executor extends Thread implements ModelObject {
    Executor() {}

    @Override
    public String getDisplayName() {
        return null;
    }

    public @NonNull Collection<CauseOfInterruption> getCausesOfInterruption() {
        return null;
    }

    public void interrupt(Result result, CauseOfInterruption... causes) {}

    public @NonNull Computer getOwner() {
        return null;
    }
}
