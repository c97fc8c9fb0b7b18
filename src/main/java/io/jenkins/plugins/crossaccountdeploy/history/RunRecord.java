package io.jenkins.plugins.crossaccountdeploy.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * All that is kept of a run with its build: bounded, whatever the size of the deployment.
 *
 * @param version of this form; a later one may have more
 * @param token of the run
 * @param sequence counts the changes, so that a reader can ask for what is newer; leaps ahead when the run is taken up
 * @param origin who or what has begun it
 * @param place where it deploys to
 * @param began when the run began
 * @param ended when the run ended; {@link Instant#EPOCH} while it goes on
 * @param state how far it is
 * @param phases what it went through, and since when; the last is the current one
 * @param doing what it is about now, as a status line says it
 * @param revision what it deploys
 * @param development who has asked for the role session, such as {@code arn:aws:iam::111111111111:user/deployer}; may be empty
 * @param session the role session, such as {@code arn:aws:sts::222222222222:assumed-role/Deploy/jenkins-shop-42}; may be empty
 * @param denied the actions that the role turned out not to be allowed
 * @param deployment that the run has created
 * @param rollback that rolls it back
 * @param explanation what failed, where, and what to do; empty unless something did
 * @param drift what somebody had deployed from elsewhere before
 * @param stopping whether the deployment was told to stop, or is about to be
 * @param notices what people have done to the deployment, or could not do; the last ones
 */
public record RunRecord(
        int version,
        String token,
        long sequence,
        Origin origin,
        Place place,
        Instant began,
        Instant ended,
        RunState state,
        List<PhaseRecord> phases,
        String doing,
        RevisionRecord revision,
        String development,
        String session,
        List<String> denied,
        DeploymentRecord deployment,
        DeploymentRecord rollback,
        String explanation,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Drift.Absent.class)
        Drift drift,

        boolean stopping,
        List<Notice> notices) {

    /** Of the form that this version writes. */
    static final int VERSION = 1;

    /** A phase, and when it began. */
    public record PhaseRecord(Phase phase, Instant since) {

        public PhaseRecord {
            phase = Objects.requireNonNullElse(phase, Phase.OTHER);
            since = Objects.requireNonNullElse(since, Instant.EPOCH);
        }
    }

    /** Something that somebody has done, in words. */
    public record Notice(Instant when, String text) {

        public Notice {
            when = Objects.requireNonNullElse(when, Instant.EPOCH);
            text = Objects.requireNonNullElse(text, "");
        }
    }

    public RunRecord {
        token = Objects.requireNonNullElse(token, "");
        origin = Objects.requireNonNullElse(origin, Origin.NOBODY);
        place = Objects.requireNonNullElse(place, Place.NOWHERE);
        began = Objects.requireNonNullElse(began, Instant.EPOCH);
        ended = Objects.requireNonNullElse(ended, Instant.EPOCH);
        state = Objects.requireNonNullElse(state, RunState.UNKNOWN);
        phases = List.copyOf(Objects.requireNonNullElse(phases, List.of()));
        doing = Objects.requireNonNullElse(doing, "");
        revision = Objects.requireNonNullElse(revision, RevisionRecord.NONE);
        development = Objects.requireNonNullElse(development, "");
        session = Objects.requireNonNullElse(session, "");
        denied = List.copyOf(Objects.requireNonNullElse(denied, List.of()));
        deployment = Objects.requireNonNullElse(deployment, DeploymentRecord.NONE);
        rollback = Objects.requireNonNullElse(rollback, DeploymentRecord.NONE);
        explanation = Objects.requireNonNullElse(explanation, "");
        drift = Objects.requireNonNullElse(drift, Drift.NONE);
        notices = List.copyOf(Objects.requireNonNullElse(notices, List.of()));
    }

    /** The same with another count of changes. */
    RunRecord at(long count) {
        return new RunRecord(
                version,
                token,
                count,
                origin,
                place,
                began,
                ended,
                state,
                phases,
                doing,
                revision,
                development,
                session,
                denied,
                deployment,
                rollback,
                explanation,
                drift,
                stopping,
                notices);
    }

    /** Whether its deployment was begun by another run, or by somebody else. */
    boolean isTakenUp() {
        return phases.stream().anyMatch(phase -> phase.phase() == Phase.TAKE_UP);
    }
}
