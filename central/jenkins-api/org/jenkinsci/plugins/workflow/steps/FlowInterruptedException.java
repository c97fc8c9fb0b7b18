package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Result;
import java.util.Arrays;
import java.util.List;
import jenkins.model.CauseOfInterruption;

public final class FlowInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 630482382622970136L;

    private final transient List<CauseOfInterruption> causes;

    public FlowInterruptedException(
            @NonNull Result result, boolean actualInterruption, @NonNull CauseOfInterruption... causes) {
        this.causes = Arrays.asList(causes);
    }

    public @NonNull Result getResult() {
        return Result.ABORTED;
    }

    public @NonNull List<CauseOfInterruption> getCauses() {
        return causes;
    }
}
