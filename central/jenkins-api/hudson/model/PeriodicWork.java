package hudson.model;

import hudson.ExtensionPoint;

public abstract class PeriodicWork implements ExtensionPoint {
    public PeriodicWork() {}

    protected static final long HOUR = 1000 * 60 * 60;

    public abstract long getRecurrencePeriod();
}
