package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Queue;

public abstract class ParameterizedJobMixIn<JobT extends Job<JobT, RunT>, RunT extends hudson.model.Run<JobT, RunT>> {
    ParameterizedJobMixIn() {}

    public static @CheckForNull Queue.Item scheduleBuild2(Job<?, ?> job, int quietPeriod, Action... actions) {
        return null;
    }
}
