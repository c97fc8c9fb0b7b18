package hudson.scm;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Run;
import java.util.Map;

public abstract class SCM implements Describable<SCM>, ExtensionPoint {
    SCM() {}

    public void buildEnvironment(@NonNull Run<?, ?> build, @NonNull Map<String, String> env) {}
}
