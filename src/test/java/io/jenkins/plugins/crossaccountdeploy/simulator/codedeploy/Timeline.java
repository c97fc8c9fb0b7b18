package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Interventions;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Outcome;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Phase;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan.ErrorInformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is true of a deployment at some moment: a matter of comparing numbers that {@link Rollout} has worked out at once, so
 * that deployments of thousands of targets cost next to nothing to watch. Times are milliseconds since 1970, {@link #NEVER}
 * for what does not happen.
 */
public final class Timeline {

    public static final long NEVER = Course.NEVER;

    public enum EventStatus {
        Pending,
        InProgress,
        Succeeded,
        Failed,
        Skipped
    }

    public enum TargetStatus {
        Pending,
        InProgress,
        Succeeded,
        Failed,
        Skipped,
        Ready
    }

    /** One lifecycle event at a moment; start and end are {@link #NEVER} while they are not known. */
    public record Event(String name, EventStatus status, long start, long end, Optional<Script> failure) {}

    private final Course course;
    private final Rollout rollout;

    Timeline(Course course, Interventions interventions) {
        this.course = course;
        this.rollout = new Rollout(course, interventions);
    }

    public long created() {
        return course.created();
    }

    public long started() {
        return course.started();
    }

    /** Whether targets can be asked for; those of a deployment that was stopped before never can. */
    public boolean hasStarted(long now) {
        return now >= course.started() && rollout.completed() >= course.started();
    }

    public long completed() {
        return rollout.completed();
    }

    public boolean isOver(long now) {
        return now >= rollout.completed();
    }

    public boolean isStopping(long now) {
        return now >= rollout.interventions().stopped() && now < rollout.completed();
    }

    /** Whether an alarm stops it, not somebody. */
    public boolean isAlarmed() {
        return rollout.isAlarmed();
    }

    Interventions interventions() {
        return rollout.interventions();
    }

    /** The status that the deployment ends with. */
    public String finalStatus() {
        return rollout.finalStatus();
    }

    public Optional<ErrorInformation> error(long now) {
        return isOver(now) ? rollout.error() : Optional.empty();
    }

    public String status(long now) {
        if (now < course.started()) {
            return isOver(now) ? rollout.finalStatus() : "Created";
        }
        if (isOver(now)) {
            return rollout.finalStatus();
        }
        if (now >= rollout.bakingStarted()) {
            return "Baking";
        }
        return waiting(now) ? "Ready" : "InProgress";
    }

    /** Whether the deployment waits to be continued. */
    public boolean waiting(long now) {
        return rollout.waits(now);
    }

    public boolean terminationWaitStarted(long now) {
        return now >= rollout.terminationWaitStarted();
    }

    public boolean waitsForTermination(long now) {
        return terminationWaitStarted(now)
                && course.terminationWait() > 0
                && !isOver(now)
                && now < rollout.bakingStarted();
    }

    /** The lifecycle events of a target. */
    public List<Event> events(int target, long now) {
        List<Event> events = new ArrayList<>();
        boolean failed = false;
        for (int p = 0; p < course.phases().size(); p++) {
            Phase phase = course.phases().get(p);
            if (target < phase.from() || target >= phase.to()) {
                continue;
            }
            long cursor = rollout.begins(p, target);
            for (String name : phase.events()) {
                if (failed) {
                    events.add(new Event(name, EventStatus.Skipped, NEVER, NEVER, Optional.empty()));
                } else if (cursor >= rollout.interventions().stopped()
                                && now >= rollout.interventions().stopped()
                        || cursor == NEVER && isOver(now)) {
                    events.add(new Event(name, EventStatus.Skipped, NEVER, NEVER, Optional.empty()));
                } else if (cursor > now || cursor == NEVER) {
                    events.add(new Event(name, EventStatus.Pending, NEVER, NEVER, Optional.empty()));
                } else {
                    Outcome outcome = course.outcomes().of(target, name);
                    long end = cursor + outcome.duration();
                    if (end > now) {
                        events.add(new Event(name, EventStatus.InProgress, cursor, NEVER, Optional.empty()));
                    } else {
                        failed = outcome.stopsTarget();
                        events.add(new Event(
                                name,
                                outcome.failure().isPresent() ? EventStatus.Failed : EventStatus.Succeeded,
                                cursor,
                                end,
                                outcome.failure()));
                    }
                    cursor = end;
                }
            }
        }
        return events;
    }

    public TargetStatus targetStatus(int target, long now) {
        boolean any = false;
        boolean all = true;
        boolean ready = false;
        for (int p = 0; p < course.phases().size(); p++) {
            Phase phase = course.phases().get(p);
            if (target < phase.from() || target >= phase.to()) {
                continue;
            }
            long begin = rollout.begins(p, target);
            long end = rollout.ends(p, target);
            if (begin > now || begin >= rollout.interventions().stopped()) {
                all = false;
                ready = any;
            } else if (end > now || end > rollout.interventions().stopped()) {
                // the target is in this phase, or was when the deployment was stopped
                if (end <= now || rollout.interventions().stopped() <= now) {
                    return statusFromEvents(target, now);
                }
                return TargetStatus.InProgress;
            } else if (rollout.fails(p, target)) {
                return TargetStatus.Failed;
            } else {
                any = true;
            }
        }
        if (all) {
            return TargetStatus.Succeeded;
        }
        if (isOver(now)) {
            return TargetStatus.Skipped;
        }
        return ready ? TargetStatus.Ready : TargetStatus.Pending;
    }

    private TargetStatus statusFromEvents(int target, long now) {
        boolean running = false;
        boolean skipped = false;
        for (Event event : events(target, now)) {
            if (event.status() == EventStatus.Failed && event.failure().isPresent()) {
                return TargetStatus.Failed;
            }
            running |= event.status() == EventStatus.InProgress;
            skipped |= event.status() == EventStatus.Skipped;
        }
        return running ? TargetStatus.InProgress : skipped ? TargetStatus.Skipped : TargetStatus.Succeeded;
    }

    /** Whether the deployment has that target by now. */
    public boolean isTarget(int target, long now) {
        return course.joins(target) <= Math.min(now, completed());
    }

    /** When something last changed on a target. */
    public long lastUpdated(int target, long now) {
        long last = course.started();
        for (Event event : events(target, now)) {
            if (event.start() != NEVER) {
                last = Math.max(last, event.start());
            }
            if (event.end() != NEVER) {
                last = Math.max(last, event.end());
            }
        }
        return last;
    }

    /** How many targets are in each status, in the order of {@link TargetStatus}. */
    public int[] overview(long now) {
        int[] counts = new int[TargetStatus.values().length];
        for (int target = 0; target < course.targets(); target++) {
            if (!isTarget(target, now)) {
                continue;
            }
            counts[targetStatus(target, now).ordinal()]++;
        }
        return counts;
    }
}
