package io.jenkins.plugins.crossaccountdeploy.watch;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts.Session;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;
import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.Provenance;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/**
 * The one place that formats what the console says: plain text that reads well without colour, one line an event. Each line is
 * one, whatever is in the names and messages that AWS and scripts give.
 */
public final class Lines {

    /** The last lines of a script's output are what explains its failure. */
    private static final int LONGEST_LOG = 20;

    private static final String INDENT = "       ";
    private static final String LOG_INDENT = INDENT + INDENT + "| ";

    private final String prefix;

    /**
     * @param environment its name stands in front of each line
     */
    public Lines(String environment) {
        prefix = "[" + environment + "] ";
    }

    public String target(DeploymentRequest request) {
        return summary(request.target().application() + " / "
                + request.target().deploymentGroup() + ", "
                + request.environment().region() + ", account "
                + request.environment().role().account());
    }

    /** Where a run uploads to that deploys nothing. */
    public String push(DeploymentRequest request) {
        return summary("push to s3://" + request.store().bucket() + ", "
                + request.environment().region());
    }

    /** The end of a run that deploys nothing, with what deploys the very bytes later. */
    public String pushed(Revision revision) {
        return summary("PUSHED, not deployed: "
                + (revision instanceof AppSpecRevision
                        ? "the AppSpec by itself is the revision " + revision.uri()
                                + ", and nothing is uploaded. Deploy it with the revision of this result"
                        : "deploy it with revision: '" + revision.address() + "'"));
    }

    /** What can be read on its way; nothing for endpoints that are as they should be. */
    public List<String> unprotected(DeploymentRequest request) {
        List<String> urls = request.environment().endpoints().unprotected();
        return urls.isEmpty()
                ? List.of()
                : List.of(note(String.join(" and ", urls) + " is plain HTTP: whoever is on the way can read bundles and"
                        + " temporary credentials"));
    }

    /** @param archive that is sent as it is; empty if one was made */
    public List<String> bundled(Bundle bundle, String archive, Revision revision) {
        Contents contents = bundle.contents();
        String content = (archive.isEmpty() ? "" : archive + "  ") + Units.count(contents.files(), "file") + ", "
                + Units.bytes(contents.bytes());
        String digest = ", sha256 " + contents.digest().substring(0, 12) + ", ";
        List<String> lines = new ArrayList<>();
        if (bundle.parts().isEmpty()) {
            lines.add(topic("bundle", content + digest + Units.seconds(bundle.hashing())));
            lines.add(topic("upload", address(revision) + "  unchanged, not sent again"));
        } else {
            lines.add(topic(
                    "bundle",
                    content + " -> " + Units.bytes(bundle.archiveBytes()) + digest
                            + Units.seconds(bundle.hashing().plus(bundle.sending()))));
            lines.add(topic(
                    "upload",
                    address(revision) + "  " + Units.bytes(bundle.archiveBytes()) + ", "
                            + Units.seconds(bundle.sending())));
        }
        if (contents.leftOut() > 0) {
            lines.add(topic("bundle", Units.count(contents.leftOut(), "file") + " left out"));
        }
        return lines;
    }

    /** Without the version, which few read and which the build's variables have. */
    private static String address(Revision revision) {
        return revision.uri().replaceFirst("\\?.*", "");
    }

    public String progress(Progress progress) {
        long percent = progress.total() == 0 ? 100 : progress.read() * 100 / progress.total();
        return topic(
                "upload",
                percent + "% of " + Units.bytes(progress.total()) + " read, " + Units.bytes(progress.sent()) + " sent");
    }

    /** What is deployed without being bundled, and where it is live. */
    public String existing(DeploymentRequest.Existing existing) {
        Provenance provenance = existing.provenance();
        String uri = existing.revision().uri();
        return topic(
                "bundle",
                provenance.environment().isEmpty()
                        ? uri
                        : "what is live in " + provenance.environment() + " since "
                                + provenance.since().truncatedTo(ChronoUnit.SECONDS) + ": " + uri);
    }

    public String role(Session session) {
        return topic(
                "role",
                session.principal().shortName() + " until "
                        + session.expires()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString()
                                .substring(11));
    }

    /** What a session is beyond, or less than, what was asked for; mostly nothing. */
    public List<String> concessions(Session session, DeploymentRequest request) {
        List<String> notes = new ArrayList<>();
        String role = "role " + request.environment().role().name();
        if (session.isShortened()) {
            notes.add(
                    note(
                            role + " allows no sessions of "
                                    + request.environment().sessionDuration().toSeconds()
                                    + " s: they last an hour, and are renewed. Raise its MaxSessionDuration, or say durationSeconds: 3600"));
        }
        if (!session.widenedTo().isEmpty()) {
            notes.add(
                    note("a session policy for this deployment alone does not fit into the space that STS allows: it is"
                            + " widened to " + session.widenedTo()));
        }
        return notes;
    }

    /**
     * The task definition that is deployed.
     *
     * @param how it came to be
     */
    public String taskDefinition(String arn, String how) {
        return topic("task", arn.substring(arn.lastIndexOf('/') + 1) + " " + how + "  " + arn);
    }

    /** The version of a Lambda function that is deployed, and the one that the alias points to. */
    public String version(String function, String published, String alias, String current) {
        return topic("lambda", function + " " + published + " published, " + alias + " points to " + current);
    }

    public String deploy(String deploymentId, String url) {
        return topic("deploy", deploymentId + "  " + url);
    }

    /** A deployment that was begun before. */
    public String takenUp(DeploymentInfo info, String url) {
        String by = Objects.toString(info.creatorAsString(), "");
        return topic(
                "deploy",
                info.deploymentId() + ", begun "
                        + info.createTime().truncatedTo(ChronoUnit.SECONDS)
                        + (by.isEmpty() || by.equals("user") ? "" : " by " + by) + ": "
                        + (info.revision() == null ? "" : Revision.words(info.revision()) + ", ")
                        + info.statusAsString() + "  " + url);
    }

    public String adopted(String deploymentId, String url) {
        return topic("deploy", deploymentId + ", created before the interruption  " + url);
    }

    /** Which deployment groups are left alone after one that has not ended well; nothing if it was the last. */
    public Optional<String> notBegun(List<String> deploymentGroups) {
        return deploymentGroups.isEmpty()
                ? Optional.empty()
                : Optional.of(note("not begun: " + String.join(", ", deploymentGroups)));
    }

    /** What a check says. */
    public List<String> check(List<String> texts) {
        return texts.stream().map(text -> topic("check", text)).toList();
    }

    /** Something that is worth knowing, and does not stop the run. */
    public String note(String text) {
        return topic("note", text);
    }

    public List<String> event(Instant created, Target.Event event, int width) {
        List<String> lines = new ArrayList<>();
        String start = pad(event.target(), width) + "  " + pad(event.name(), 16) + "  "
                + pad(event.status().toString(), 9) + "  ";
        if (event.hasFailed()) {
            lines.add(happening(created, event.at(), start + event.failure()));
            event.diagnostics()
                    .map(Diagnostics::message)
                    .filter(text -> !text.equals(event.failure()))
                    .ifPresent(text -> lines.addAll(log(text)));
            event.diagnostics().map(Diagnostics::logTail).ifPresent(text -> lines.addAll(log(text)));
        } else {
            lines.add(happening(created, event.at(), start + Units.seconds(event.took())));
        }
        return lines;
    }

    private static List<String> log(String text) {
        List<String> lines = ConsoleText.log(text);
        int skipped = Math.max(0, lines.size() - LONGEST_LOG);
        List<String> indented = new ArrayList<>();
        if (skipped > 0) {
            indented.add(LOG_INDENT + "(" + Units.count(skipped, "line") + " more)");
        }
        lines.stream().skip(skipped).map(LOG_INDENT::concat).forEach(indented::add);
        return indented;
    }

    /** How much of the traffic has gone over. */
    public String traffic(Instant created, Instant now, Target target, int width) {
        return happening(
                created,
                now,
                pad(target.name(), width) + "  " + target.traffic().percent() + "% of the traffic goes to "
                        + target.traffic().to());
    }

    /** A rollback has ended well: the targets have the earlier revision again. */
    public String rolledBack(String deploymentId, RevisionLocation revision) {
        return summary("Rolled back by " + deploymentId
                + (revision == null ? "" : " to revision " + Revision.words(revision)));
    }

    public String happening(Instant created, Instant now, String text) {
        return summary(offset(created, now) + "  " + text);
    }

    public String summary(String text) {
        return ConsoleText.line(prefix + text);
    }

    public String continued(String text) {
        return ConsoleText.line(INDENT + text);
    }

    private String topic(String topic, String text) {
        return summary(pad(topic, 6) + "  " + text);
    }

    private static String offset(Instant from, Instant to) {
        long seconds = Math.max(0, Duration.between(from, to).toSeconds());
        return seconds < 3600
                ? String.format(Locale.ROOT, "+%02d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "+%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
