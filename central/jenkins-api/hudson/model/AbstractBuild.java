package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.FilePath;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

public abstract class AbstractBuild<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>> extends Run<P, R> {
    AbstractBuild() {}

    public String getBuiltOnStr() {
        return null;
    }

    @CheckForNull
    public final FilePath getWorkspace() {
        return null;
    }

    @Override
    public EnvVars getEnvironment(@NonNull TaskListener log) throws IOException, InterruptedException {
        return null;
    }

    public Set<String> getSensitiveBuildVariables() {
        return null;
    }

    public Map<String, String> getBuildVariables() {
        return null;
    }
}
