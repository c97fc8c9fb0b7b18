package io.jenkins.plugins.crossaccountdeploy.history;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;

/** How far a run is, or how it ended. */
public enum RunState {
    RUNNING,
    SUCCEEDED,
    FAILED,
    STOPPED,
    ABORTED,
    TIMED_OUT,
    /** The deployment went its own way: nobody looked any more. */
    LOST,
    /** The deployment was created, and nobody waits for it. */
    STARTED,
    /** A newer build of the same job deployed in its place. */
    SUPERSEDED,
    /** The deployment waits for somebody to let the traffic go over, and nobody waits for it. */
    READY,
    /** A dry run found nothing wrong. */
    CHECKED,
    /** The bundle is uploaded, to be deployed later. */
    PUSHED,
    /** A later version knows what it is. */
    @JsonEnumDefaultValue
    UNKNOWN;

    static RunState of(Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> SUCCEEDED;
            case FAILED -> FAILED;
            case STOPPED, STOPPED_AS_ORDERED -> STOPPED;
            case ABORTED -> ABORTED;
            case TIMED_OUT -> TIMED_OUT;
            case LOST -> LOST;
            case STARTED -> STARTED;
            case SUPERSEDED -> SUPERSEDED;
            case READY -> READY;
            case CHECKED -> CHECKED;
            case PUSHED -> PUSHED;
        };
    }

    public boolean isOver() {
        return this != RUNNING;
    }

    /** Whether the build goes on. */
    public boolean isGood() {
        return this == SUCCEEDED || this == STARTED || this == READY || this == CHECKED || this == PUSHED;
    }
}
