package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Interventions;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Outcome;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Phase;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan.ErrorInformation;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.PriorityQueue;

/** Works out everything that happens in one deployment and when; {@link Timeline} tells what is true at some moment. */
final class Rollout {

    private static final long NEVER = Course.NEVER;

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

    Rollout(Course course, Interventions interventions) {
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
                long joins = course.joins(phase.from() + next);
                if (!running.isEmpty() && joins > running.peek()[0]) {
                    break;
                }
                begins[p][next] = Math.max(now, joins);
                long end = begins[p][next];
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

    Interventions interventions() {
        return interventions;
    }

    boolean isAlarmed() {
        return isAlarmed;
    }

    long completed() {
        return completed;
    }

    String finalStatus() {
        return finalStatus;
    }

    Optional<ErrorInformation> error() {
        return error;
    }

    long terminationWaitStarted() {
        return terminationWaitStarted;
    }

    long bakingStarted() {
        return bakingStarted;
    }

    /** When a phase begins on one of its targets. */
    long begins(int phase, int target) {
        return begins[phase] == null ? NEVER : begins[phase][index(phase, target)];
    }

    /** When a phase ends on one of its targets. */
    long ends(int phase, int target) {
        return ends[phase] == null ? NEVER : ends[phase][index(phase, target)];
    }

    boolean fails(int phase, int target) {
        return failures[phase].get(index(phase, target));
    }

    private int index(int phase, int target) {
        return target - course.phases().get(phase).from();
    }

    /** Whether the deployment waits to be continued, at that moment, before some phase. */
    boolean waits(long now) {
        for (int p = 0; p < waits.length; p++) {
            if (now >= waits[p] && now < goes[p] && now < completed) {
                return true;
            }
        }
        return false;
    }
}
