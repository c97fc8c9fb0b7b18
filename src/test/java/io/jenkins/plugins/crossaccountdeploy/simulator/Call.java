package io.jenkins.plugins.crossaccountdeploy.simulator;

import java.time.Instant;

/**
 * One request as it was answered.
 *
 * @param service such as {@code CodeDeploy}
 * @param action such as {@code GetDeployment}
 * @param principal the ARN of who asked; empty if that could not be told
 * @param resource the ARN of what it was about; empty if that could not be told
 * @param status of HTTP; 0 if the connection was lost or cut before anything was done
 * @param errorCode empty for success
 * @param at in simulated time
 * @param answered whether the client was told
 */
public record Call(
        String service,
        String action,
        String principal,
        String resource,
        int status,
        String errorCode,
        Instant at,
        boolean answered) {

    /** As faults name it, such as {@code CodeDeploy.GetDeployment}. */
    public String operation() {
        return service + "." + action;
    }

    public boolean succeeded() {
        return status >= 200 && status < 400;
    }
}
