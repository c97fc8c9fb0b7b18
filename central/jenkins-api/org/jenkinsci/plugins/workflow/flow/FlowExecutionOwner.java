package org.jenkinsci.plugins.workflow.flow;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Queue;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.Serializable;

public abstract class FlowExecutionOwner implements Serializable {
    private static final long serialVersionUID = 1L;

    FlowExecutionOwner() {}

    @NonNull
    public abstract FlowExecution get() throws IOException;

    public abstract Queue.Executable getExecutable() throws IOException;

    @NonNull
    public TaskListener getListener() throws IOException {
        return null;
    }

    public interface Executable {
        @CheckForNull
        FlowExecutionOwner asFlowExecutionOwner();
    }
}
