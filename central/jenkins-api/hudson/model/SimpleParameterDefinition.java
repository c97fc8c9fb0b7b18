package hudson.model;

public abstract class SimpleParameterDefinition extends ParameterDefinition {
    SimpleParameterDefinition() {}

    public abstract ParameterValue createValue(String value);
}
