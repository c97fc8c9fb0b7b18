package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.Place;
import io.jenkins.plugins.crossaccountdeploy.history.RevisionRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import java.time.Duration;
import java.time.Instant;

/** Entries of a journal, made by hand: each is one build's deployment, which takes ten minutes. */
public final class Entries {

    public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    public static final Duration LENGTH = Duration.ofMinutes(10);

    private JournalEntry entry;

    private Entries(JournalEntry entry) {
        this.entry = entry;
    }

    /** @param before when it ended, before {@link #NOW} */
    public static Entries deployed(Cell cell, int build, Duration before) {
        Instant ended = NOW.minus(before);
        String digest = String.format("%064x", build);
        String key = "revisions/shop/" + digest + ".zip";
        return new Entries(new JournalEntry(
                cell.key() + "-" + build,
                RunState.SUCCEEDED,
                Origin.of("shop", build, "job/shop/" + build + "/", "ada", "Started by user Ada"),
                new Place(
                        cell.environment(),
                        "eu-west-1",
                        "aws",
                        "222222222222",
                        "Deploy",
                        cell.application(),
                        cell.deploymentGroup(),
                        ""),
                new RevisionRecord(
                        "s3://bundles/" + key + "?eTag=e" + build + "&digest=" + digest,
                        "s3://bundles/" + key,
                        "bundles",
                        key,
                        "",
                        "e" + build,
                        digest,
                        String.format("%040x", build),
                        300,
                        230_000,
                        160_000),
                ended.minus(LENGTH),
                "d-" + build,
                ended,
                "",
                "",
                "",
                Drift.NONE));
    }

    public Entries by(String job) {
        Origin origin = entry.origin();
        return origin(new Origin(
                job,
                origin.build(),
                "job/" + job.replace("/", "/job/") + "/" + origin.build() + "/",
                origin.user(),
                origin.cause(),
                origin.committed(),
                origin.kind(),
                origin.reason(),
                origin.from()));
    }

    public Entries startedBy(String user, String cause) {
        Origin origin = entry.origin();
        return origin(new Origin(
                origin.job(),
                origin.build(),
                origin.url(),
                user,
                cause,
                origin.committed(),
                origin.kind(),
                origin.reason(),
                origin.from()));
    }

    /** @param before it went live */
    public Entries committed(Duration before) {
        Origin origin = entry.origin();
        return origin(new Origin(
                origin.job(),
                origin.build(),
                origin.url(),
                origin.user(),
                origin.cause(),
                entry.ended().minus(before),
                origin.kind(),
                origin.reason(),
                origin.from()));
    }

    public Entries as(Origin.Kind kind, String reason, String from) {
        Origin origin = entry.origin();
        return origin(new Origin(
                origin.job(),
                origin.build(),
                origin.url(),
                origin.user(),
                origin.cause(),
                origin.committed(),
                kind,
                reason,
                from));
    }

    private Entries origin(Origin origin) {
        return with(
                entry.state(),
                origin,
                entry.revision(),
                entry.deploymentId(),
                entry.ended(),
                entry.restored(),
                entry.explanation());
    }

    /** It deploys what another has deployed. */
    public Entries of(JournalEntry other) {
        return with(
                entry.state(),
                entry.origin(),
                other.revision(),
                entry.deploymentId(),
                entry.ended(),
                entry.restored(),
                entry.explanation());
    }

    /** Somebody has it brought back. */
    public Entries rollingBackTo(JournalEntry good) {
        return of(good).as(Origin.Kind.ROLLBACK, "", "");
    }

    public Entries ofCommit(String commit) {
        RevisionRecord is = entry.revision();
        return with(
                entry.state(),
                entry.origin(),
                new RevisionRecord(
                        is.address(),
                        is.uri(),
                        is.bucket(),
                        is.key(),
                        is.version(),
                        is.eTag(),
                        is.digest(),
                        commit,
                        is.files(),
                        is.bytes(),
                        is.sentBytes()),
                entry.deploymentId(),
                entry.ended(),
                entry.restored(),
                entry.explanation());
    }

    public Entries running() {
        return with(RunState.RUNNING, entry.origin(), entry.revision(), entry.deploymentId(), Instant.EPOCH, "", "");
    }

    /** It waits for its turn. */
    public Entries waiting() {
        return with(RunState.RUNNING, entry.origin(), entry.revision(), "", Instant.EPOCH, "", "");
    }

    public Entries ended(RunState state, String explanation) {
        return with(
                state,
                entry.origin(),
                entry.revision(),
                entry.deploymentId(),
                entry.ended(),
                entry.restored(),
                explanation);
    }

    /** It failed before there was a deployment. */
    public Entries refused() {
        return with(RunState.FAILED, entry.origin(), entry.revision(), "", entry.ended(), "", "Refused.");
    }

    /** It failed, and CodeDeploy has brought back what another has deployed. */
    public Entries rolledBackTo(JournalEntry other) {
        return rolledBackTo(other.revision().uri() + "?eTag=" + other.revision().eTag());
    }

    public Entries rolledBackTo(String address) {
        return with(
                RunState.FAILED,
                entry.origin(),
                entry.revision(),
                entry.deploymentId(),
                entry.ended(),
                address,
                "Deployment " + entry.deploymentId() + " failed.");
    }

    private Entries with(
            RunState state,
            Origin origin,
            RevisionRecord revision,
            String deploymentId,
            Instant ended,
            String restored,
            String explanation) {
        entry = new JournalEntry(
                entry.token(),
                state,
                origin,
                entry.place(),
                revision,
                entry.began(),
                deploymentId,
                ended,
                restored.isEmpty() ? "" : "d-rollback",
                restored,
                explanation,
                Drift.NONE);
        return this;
    }

    public JournalEntry entry() {
        return entry;
    }
}
