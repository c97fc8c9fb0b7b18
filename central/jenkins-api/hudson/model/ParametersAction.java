package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.List;

public class ParametersAction extends InvisibleAction {
    public ParametersAction(@NonNull List<ParameterValue> parameters) {}
}
