package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.Event;
import java.time.Duration;
import java.util.List;

/**
 * One step of a run.
 *
 * @param next where the run is now
 * @param lines what the console shall say of it
 * @param events what it has found that the state does not keep
 * @param pause when to look again
 */
public record Advance(Deployment next, List<String> lines, List<Event> events, Duration pause) {

    public Advance {
        lines = List.copyOf(lines);
        events = List.copyOf(events);
    }

    Advance(Deployment next, List<String> lines, Duration pause) {
        this(next, lines, List.of(), pause);
    }
}
