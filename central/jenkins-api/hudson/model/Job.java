package hudson.model;

import java.io.File;

public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends AbstractItem {
    Job() {}

    public File getBuildDir() {
        return null;
    }

    @SuppressWarnings("rawtypes")
    public <T extends JobProperty> T getProperty(Class<T> clazz) {
        return null;
    }

    public RunT getBuildByNumber(int n) {
        return null;
    }

    public abstract boolean isBuildable();
}
