package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.RunState;

/** The symbol of Jenkins that stands for a state, on every page. */
public final class StateSymbol {

    private StateSymbol() {}

    /** Such as {@code status-red}. */
    public static String of(RunState state) {
        return switch (state) {
            case RUNNING -> "status-nobuilt-anime";
            case SUCCEEDED, CHECKED, PUSHED -> "status-blue";
            case FAILED -> "status-red";
            case STOPPED, ABORTED, TIMED_OUT -> "status-aborted";
            case LOST -> "status-yellow";
            case READY -> "hourglass";
            case STARTED, SUPERSEDED, UNKNOWN -> "status-nobuilt";
        };
    }
}
