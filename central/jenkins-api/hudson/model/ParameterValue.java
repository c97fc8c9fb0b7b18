package hudson.model;

public abstract class ParameterValue {
    ParameterValue() {}
}
