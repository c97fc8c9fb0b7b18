package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A run and how far it is: immutable, and all that has to be saved to go on after a restart. Holds no credential.
 *
 * @param request what to do
 * @param token made once for each run and put into the deployment's description, by which it is found again
 * @param started when the run began
 * @param spent how much of the request's time was over by then: runs for several groups share it
 * @param stage how far it is
 * @param failureStreak since when AWS cannot be asked
 * @param denied the actions that the role turned out not to be allowed, of those that a run can do without
 * @param resumed whether a restart may have forgotten what was done since this was saved, so that a deployment is looked for
 *     before one is created
 */
public record Deployment(
        DeploymentRequest request,
        String token,
        Instant started,
        Duration spent,
        Stage stage,
        FailureStreak failureStreak,
        Set<String> denied,
        boolean resumed)
        implements Serializable {

    /** How long a run puts up with what fails in a way that passes: an AWS that does not answer, for example. */
    public static final Duration PATIENCE = Duration.ofMinutes(15);

    public Deployment {
        spent = Objects.requireNonNullElse(spent, Duration.ZERO);
        failureStreak = Objects.requireNonNullElse(failureStreak, FailureStreak.NONE);
        denied = Set.copyOf(Objects.requireNonNullElse(denied, Set.of()));
    }

    /**
     * Failures that pass, in a row: AWS does not answer, for example.
     *
     * @param since the first of them; {@link Instant#MAX} while all is well
     * @param failures how many
     */
    public record FailureStreak(Instant since, int failures) implements Serializable {

        public static final FailureStreak NONE = new FailureStreak(Instant.MAX, 0);

        /** The first ones are nothing to speak of. */
        private static final int TOLD_AT = 3;

        public FailureStreak {
            since = Objects.requireNonNullElse(since, Instant.MAX);
        }

        public boolean isNone() {
            return failures == 0;
        }

        /** Whether the console is told now, which it is once. */
        public boolean isToBeTold() {
            return failures == TOLD_AT;
        }

        /** Whether the console knows. */
        boolean isTold() {
            return failures >= TOLD_AT;
        }

        /** With one failure more. */
        public FailureStreak again(Instant now) {
            return new FailureStreak(isNone() ? now : since, failures + 1);
        }

        /** AWS has answered some calls meanwhile, but not all: that is slow, and nothing to speak of. */
        FailureStreak anew(Instant now) {
            return new FailureStreak(now, Math.min(failures + 1, TOLD_AT - 1));
        }

        /** Whether patience is at its end. */
        public boolean isTooLong(Instant now) {
            return !isNone() && since.plus(PATIENCE).isBefore(now);
        }

        /** How long to wait after the last of them: doubles from one second to half a minute. */
        public Duration pause() {
            return Duration.ofSeconds(Math.min(30, 1L << Math.min(5, failures - 1)));
        }
    }

    /** A run that has not begun. */
    public static Deployment of(DeploymentRequest request, Instant now) {
        String token = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        return new Deployment(
                request, token, now, Duration.ZERO, new Stage.Checking(), FailureStreak.NONE, Set.of(), false);
    }

    /** The same run of some content, which begins now, in what is left of its time. */
    public Deployment beginning(DeploymentRequest.Content content, Instant now) {
        Duration before = spent.plus(Duration.between(started, now));
        return new Deployment(request.deploying(content), token, now, before, stage, failureStreak, denied, resumed);
    }

    /** When the request's time is up; empty if it may take as long as it needs. */
    Optional<Instant> deadline() {
        Duration timeout = request.options().timeout();
        return timeout.isZero()
                ? Optional.empty()
                : Optional.of(started.plus(timeout).minus(spent));
    }

    /** Whether it is over. */
    public boolean isDone() {
        return stage instanceof Stage.Done;
    }

    /** Whether it ends, or has ended, before its deployment does. A run that is for stopping its deployment waits for the stop. */
    public boolean isInterrupted() {
        return stage instanceof Stage.Done
                || stage instanceof Stage.Abandoning
                || stage instanceof Stage.Creating creating && creating.ending() instanceof Stage.Ending.Stopped
                || stage instanceof Stage.Watching watching
                        && watching.ending() instanceof Stage.Ending.Stopped stopped
                        && !stopped.why().isOrdered();
    }

    /** Whether the request's time is up. A rollback may take as long as it needs. */
    boolean isOutOfTime(Instant now) {
        boolean isRollingBack =
                stage instanceof Stage.Watching watching && watching.ending() instanceof Stage.Ending.RollingBack;
        return !isInterrupted()
                && !isRollingBack
                && deadline().filter(end -> end.isBefore(now)).isPresent();
    }

    /** Whether the run ends if its workspace is gone for good. */
    public boolean needsWorkspace() {
        return request.content() instanceof DeploymentRequest.FromWorkspace
                && (stage instanceof Stage.Checking || stage.needsAgent());
    }

    /**
     * The same after a restart. Times of waiting begin anew, since nobody has looked or tried meanwhile, and the deployment may
     * have been created after it was looked for last.
     */
    Deployment afterRestart() {
        return with(stage.afterRestart(), FailureStreak.NONE, denied, true);
    }

    /** The same once it is certain that a restart has forgotten nothing. */
    Deployment certain() {
        return with(stage, failureStreak, denied, false);
    }

    /** At the next stage. That is progress, and ends a streak of failures. */
    Deployment at(Stage next) {
        return with(next, FailureStreak.NONE, denied, resumed);
    }

    /** At an earlier stage, or at one that is saved as a precaution. That is no progress: a streak of failures goes on. */
    Deployment back(Stage before) {
        return with(before, failureStreak, denied, resumed);
    }

    Deployment in(FailureStreak next) {
        return with(stage, next, denied, resumed);
    }

    Deployment without(String action) {
        Set<String> more = new TreeSet<>(denied);
        more.add(action);
        return with(stage, failureStreak, more, resumed);
    }

    private Deployment with(Stage other, FailureStreak streak, Set<String> lacking, boolean isResumed) {
        return new Deployment(request, token, started, spent, other, streak, lacking, isResumed);
    }

    boolean may(String action) {
        return !denied.contains(action);
    }
}
