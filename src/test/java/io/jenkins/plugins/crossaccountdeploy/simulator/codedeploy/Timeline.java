package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan.ErrorInformation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Everything that happens in one deployment and when, worked out at once from its course: what is true at some moment is
 * then a matter of comparing numbers, so that deployments of thousands of targets cost next to nothing to watch. Times are
 * milliseconds since 1970, {@link #NEVER} for what does not happen.
 */
final class Timeline {

    static final long NEVER = Long.MAX_VALUE;

    /**
     * What a lifecycle event comes to.
     *
     * @param tolerated whether the target goes on all the same when it fails
     */
    record Outcome(long duration, Optional<Script> failure, boolean tolerated) {

        boolean stopsTarget() {
            return failure.isPresent() && !tolerated;
        }
    }

    /** Tells what an event comes to on a target. */
    @FunctionalInterface
    interface Outcomes {
        Outcome of(int target, String event);
    }

    /**
     * Some events on some of the targets, from the one numbered {@code from} up to, not including, {@code to}.
     *
     * @param atOnce how many of the targets may be out of service at a time
     * @param approvalWait how long the deployment waits to be continued before this phase: 0 for no wait
     * @param continues whether it goes on when nobody has continued it, or stops
     */
    record Phase(List<String> events, int from, int to, int atOnce, long approvalWait, boolean continues) {}

    /**
     * What a deployment is made of.
     *
     * @param terminationWait how long the original instances are kept once the traffic has moved
     * @param alarm when an alarm stops it
     */
    record Course(
            long created,
            long started,
            int targets,
            List<Phase> phases,
            long terminationWait,
            boolean terminates,
            long baking,
            long alarm,
            Optional<ErrorInformation> failureToStart,
            Outcomes outcomes) {}

    /** What somebody did to a deployment while it ran. */
    record Interventions(long stopped, long readyContinued, long terminationContinued) {

        static final Interventions NONE = new Interventions(NEVER, NEVER, NEVER);
    }

    enum EventStatus {
        Pending,
        InProgress,
        Succeeded,
        Failed,
        Skipped
    }

    enum TargetStatus {
        Pending,
        InProgress,
        Succeeded,
        Failed,
        Skipped,
        Ready
    }

    /** One lifecycle event at a moment; start and end are {@link #NEVER} while they are not known. */
    record Event(String name, EventStatus status, long start, long end, Optional<Script> failure) {}

    private final Course course;
    private final Interventions interventions;
    private final boolean isAlarmed;

    /** By phase and target: when it begins and ends there. */
    private final long[][] begins;

    private final long[][] ends;
    private final BitSet[] failures;
    private final long[] waits;
    private final long[] goes;
    private long terminationWaitStarted = NEVER;
    private long bakingStarted = NEVER;
    private long completed;
    private String finalStatus = "Succeeded";
    private Optional<ErrorInformation> error = Optional.empty();

    Timeline(Course course, Interventions interventions) {
        this.course = course;
        this.isAlarmed = course.alarm() <= interventions.stopped() && course.alarm() != NEVER;
        this.interventions = isAlarmed
                ? new Interventions(
                        course.alarm(), interventions.readyContinued(), interventions.terminationContinued())
                : interventions;
        this.begins = new long[course.phases().size()][];
        this.ends = new long[course.phases().size()][];
        this.failures = new BitSet[course.phases().size()];
        this.waits = new long[course.phases().size()];
        this.goes = new long[course.phases().size()];
        Arrays.fill(waits, NEVER);
        Arrays.fill(goes, NEVER);
        workOut();
    }

    private void workOut() {
        if (course.failureToStart().isPresent()) {
            fail(course.started(), course.failureToStart().get());
            return;
        }
        long now = course.started();
        for (int p = 0; p < begins.length; p++) {
            Phase phase = course.phases().get(p);
            begins[p] = new long[phase.to() - phase.from()];
            ends[p] = new long[phase.to() - phase.from()];
            Arrays.fill(begins[p], NEVER);
            Arrays.fill(ends[p], NEVER);
            failures[p] = new BitSet();
        }
        for (int p = 0; p < begins.length; p++) {
            Phase phase = course.phases().get(p);
            if (phase.approvalWait() > 0) {
                waits[p] = now;
                long timeout = now + phase.approvalWait();
                boolean continued = interventions.readyContinued() < timeout;
                now = continued ? Math.max(now, interventions.readyContinued()) : timeout;
                if (!continued && !phase.continues() && interventions.stopped() > now) {
                    finalStatus = "Stopped";
                    error = Optional.of(
                            new ErrorInformation("TIMEOUT", "The deployment was not continued within its wait time"));
                    completed = now;
                    return;
                }
            }
            if (now >= interventions.stopped()) {
                stop(now);
                return;
            }
            goes[p] = now;
            boolean healthy = roll(p, now);
            now = latestEnd(p, now);
            if (interventions.stopped() < now) {
                stop(now);
                return;
            }
            if (!healthy) {
                fail(
                        now,
                        new ErrorInformation(
                                "HEALTH_CONSTRAINTS",
                                "The overall deployment failed because too many individual instances failed deployment,"
                                        + " too few healthy instances are available for deployment, or some instances"
                                        + " in your deployment group are experiencing problems."));
                return;
            }
        }
        if (course.terminates()) {
            terminationWaitStarted = now;
            now = Math.max(now, Math.min(now + course.terminationWait(), interventions.terminationContinued()));
        }
        if (course.baking() > 0) {
            bakingStarted = now;
            now += course.baking();
        }
        if (interventions.stopped() < now) {
            stop(interventions.stopped());
        } else {
            completed = now;
        }
    }

    private void fail(long when, ErrorInformation reason) {
        completed = when;
        finalStatus = "Failed";
        error = Optional.of(reason);
    }

    private void stop(long settled) {
        completed = Math.min(settled, Math.max(interventions.stopped(), lastRunningEventEnd()));
        finalStatus = "Stopped";
        error = Optional.of(
                isAlarmed
                        ? new ErrorInformation(
                                "ALARM_ACTIVE", "One or more alarms have been activated according to Amazon CloudWatch")
                        : new ErrorInformation("MANUAL_STOP", "The deployment was stopped by a user"));
    }

    /** Events that run when the deployment is stopped run to their end; nothing new begins. */
    private long lastRunningEventEnd() {
        long last = interventions.stopped();
        for (int p = 0; p < begins.length; p++) {
            for (int i = 0; i < begins[p].length; i++) {
                if (begins[p][i] < interventions.stopped() && ends[p][i] > interventions.stopped()) {
                    long cursor = begins[p][i];
                    for (String event : course.phases().get(p).events()) {
                        if (cursor >= interventions.stopped()) {
                            break;
                        }
                        cursor += course.outcomes()
                                .of(course.phases().get(p).from() + i, event)
                                .duration();
                    }
                    last = Math.max(last, cursor);
                }
            }
        }
        return last;
    }

    /** Lets a phase go over its targets, as many at a time as may be out of service; failed ones stay out of service. */
    private boolean roll(int p, long start) {
        Phase phase = course.phases().get(p);
        int count = phase.to() - phase.from();
        PriorityQueue<long[]> running = new PriorityQueue<>(
                (one, other) -> one[0] != other[0] ? Long.compare(one[0], other[0]) : Long.compare(one[1], other[1]));
        long now = start;
        int next = 0;
        int failed = 0;
        while (true) {
            while (next < count && running.size() + failed < phase.atOnce()) {
                begins[p][next] = now;
                long end = now;
                for (String event : phase.events()) {
                    Outcome outcome = course.outcomes().of(phase.from() + next, event);
                    end += outcome.duration();
                    if (outcome.stopsTarget()) {
                        failures[p].set(next);
                        break;
                    }
                }
                ends[p][next] = end;
                running.add(new long[] {end, next, failures[p].get(next) ? 1 : 0});
                next++;
            }
            long[] first = running.poll();
            if (first == null) {
                break;
            }
            now = first[0];
            failed += (int) first[2];
        }
        int required = Math.max(1, count - phase.atOnce());
        return next == count && count - failed >= Math.min(required, count);
    }

    private long latestEnd(int p, long otherwise) {
        long latest = otherwise;
        for (long end : ends[p]) {
            if (end != NEVER) {
                latest = Math.max(latest, end);
            }
        }
        return latest;
    }

    long created() {
        return course.created();
    }

    long started() {
        return course.started();
    }

    /** Whether targets can be asked for; those of a deployment that was stopped before never can. */
    boolean hasStarted(long now) {
        return now >= course.started() && completed >= course.started();
    }

    long completed() {
        return completed;
    }

    boolean isOver(long now) {
        return now >= completed;
    }

    boolean isStopping(long now) {
        return now >= interventions.stopped() && now < completed;
    }

    /** Whether an alarm stops it, not somebody. */
    boolean isAlarmed() {
        return isAlarmed;
    }

    Interventions interventions() {
        return interventions;
    }

    /** The status that the deployment ends with. */
    String finalStatus() {
        return finalStatus;
    }

    Optional<ErrorInformation> error(long now) {
        return isOver(now) ? error : Optional.empty();
    }

    String status(long now) {
        if (now < course.started()) {
            return isOver(now) ? finalStatus : "Created";
        }
        if (isOver(now)) {
            return finalStatus;
        }
        if (now >= bakingStarted) {
            return "Baking";
        }
        return waiting(now) ? "Ready" : "InProgress";
    }

    /** Whether the deployment waits to be continued. */
    boolean waiting(long now) {
        for (int p = 0; p < waits.length; p++) {
            if (now >= waits[p] && now < goes[p] && now < completed) {
                return true;
            }
        }
        return false;
    }

    boolean terminationWaitStarted(long now) {
        return now >= terminationWaitStarted;
    }

    boolean waitsForTermination(long now) {
        return terminationWaitStarted(now) && course.terminationWait() > 0 && !isOver(now) && now < bakingStarted;
    }

    /** The lifecycle events of a target. */
    List<Event> events(int target, long now) {
        List<Event> events = new ArrayList<>();
        boolean failed = false;
        for (int p = 0; p < begins.length; p++) {
            Phase phase = course.phases().get(p);
            if (target < phase.from() || target >= phase.to()) {
                continue;
            }
            long cursor = begins[p] == null ? NEVER : begins[p][target - phase.from()];
            for (String name : phase.events()) {
                if (failed) {
                    events.add(new Event(name, EventStatus.Skipped, NEVER, NEVER, Optional.empty()));
                } else if (cursor >= interventions.stopped() && now >= interventions.stopped()
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

    TargetStatus targetStatus(int target, long now) {
        boolean any = false;
        boolean all = true;
        boolean ready = false;
        for (int p = 0; p < begins.length; p++) {
            Phase phase = course.phases().get(p);
            if (target < phase.from() || target >= phase.to()) {
                continue;
            }
            long begin = begins[p] == null ? NEVER : begins[p][target - phase.from()];
            long end = begins[p] == null ? NEVER : ends[p][target - phase.from()];
            if (begin > now || begin >= interventions.stopped()) {
                all = false;
                ready = any;
            } else if (end > now || end > interventions.stopped()) {
                // the target is in this phase, or was when the deployment was stopped
                if (end <= now || interventions.stopped() <= now) {
                    return statusFromEvents(target, now);
                }
                return TargetStatus.InProgress;
            } else if (failures[p].get(target - phase.from())) {
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

    /** When something last changed on a target. */
    long lastUpdated(int target, long now) {
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
    int[] overview(long now) {
        int[] counts = new int[TargetStatus.values().length];
        for (int target = 0; target < course.targets(); target++) {
            counts[targetStatus(target, now).ordinal()]++;
        }
        return counts;
    }

    /** When the events of a phase began on a target. */
    long began(int p, int target) {
        return begins[p] == null
                ? NEVER
                : begins[p][target - course.phases().get(p).from()];
    }
}
