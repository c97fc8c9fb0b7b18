package hudson.model;

import java.util.List;

public class ParametersDefinitionProperty extends JobProperty<Job<?, ?>> {
    ParametersDefinitionProperty() {}

    public List<ParameterDefinition> getParameterDefinitions() {
        return null;
    }
}
