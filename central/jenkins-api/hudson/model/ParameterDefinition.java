package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

public abstract class ParameterDefinition {
    ParameterDefinition() {}

    @NonNull
    public String getName() {
        return null;
    }

    @CheckForNull
    public ParameterValue getDefaultParameterValue() {
        return null;
    }
}
