package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;
import io.jenkins.plugins.crossaccountdeploy.watch.Target;
import java.util.List;
import java.util.Objects;

/**
 * A target of a deployment.
 *
 * @param id CodeDeploy's ID of it
 * @param name what people call it
 * @param status CodeDeploy's word, such as {@code InProgress}
 * @param traffic how much of the traffic its new version has, in per cent; 0 for what does not shift traffic, too
 * @param events its lifecycle events, in its own order
 * @param sequence of the record when this changed last
 */
public record TargetRecord(
        String id, String name, String status, int traffic, List<EventRecord> events, long sequence) {

    /** More than any kind of deployment has. */
    private static final int MOST_EVENTS = 20;

    public TargetRecord {
        id = Objects.requireNonNullElse(id, "");
        name = Objects.requireNonNullElse(name, "");
        status = Objects.requireNonNullElse(status, "");
        events = List.copyOf(Objects.requireNonNullElse(events, List.of()));
    }

    static TargetRecord of(Target target, long sequence) {
        return new TargetRecord(
                ConsoleText.line(target.id()),
                ConsoleText.line(target.name()),
                target.status(),
                target.traffic().percent(),
                target.events().stream().limit(MOST_EVENTS).map(EventRecord::of).toList(),
                sequence);
    }

    public boolean hasFailed() {
        return status.equals("Failed");
    }

    /** Whether both say the same, whenever they were written. */
    boolean isLike(TargetRecord other) {
        return id.equals(other.id)
                && name.equals(other.name)
                && status.equals(other.status)
                && traffic == other.traffic
                && events.equals(other.events);
    }

    int logLength() {
        return events.stream().mapToInt(EventRecord::logLength).sum();
    }

    TargetRecord withoutLog() {
        return new TargetRecord(
                id,
                name,
                status,
                traffic,
                events.stream().map(EventRecord::withoutLog).toList(),
                sequence);
    }
}
