package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.util.Set;
import java.util.TreeSet;

/**
 * When deployments are rolled back by themselves.
 *
 * @param enabled whether the events count; AWS keeps and shows them even while they do not
 * @param events those of the shape AutoRollbackEvent
 */
public record AutoRollback(boolean enabled, Set<String> events) {

    static final AutoRollback NONE = new AutoRollback(false, Set.of());

    private static final Set<String> KNOWN =
            Set.of("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST");

    public AutoRollback {
        events = Set.copyOf(events);
    }

    /** The member autoRollbackConfiguration of a request. */
    public static AutoRollback parse(Json given) {
        AutoRollback rollback =
                new AutoRollback(given.bool("enabled").orElse(false), new TreeSet<>(given.strings("events")));
        if (!KNOWN.containsAll(rollback.events) || rollback.enabled && rollback.events.isEmpty()) {
            throw new AwsError(
                    400,
                    "InvalidAutoRollbackConfigException",
                    "Automatic rollback needs events, each one of " + new TreeSet<>(KNOWN));
        }
        return rollback;
    }

    boolean on(String event) {
        return enabled && events.contains(event);
    }

    public Json describe() {
        Json described = Json.object().put("enabled", enabled);
        return events.isEmpty()
                ? described
                : described.put("events", new TreeSet<>(events).stream().toList());
    }
}
