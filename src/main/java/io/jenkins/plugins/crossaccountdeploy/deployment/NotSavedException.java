package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import java.io.IOException;

/** A run cannot be saved: what a restart must not forget cannot be done. */
final class NotSavedException extends Exception {

    private static final long serialVersionUID = 1;

    NotSavedException(IOException cause) {
        super(Explanation.reason(cause), cause);
    }
}
