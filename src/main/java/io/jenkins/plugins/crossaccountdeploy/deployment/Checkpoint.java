package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The saved form of a run. A version reads what earlier ones have saved: what these did not know yet is null then, here and in
 * all that this holds, and becomes what it meant before.
 *
 * @param deployment how far the run is
 * @param printed how many lines the console had when this was saved
 * @param lines what the console is told next; after a crash, it may have been told some of it
 */
public record Checkpoint(Deployment deployment, long printed, List<String> lines) implements Serializable {

    public Checkpoint {
        lines = List.copyOf(Objects.requireNonNullElse(lines, List.of()));
    }

    /** The same after a restart, which may have forgotten what was done since this was saved. */
    public Checkpoint afterRestart() {
        return new Checkpoint(deployment.afterRestart(), printed, lines);
    }

    /** A run that has not begun. */
    public static Checkpoint of(Deployment deployment) {
        return new Checkpoint(deployment, 0, List.of());
    }
}
