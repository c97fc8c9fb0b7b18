package jenkins.model;

import hudson.model.InvisibleAction;
import java.util.List;

public class InterruptedBuildAction extends InvisibleAction {
    InterruptedBuildAction() {}

    public List<CauseOfInterruption> getCauses() {
        return null;
    }
}
