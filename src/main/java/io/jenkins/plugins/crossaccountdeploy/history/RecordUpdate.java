package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.Bundled;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.Drifted;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.Event;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.Looked;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.Noted;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.RoleAssumed;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord.Notice;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord.PhaseRecord;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Brings a record up to a step of its run. What the step does not change stays as it is. */
final class RecordUpdate {

    /** Those of a run that waits for others again and again; more would say nothing new. */
    private static final int MOST_PHASES = 50;

    private static final int MOST_NOTICES = 20;

    private final RunRecord before;
    private final Deployment run;
    private final Instant now;
    private final long sequence;

    private RunState state;
    private Instant ended;
    private RevisionRecord revision;
    private String development;
    private String session;
    private DeploymentRecord deployment;
    private DeploymentRecord rollback;
    private String explanation;
    private Drift drift;
    private List<Notice> notices;

    private RecordUpdate(RunRecord before, Deployment run, Instant now) {
        this.before = before;
        this.run = run;
        this.now = now;
        sequence = before.sequence() + 1;
        state = before.state();
        ended = before.ended();
        revision = before.revision();
        development = before.development();
        session = before.session();
        deployment = before.deployment();
        rollback = before.rollback();
        explanation = before.explanation();
        drift = before.drift();
        notices = before.notices();
    }

    /** A run of which nothing is known yet. */
    static RunRecord begun(Deployment run, Origin origin) {
        DeploymentRequest request = run.request();
        RevisionRecord revision = RevisionRecord.NONE;
        if (request.content() instanceof DeploymentRequest.FromWorkspace files) {
            revision = revision.ofCommit(files.commit());
        } else if (request.content() instanceof DeploymentRequest.Existing existing) {
            Provenance known = existing.provenance();
            revision =
                    revision.at(existing.revision()).ofCommit(known.commit()).ofSize(known.files(), known.bytes(), 0);
        }
        return new RunRecord(
                RunRecord.VERSION,
                run.token(),
                1,
                origin,
                Place.of(request),
                run.started(),
                Instant.EPOCH,
                RunState.RUNNING,
                List.of(),
                "",
                revision,
                "",
                "",
                List.of(),
                DeploymentRecord.NONE,
                DeploymentRecord.NONE,
                "",
                Drift.NONE,
                false,
                List.of());
    }

    /** The record after a step; the very same if the step has changed nothing. */
    static RunRecord after(RunRecord before, Deployment run, List<Event> events, Instant now) {
        RunRecord next = new RecordUpdate(before, run, now).apply(events);
        return next.at(before.sequence()).equals(before) ? before : next;
    }

    /** The end of a run that nobody sees to any more. */
    static RunRecord left(RunRecord before, String farewell, Instant now) {
        return new RunRecord(
                before.version(),
                before.token(),
                before.sequence() + 1,
                before.origin(),
                before.place(),
                before.began(),
                now,
                RunState.LOST,
                phases(before, Phase.DONE, now),
                "",
                before.revision(),
                before.development(),
                before.session(),
                before.denied(),
                before.deployment().unwatched(),
                before.rollback().unwatched(),
                farewell,
                before.drift(),
                false,
                before.notices());
    }

    private RunRecord apply(List<Event> events) {
        if (run.stage() instanceof Stage.OfRevision known) {
            revision = revision.at(known.revision());
        }
        if (run.stage() instanceof Stage.Watching watching) {
            watching(watching);
        }
        for (Event event : events) {
            if (event instanceof Bundled bundled) {
                revision = revision.ofSize(
                        bundled.contents().files(), bundled.contents().bytes(), bundled.archiveBytes());
            } else if (event instanceof RoleAssumed assumed) {
                development = assumed.development().map(Principal::arn).orElse(development);
                session = assumed.production().arn();
            } else if (event instanceof Drifted drifted) {
                drift = drifted.drift();
            } else if (event instanceof Looked looked) {
                looked(looked);
            } else if (event instanceof Noted noted) {
                noted(noted);
            }
        }
        if (run.stage() instanceof Stage.Done done) {
            ended(done.result());
        }
        return new RunRecord(
                RunRecord.VERSION,
                before.token(),
                sequence,
                before.origin(),
                before.place(),
                before.began(),
                ended,
                state,
                phases(before, Phase.of(run.stage()), now),
                state.isOver() ? "" : run.stage().doing(),
                revision,
                development,
                session,
                run.denied().stream().sorted().toList(),
                deployment,
                rollback,
                explanation,
                drift,
                !state.isOver() && isStopping(),
                notices);
    }

    private void watching(Stage.Watching watching) {
        String id = watching.deploymentId();
        boolean isRollback = watching.ending() instanceof Stage.Ending.RollingBack;
        if (isRollback && !rollback.id().equals(id)) {
            rollback = DeploymentRecord.begun(id, run.request().url(id));
        } else if (!isRollback && !deployment.id().equals(id)) {
            deployment = DeploymentRecord.begun(id, run.request().url(id));
        }
    }

    private void looked(Looked looked) {
        String id = looked.info().deploymentId();
        if (id.equals(deployment.id())) {
            deployment = new Sighting(deployment, looked, now, sequence).update(revision.uri());
        } else if (id.equals(rollback.id())) {
            rollback = new Sighting(rollback, looked, now, sequence).update("");
        }
    }

    private void noted(Noted noted) {
        List<Notice> all = new ArrayList<>(notices);
        all.add(new Notice(now, noted.text()));
        notices = all.subList(Math.max(0, all.size() - MOST_NOTICES), all.size());
    }

    private boolean isStopping() {
        return run.stage() instanceof Stage.Watching watching && watching.ending() instanceof Stage.Ending.Stopped
                || run.stage() instanceof Stage.Creating creating && creating.ending() instanceof Stage.Ending.Stopped
                || run.stage() instanceof Stage.Abandoning;
    }

    private void ended(Result result) {
        state = RunState.of(result.outcome());
        ended = before.state().isOver() ? before.ended() : now;
        explanation = result.error();
        result.revision().ifPresent(known -> revision = revision.at(known));
        if (deployment.id().isEmpty() && !result.deploymentId().isEmpty()) {
            deployment = DeploymentRecord.begun(result.deploymentId(), result.url());
        }
        deployment = deployment.unwatched();
        rollback = rollback.unwatched();
    }

    private static List<PhaseRecord> phases(RunRecord before, Phase phase, Instant now) {
        List<PhaseRecord> phases = before.phases();
        boolean isNew = phases.isEmpty() || phases.get(phases.size() - 1).phase() != phase;
        if (!isNew || phases.size() >= MOST_PHASES && phase != Phase.DONE) {
            return phases;
        }
        List<PhaseRecord> more = new ArrayList<>(phases);
        more.add(new PhaseRecord(phase, now));
        return more;
    }
}
