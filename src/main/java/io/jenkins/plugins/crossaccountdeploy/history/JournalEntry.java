package io.jenkins.plugins.crossaccountdeploy.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A deployment in the journal of its deployment group: what was deployed, by whom, when, and what came of it.
 *
 * @param token of the run, by which its lines in the journal belong together
 * @param state how far it is, or how it ended
 * @param origin who or what has begun it, and what for
 * @param place where it deploys to
 * @param revision all that is needed to deploy the very same bytes again
 * @param began when the run began
 * @param deploymentId of CodeDeploy; empty while there is none
 * @param ended when it ended, its rollback included, by AWS's clock if that is known: went live, if it succeeded;
 *     {@link Instant#EPOCH} while it goes on
 * @param rollbackDeploymentId the deployment that rolled it back; empty if none did
 * @param restored the address of what the rollback has deployed, which is live since; empty if nothing
 * @param explanation what failed; empty if nothing did
 * @param drift what somebody had deployed from elsewhere before
 */
public record JournalEntry(
        String token,
        RunState state,
        Origin origin,
        Place place,
        RevisionRecord revision,
        Instant began,
        String deploymentId,
        Instant ended,
        String rollbackDeploymentId,
        String restored,
        String explanation,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Drift.Absent.class)
        Drift drift) {

    private static final int LONGEST_EXPLANATION = 1000;

    public JournalEntry {
        token = Objects.requireNonNullElse(token, "");
        state = Objects.requireNonNullElse(state, RunState.UNKNOWN);
        origin = Objects.requireNonNullElse(origin, Origin.NOBODY);
        place = Objects.requireNonNullElse(place, Place.NOWHERE);
        revision = Objects.requireNonNullElse(revision, RevisionRecord.NONE);
        began = Objects.requireNonNullElse(began, Instant.EPOCH);
        deploymentId = Objects.requireNonNullElse(deploymentId, "");
        ended = Objects.requireNonNullElse(ended, Instant.EPOCH);
        if (state.isOver() && ended.equals(Instant.EPOCH)) {
            // Versions before have left out the end of what another run has seen to.
            ended = began;
        }
        rollbackDeploymentId = Objects.requireNonNullElse(rollbackDeploymentId, "");
        restored = Objects.requireNonNullElse(restored, "");
        explanation = Objects.requireNonNullElse(explanation, "");
        drift = Objects.requireNonNullElse(drift, Drift.NONE);
    }

    static JournalEntry of(RunRecord run) {
        String explanation = run.explanation();
        return new JournalEntry(
                run.token(),
                stateOf(run),
                run.origin(),
                run.place(),
                run.revision(),
                run.began(),
                run.deployment().id(),
                run.state().isOver() ? ended(run) : Instant.EPOCH,
                run.rollback().id(),
                run.rollback().status().equals("Succeeded") ? run.rollback().revision() : "",
                explanation.substring(0, Math.min(explanation.length(), LONGEST_EXPLANATION)),
                run.drift());
    }

    /** What has changed the group last; the run may have looked much later. */
    private static Instant ended(RunRecord run) {
        return Stream.of(run.rollback().ended(), run.deployment().ended())
                .filter(ended -> !ended.equals(Instant.EPOCH))
                .findFirst()
                .orElse(run.ended());
    }

    /**
     * How far the deployment is. A run that was to stop one, and came too late, has failed; the deployment has not. One that goes
     * on without its run has no end that is known.
     */
    private static RunState stateOf(RunRecord run) {
        RunState state = run.state();
        if (!state.isOver() || !run.deployment().isKnown()) {
            return state;
        }
        Optional<RunState> end = endOf(run.deployment());
        if (run.isTakenUp()) {
            return end.orElse(state.isGood() ? state : RunState.LOST);
        }
        boolean isCutShort = state == RunState.ABORTED || state == RunState.TIMED_OUT;
        return isCutShort && end.isEmpty() ? RunState.LOST : state;
    }

    /** How CodeDeploy says that it has ended. */
    private static Optional<RunState> endOf(DeploymentRecord deployment) {
        return switch (deployment.status()) {
            case "Succeeded" -> Optional.of(RunState.SUCCEEDED);
            case "Failed" -> Optional.of(RunState.FAILED);
            case "Stopped" -> Optional.of(RunState.STOPPED);
            default -> Optional.empty();
        };
    }

    /**
     * The same entry after a run that has taken the deployment up: how far that is, is told by whoever looked last, and stays
     * as it ended. Who began it, when and with what, does not change.
     */
    JournalEntry takenUpBy(JournalEntry other) {
        boolean hasEnded =
                switch (state) {
                    case SUCCEEDED, FAILED, STOPPED -> true;
                    case RUNNING, ABORTED, TIMED_OUT, LOST, STARTED, READY, SUPERSEDED, CHECKED, PUSHED, UNKNOWN ->
                        false;
                };
        return hasEnded
                ? this
                : new JournalEntry(
                        token,
                        other.state,
                        origin,
                        place,
                        revision,
                        began,
                        deploymentId,
                        other.ended,
                        other.rollbackDeploymentId,
                        other.restored,
                        other.explanation,
                        drift);
    }

    /** The same entry when its job is called otherwise. */
    JournalEntry ofJob(String name) {
        return name.equals(origin.job())
                ? this
                : new JournalEntry(
                        token,
                        state,
                        origin.ofJob(name),
                        place,
                        revision,
                        began,
                        deploymentId,
                        ended,
                        rollbackDeploymentId,
                        restored,
                        explanation,
                        drift);
    }

    /** Where it belongs in the journal. */
    public Cell cell() {
        return new Cell(place.environment(), place.application(), place.deploymentGroup());
    }
}
