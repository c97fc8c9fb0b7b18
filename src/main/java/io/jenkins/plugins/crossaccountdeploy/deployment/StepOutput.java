package io.jenkins.plugins.crossaccountdeploy.deployment;

/** What a run tells while a step of it is under way. */
public interface StepOutput {

    /** Saves the run before something happens that a crash must not forget. */
    void save(Deployment deployment);

    /** Says something at once that is worth nothing later: how far an upload is. */
    void say(String line);
}
