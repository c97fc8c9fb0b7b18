package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.security.AccessControlled;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Calendar;
import java.util.List;

public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements AccessControlled {
    Run() {}

    public @CheckForNull <T extends Cause> T getCause(Class<T> type) {
        return null;
    }

    public @NonNull List<Cause> getCauses() {
        return null;
    }

    public void setResult(@NonNull Result r) {}

    public boolean isBuilding() {
        return false;
    }

    public @NonNull JobT getParent() {
        return null;
    }

    public @NonNull Calendar getTimestamp() {
        return null;
    }

    public int getNumber() {
        return 0;
    }

    public @NonNull String getUrl() {
        return null;
    }

    public @CheckForNull Executor getExecutor() {
        return null;
    }

    public final @NonNull Charset getCharset() {
        return null;
    }

    public @NonNull File getRootDir() {
        return null;
    }

    public synchronized void save() throws IOException {}

    public @NonNull EnvVars getEnvironment(@NonNull TaskListener listener) throws IOException, InterruptedException {
        return null;
    }
}
