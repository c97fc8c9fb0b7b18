package hudson.model;

public abstract class ParameterValue {
    ParameterValue() {}

    public final String getName() {
        return null;
    }

    public boolean isSensitive() {
        return false;
    }
}
