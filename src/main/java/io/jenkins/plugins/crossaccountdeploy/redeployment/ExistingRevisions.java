package io.jenkins.plugins.crossaccountdeploy.redeployment;

import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.JobAccess;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.LiveRevision;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.RevisionRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Existing;
import io.jenkins.plugins.crossaccountdeploy.request.Provenance;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jvnet.localizer.Localizable;

/**
 * The revisions that a job can name instead of bundling its workspace: by their address, or as what is live in an environment,
 * {@code environment:staging} or {@code environment:staging/Application/Group}. What the job may not read is as if it were not
 * there.
 */
public final class ExistingRevisions {

    /** What is wrong with a text that is not {@link #isWellFormed}. */
    public static final Localizable MALFORMED = Messages._ExistingRevisions_Malformed();

    private static final Pattern LIVE = Pattern.compile("environment:([A-Za-z0-9][A-Za-z0-9_.-]*)(?:/(.+))?");

    private static final int ENOUGH_TO_RECOGNISE = 200;

    private final Journal journal;
    private final Predicate<String> isEnvironment;
    private final Predicate<String> mayRead;
    private final Optional<RedeployCause> cause;
    private final Supplier<List<RunRecord>> records;

    /**
     * @param journal of what was deployed
     * @param isEnvironment whether an environment of that name is configured
     * @param mayRead whether the deployments of a job, by its full name, may be read by whoever asks
     * @param cause of the build that asks, if somebody wants it to roll back or to promote
     * @param records of the build that asks: what it has pushed is in no journal
     */
    public ExistingRevisions(
            Journal journal,
            Predicate<String> isEnvironment,
            Predicate<String> mayRead,
            Optional<RedeployCause> cause,
            Supplier<List<RunRecord>> records) {
        this.journal = journal;
        this.isEnvironment = isEnvironment;
        this.mayRead = mayRead;
        this.cause = cause;
        this.records = records;
    }

    /** Those of this Jenkins that a build may deploy, for the user that it runs as, who is the current user. */
    public static ExistingRevisions of(Journal journal, Run<?, ?> build) {
        return new ExistingRevisions(
                journal,
                name -> CrossAccountDeployConfiguration.get().environment(name).isPresent(),
                JobAccess::mayRead,
                Optional.ofNullable(build.getCause(RedeployCause.class)),
                () -> DeploymentHistory.get().records(build));
    }

    /** Whether a text names a revision in one of the two ways. */
    public static boolean isWellFormed(String text) {
        return LIVE.matcher(text.trim()).matches() || Revision.parse(text).isPresent();
    }

    /**
     * Finds a revision, and what is known of it.
     *
     * @param text how the job names it
     * @param target where it is to be deployed
     * @throws Fault if there is no such revision, or more than one; in words that go on with a semicolon
     */
    public Existing find(String text, Cell target) throws Fault {
        Matcher live = LIVE.matcher(text);
        if (live.matches()) {
            return live(text, live.group(1), Optional.ofNullable(live.group(2)), target);
        }
        Revision revision = Revision.parse(text)
                .orElseThrow(() ->
                        new Fault("revision '" + text.substring(0, Math.min(text.length(), ENOUGH_TO_RECOGNISE)) + "': "
                                + MALFORMED.toString(Locale.ENGLISH)));
        Provenance known = pushed(revision).or(() -> deployed(revision, target)).orElse(Provenance.UNKNOWN);
        return new Existing(
                revision,
                cause.filter(wanted -> wanted.isFor(target, text))
                        .map(wanted -> wanted.add(known))
                        .orElse(known));
    }

    private Optional<Provenance> pushed(Revision revision) {
        return records.get().stream()
                .filter(record -> record.state() == RunState.PUSHED)
                .filter(record -> LiveRevision.isOf(record.revision(), revision.address()))
                .findFirst()
                .map(record -> known(record.revision(), record.origin()));
    }

    private Optional<Provenance> deployed(Revision revision, Cell target) {
        return journal.deployed(revision.address(), target).stream()
                .filter(this::isReadable)
                .findFirst()
                .map(entry -> known(entry.revision(), entry.origin()));
    }

    private static Provenance known(RevisionRecord revision, Origin origin) {
        return Provenance.UNKNOWN.of(revision.commit(), origin.committed(), revision.files(), revision.bytes());
    }

    private boolean isReadable(JournalEntry entry) {
        return mayRead.test(entry.origin().job());
    }

    // ---- what is live

    /** A deployment group that has a history. */
    private record Candidate(Cell cell, Optional<LiveRevision> live) {

        String group() {
            return cell.application() + "/" + cell.deploymentGroup();
        }

        String reference() {
            return "environment:" + cell.environment() + "/" + group();
        }
    }

    private Existing live(String text, String environment, Optional<String> group, Cell target) throws Fault {
        String subject = "revision '" + text + "': ";
        if (!isEnvironment.test(environment)) {
            throw new Fault(subject + "there is no environment '" + environment + "'");
        }
        List<Candidate> readable = readable(environment);
        List<Candidate> wanted = group.isPresent()
                ? readable.stream()
                        .filter(candidate -> candidate.group().equals(group.get()))
                        .toList()
                : like(readable, target);
        if (wanted.isEmpty()) {
            throw new Fault(subject + "there is nothing of "
                    + group.orElse("the application " + target.application()) + " in " + environment
                    + " that was deployed from here and that this build may read" + choices(readable));
        }
        if (wanted.size() > 1) {
            throw new Fault(subject + "there are several deployment groups of the application " + target.application()
                    + " in " + environment + ", and none of them is " + target.deploymentGroup() + choices(wanted));
        }
        Candidate found = wanted.get(0);
        return existing(
                found.cell(),
                found.live()
                        .orElseThrow(() -> new Fault(subject + "no deployment to " + found.group() + " in "
                                + environment + " has succeeded yet, so that nothing is live there")));
    }

    /** The groups of an environment whose state may be read. */
    private List<Candidate> readable(String environment) {
        return journal.cells().stream()
                .filter(cell -> cell.environment().equals(environment))
                .map(cell -> new Candidate(cell, journal.liveRevision(cell)))
                .filter(candidate -> candidate
                        .live()
                        .map(live -> isReadable(live.entry()))
                        .orElseGet(
                                () -> journal.entries(candidate.cell()).stream().anyMatch(this::isReadable)))
                .toList();
    }

    /** Those of the same application; of several, that of the same group. */
    private static List<Candidate> like(List<Candidate> candidates, Cell target) {
        List<Candidate> same = candidates.stream()
                .filter(candidate -> candidate.cell().application().equals(target.application()))
                .toList();
        Optional<Candidate> exact = same.stream()
                .filter(candidate -> candidate.cell().deploymentGroup().equals(target.deploymentGroup()))
                .findFirst();
        return exact.map(List::of).orElse(same);
    }

    private static String choices(List<Candidate> candidates) {
        return candidates.isEmpty()
                ? ""
                : ". Name one: " + candidates.stream().map(Candidate::reference).collect(Collectors.joining(", "));
    }

    private static Existing existing(Cell cell, LiveRevision live) throws Fault {
        Revision revision = Revision.parse(live.revision().address())
                .orElseThrow(() -> new Fault("What is live in " + cell.environment() + " has no address"));
        JournalEntry by = live.entry();
        boolean isRestored = !by.revision().equals(live.revision());
        return new Existing(
                revision,
                Provenance.UNKNOWN
                        .liveIn(cell.environment(), live.since())
                        .of(
                                live.revision().commit(),
                                isRestored
                                        ? Provenance.UNKNOWN.committed()
                                        : by.origin().committed(),
                                live.revision().files(),
                                live.revision().bytes()));
    }
}
