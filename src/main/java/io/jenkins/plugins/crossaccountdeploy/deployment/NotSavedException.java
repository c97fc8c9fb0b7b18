package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.io.IOException;

/** A run cannot be saved: what a restart must not forget cannot be done. */
final class NotSavedException extends Exception {

    private static final long serialVersionUID = 1;

    NotSavedException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
