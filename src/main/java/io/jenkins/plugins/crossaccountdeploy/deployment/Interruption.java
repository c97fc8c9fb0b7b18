package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import java.io.Serializable;
import java.util.Objects;

/**
 * Why a run ends before its deployment does.
 *
 * @param outcome {@link Outcome#ABORTED} or {@link Outcome#TIMED_OUT}; {@link Outcome#STOPPED_AS_ORDERED} of a run that is for
 *     nothing else
 * @param reason such as {@code aborted by Ada}
 * @param wish what becomes of the deployment, if somebody has said so
 */
public record Interruption(Outcome outcome, String reason, Wish wish) implements Serializable {

    /** What becomes of the deployment. */
    public enum Wish {
        /** What the request says of an abort. */
        AS_ORDERED,
        STOP,
        ROLLBACK
    }

    public Interruption {
        outcome = Objects.requireNonNullElse(outcome, Outcome.ABORTED);
        reason = Objects.requireNonNullElse(reason, "");
        wish = Objects.requireNonNullElse(wish, Wish.AS_ORDERED);
    }

    /** What becomes of the deployment, the request says. */
    public Interruption(Outcome outcome, String reason) {
        this(outcome, reason, Wish.AS_ORDERED);
    }

    /** Whether to stop the deployment is what the run is for. */
    boolean isOrdered() {
        return outcome == Outcome.STOPPED_AS_ORDERED;
    }

    /** @param ordered what the request says of an abort */
    OnAbort consequence(OnAbort ordered) {
        return switch (wish) {
            case AS_ORDERED -> ordered;
            case STOP -> OnAbort.STOP;
            case ROLLBACK -> OnAbort.ROLLBACK;
        };
    }
}
