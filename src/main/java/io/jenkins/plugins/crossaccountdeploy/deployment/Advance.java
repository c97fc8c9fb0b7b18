package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.time.Duration;
import java.util.List;

/**
 * One step of a run.
 *
 * @param next where the run is now
 * @param lines what the console shall say of it
 * @param pause when to look again
 */
public record Advance(Deployment next, List<String> lines, Duration pause) {

    public Advance {
        lines = List.copyOf(lines);
    }
}
