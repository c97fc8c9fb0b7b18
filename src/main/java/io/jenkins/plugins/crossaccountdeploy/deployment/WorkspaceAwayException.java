package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.io.IOException;

/** The workspace cannot be reached for now, because its agent is not connected: what was asked for can be asked again. */
public final class WorkspaceAwayException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * @param message which agent or workspace it is
     */
    public WorkspaceAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
