package hudson.model;

public abstract class ParameterValue {
    ParameterValue() {}

    public String getName() {
        return null;
    }

    public boolean isSensitive() {
        return false;
    }
}
