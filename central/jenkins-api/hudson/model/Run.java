package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import java.io.IOException;

public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable {
    Run() {}

    public void setResult(@NonNull Result r) {}

    public @CheckForNull <T extends Cause> T getCause(Class<T> type) {
        return null;
    }

    public @NonNull JobT getParent() {
        return null;
    }

    public int getNumber() {
        return 0;
    }

    public @NonNull String getUrl() {
        return null;
    }

    public @NonNull EnvVars getEnvironment(@NonNull TaskListener listener) throws IOException, InterruptedException {
        return null;
    }
}
