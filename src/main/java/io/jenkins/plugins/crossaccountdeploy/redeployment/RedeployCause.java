package io.jenkins.plugins.crossaccountdeploy.redeployment;

import hudson.model.Cause;
import hudson.model.TaskListener;
import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.redeployment.Redeployment.Kind;
import io.jenkins.plugins.crossaccountdeploy.request.Provenance;
import java.time.Instant;
import java.util.Locale;
import org.jvnet.localizer.LocaleProvider;
import org.jvnet.localizer.Localizable;

/** Somebody wants a revision back, in another environment, or deployed once more. Saved with the build that sees to it. */
public final class RedeployCause extends Cause {

    private static final int LONGEST_REASON = 500;

    private final String environment;
    private final String application;
    private final String deploymentGroup;
    private final String revision;

    /** The environment that it is promoted from; empty for a rollback. */
    private final String from;

    /** When it went live there, in milliseconds since 1970. */
    private final long since;

    /** Whether the same is deployed once more; what earlier versions have saved is not. */
    private final boolean again;

    private final String build;
    private final String user;
    private final String reason;

    /**
     * @param kind what for
     * @param to what it is to be deployed to
     * @param revision its address
     * @param from the environment that it is promoted from; empty for a rollback
     * @param since when it went live there
     * @param build that has deployed it, as people name it; may be empty
     * @param user who wants that, as people call him
     * @param reason why; may be empty
     */
    RedeployCause(
            Kind kind, Cell to, String revision, String from, Instant since, String build, String user, String reason) {
        again = kind.isAgain();
        environment = to.environment();
        application = to.application();
        deploymentGroup = to.deploymentGroup();
        this.revision = revision;
        this.from = from;
        this.since = since.toEpochMilli();
        this.build = build;
        this.user = user;
        this.reason = reason(reason);
    }

    /** A reason on one line, of a length that people read. */
    static String reason(String text) {
        String line = ConsoleText.line(text).trim();
        return line.substring(0, Math.min(line.length(), LONGEST_REASON));
    }

    @Override
    public String getShortDescription() {
        return description(LocaleProvider.getLocale());
    }

    /** In the log, which is in English. */
    @Override
    public void print(TaskListener listener) {
        listener.getLogger().println(description(Locale.ENGLISH));
    }

    private String description(Locale locale) {
        String what =
                build.isEmpty() ? Messages._RedeployCause_EarlierRevision().toString(locale) : build;
        Localizable description = again
                ? Messages._RedeployCause_Again(what, user)
                : from.isEmpty()
                        ? Messages._RedeployCause_RolledBack(what, user)
                        : Messages._RedeployCause_Promoted(what, from, user);
        return description.toString(locale) + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** Whether it is the reason for a deployment of that revision to that group; a build may make others, too. */
    boolean isFor(Cell target, String address) {
        return target.equals(new Cell(environment, application, deploymentGroup)) && address.equals(revision);
    }

    /** What it adds to what is known of the revision. */
    Provenance add(Provenance known) {
        if (again) {
            return known.because(reason);
        }
        return from.isEmpty()
                ? known.wantedBack(reason)
                : known.liveIn(from, Instant.ofEpochMilli(since)).because(reason);
    }
}
