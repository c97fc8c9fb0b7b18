package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.io.Serializable;
import java.util.Objects;

/**
 * Why a run ends before its deployment does.
 *
 * @param outcome {@link Outcome#ABORTED} or {@link Outcome#TIMED_OUT}
 * @param reason such as {@code aborted by Ada}
 */
public record Interruption(Outcome outcome, String reason) implements Serializable {

    public Interruption {
        outcome = Objects.requireNonNullElse(outcome, Outcome.ABORTED);
        reason = Objects.requireNonNullElse(reason, "");
    }
}
