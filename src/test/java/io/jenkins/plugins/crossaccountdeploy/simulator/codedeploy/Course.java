package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan.ErrorInformation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a deployment is made of. Times are milliseconds since 1970, {@link #NEVER} for what does not happen.
 *
 * @param joining when each target that is not one from the beginning becomes one
 * @param terminationWait how long the original instances are kept once the traffic has moved
 * @param alarm when an alarm stops it
 */
record Course(
        long created,
        long started,
        int targets,
        Map<Integer, Long> joining,
        List<Phase> phases,
        long terminationWait,
        boolean terminates,
        long baking,
        long alarm,
        Optional<ErrorInformation> failureToStart,
        Outcomes outcomes) {

    static final long NEVER = Long.MAX_VALUE;

    /** When a target becomes one. */
    long joins(int target) {
        return joining.getOrDefault(target, created);
    }

    /** The same course, but it cannot begin. */
    Course failingToStart(ErrorInformation reason) {
        return new Course(
                created,
                started,
                targets,
                joining,
                phases,
                terminationWait,
                terminates,
                baking,
                alarm,
                Optional.of(reason),
                outcomes);
    }

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

    /** What somebody did to a deployment while it ran. */
    record Interventions(long stopped, long readyContinued, long terminationContinued) {

        static final Interventions NONE = new Interventions(NEVER, NEVER, NEVER);
    }
}
