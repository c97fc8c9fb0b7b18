package hudson.model;

import hudson.tasks.Builder;
import hudson.util.DescribableList;

public abstract class Project<P extends Project<P, B>, B extends AbstractBuild<P, B>> extends AbstractProject<P, B> {
    Project() {}

    public DescribableList<Builder, Descriptor<Builder>> getBuildersList() {
        return null;
    }
}
