package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.io.IOException;
import java.util.Optional;

/** What a run tells while a step of it is under way. */
public interface StepOutput {

    /**
     * Saves the run before something happens that a crash must not forget.
     *
     * @throws IOException if it may not be safe: then it must not happen
     */
    void save(Deployment deployment) throws IOException;

    /** What forbids the deployment by now, in full sentences; empty if nothing does. */
    Optional<String> refusal(Deployment deployment);

    /** Saves the run if that is possible: a crash may forget it. */
    void keep(Deployment deployment);

    /** Says something at once that is worth nothing later: how far an upload is. */
    void say(String line);
}
