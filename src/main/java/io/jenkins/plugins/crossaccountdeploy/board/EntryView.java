package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.page.Spans;
import io.jenkins.plugins.crossaccountdeploy.page.StateSymbol;
import java.time.Duration;
import java.time.Instant;

/** A deployment, as pages show it. */
public final class EntryView {

    private final JournalEntry entry;
    private final Instant now;
    private final boolean isLive;
    private final Viewer viewer;

    /**
     * @param now when the page is made
     * @param isLive whether this is what runs now
     */
    EntryView(JournalEntry entry, Instant now, boolean isLive, Viewer viewer) {
        this.entry = entry;
        this.now = now;
        this.isLive = isLive;
        this.viewer = viewer;
    }

    /** A moment, for people and for machines. */
    public record Moment(Instant time, Instant now) {

        public String iso() {
            return time.toString();
        }

        public String exact() {
            return Spans.exact(time);
        }

        public String ago() {
            return Spans.ago(time, now);
        }
    }

    public JournalEntry getEntry() {
        return entry;
    }

    public boolean isLive() {
        return isLive;
    }

    public boolean isRunning() {
        return !entry.state().isOver();
    }

    /** Such as {@code payments » shop #42}. */
    public String getBuild() {
        return viewer.nameOf(entry.origin().job()) + " #" + entry.origin().build();
    }

    /** The build's deployments, relative to Jenkins' own address; empty if that page is not there. */
    public String getLink() {
        return viewer.canOpen(entry) ? entry.origin().url() + "deployments/" : "";
    }

    public String getCommit() {
        return entry.revision().shortCommit();
    }

    public String getDigest() {
        return entry.revision().shortDigest();
    }

    /** What is deployed, in its fewest words: the object's name, if nothing else is known of it. */
    public String getRevisionName() {
        String key = entry.revision().key();
        return key.isEmpty() ? entry.revision().uri() : key.substring(key.lastIndexOf('/') + 1);
    }

    /** Who has started the build, or what. */
    public String getBy() {
        return entry.origin().user().isEmpty()
                ? entry.origin().cause()
                : Messages.EntryView_By(entry.origin().user());
    }

    public Moment getBegan() {
        return new Moment(entry.began(), now);
    }

    public Moment getEnded() {
        return new Moment(entry.ended(), now);
    }

    /** When it ended; when it began, if it goes on. */
    public Moment getWhen() {
        return isRunning() ? getBegan() : getEnded();
    }

    /** How long it took, or has taken so far. */
    public String getTook() {
        return Spans.of(Duration.between(entry.began(), isRunning() ? now : entry.ended()));
    }

    /** How far it is, or how it ended. */
    public String getStatus() {
        return switch (entry.state()) {
            case RUNNING ->
                entry.deploymentId().isEmpty() ? Messages.EntryView_Waiting() : Messages.EntryView_Deploying();
            case SUCCEEDED -> isLive ? Messages.EntryView_Live() : Messages.EntryView_Succeeded();
            case FAILED -> rolledBack(Messages.EntryView_Failed());
            case STOPPED -> rolledBack(Messages.EntryView_Stopped());
            case ABORTED -> rolledBack(Messages.EntryView_Aborted());
            case TIMED_OUT -> rolledBack(Messages.EntryView_TimedOut());
            case LOST -> Messages.EntryView_Lost();
            case STARTED -> Messages.EntryView_Started();
            case READY -> Messages.EntryView_Ready();
            case SUPERSEDED -> Messages.EntryView_Superseded();
            case CHECKED -> Messages.EntryView_Checked();
            case PUSHED -> Messages.EntryView_Pushed();
            case UNKNOWN -> Messages.EntryView_Unknown();
        };
    }

    private String rolledBack(String status) {
        return entry.restored().isEmpty() ? status : Messages.EntryView_RolledBack(status);
    }

    /** Such as {@code symbol-status-red}. */
    public String getIcon() {
        boolean isWaiting = isRunning() && entry.deploymentId().isEmpty();
        return "symbol-" + (isWaiting ? "hourglass" : StateSymbol.of(entry.state()));
    }

    /** What somebody had deployed from elsewhere before; empty if nobody had. */
    public String getDrift() {
        return entry.drift().isNone()
                ? ""
                : entry.drift()
                        .sentence(entry.place().application(), entry.place().deploymentGroup());
    }

    /** What the deployment is for, unless it is an ordinary one; may be empty. */
    public String getPurpose() {
        Origin origin = entry.origin();
        return switch (origin.kind()) {
            case DEPLOYMENT -> "";
            case ROLLBACK -> Messages.EntryView_Rollback();
            case PROMOTION ->
                origin.from().isEmpty()
                        ? Messages.EntryView_Promotion()
                        : Messages.EntryView_PromotedFrom(origin.from());
        };
    }
}
