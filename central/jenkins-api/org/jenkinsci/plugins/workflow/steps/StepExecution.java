package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

public abstract class StepExecution implements Serializable {
  private static final long serialVersionUID = 1L;
  protected StepExecution(@NonNull StepContext context) {}
  public @NonNull StepContext getContext() { throw new UnsupportedOperationException(); }
  public abstract boolean start() throws Exception;
  public void stop(@NonNull Throwable cause) throws Exception { throw new UnsupportedOperationException(); }
  public void onResume() { throw new UnsupportedOperationException(); }
  public @CheckForNull String getStatus() { throw new UnsupportedOperationException(); }
}
