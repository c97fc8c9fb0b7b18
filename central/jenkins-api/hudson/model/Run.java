package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import java.io.IOException;

public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable {
  public void setResult(@NonNull Result r) { throw new UnsupportedOperationException(); }
  public @CheckForNull <T extends Cause> T getCause(Class<T> type) { throw new UnsupportedOperationException(); }
  public @NonNull JobT getParent() { throw new UnsupportedOperationException(); }
  public int getNumber() { throw new UnsupportedOperationException(); }
  public @NonNull String getUrl() { throw new UnsupportedOperationException(); }
  public @NonNull EnvVars getEnvironment(@NonNull TaskListener listener) throws IOException, InterruptedException { throw new UnsupportedOperationException(); }
}
