package io.jenkins.plugins.crossaccountdeploy.redeployment;

import hudson.model.Item;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.EnvironmentRules;
import io.jenkins.plugins.crossaccountdeploy.configuration.JobAccess;
import io.jenkins.plugins.crossaccountdeploy.configuration.RedeployJob;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.LiveRevision;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.redeployment.Redeployment.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * What the current user may roll back, promote and look at. Made for one page: what it has found out once, it does not look up
 * again.
 */
public final class RedeployOffers {

    private final Journal journal;
    private final Map<Cell, Optional<LiveRevision>> live = new HashMap<>();
    private final Map<String, Optional<RedeployJob>> redeployJobs = new HashMap<>();
    private final Map<String, Boolean> readable = new HashMap<>();
    private final Map<String, Boolean> buildable = new HashMap<>();
    private List<Cell> cells = List.of();

    public RedeployOffers(Journal journal) {
        this.journal = journal;
    }

    /** What goes back to an entry of the journal; nothing if it is live, or the user may not. */
    public List<RedeployView> rollback(JournalEntry entry) {
        return find(entry.cell(), entry.token(), entry.cell(), Kind.ROLLBACK)
                .filter(rollback -> !rollback.isVain())
                .map(rollback -> List.of(new RedeployView(rollback, Instant.now())))
                .orElse(List.of());
    }

    /** What deploys the revision of an entry of the journal once more, once its deployment has ended. */
    public List<RedeployView> again(JournalEntry entry, boolean hasFailedInApplicationStop) {
        return Stream.of(Kind.AGAIN, Kind.AGAIN_IGNORING_APPLICATION_STOP)
                .filter(kind -> kind == Kind.AGAIN || hasFailedInApplicationStop)
                .flatMap(kind -> find(entry.cell(), entry.token(), entry.cell(), kind).stream())
                .map(again -> new RedeployView(again, Instant.now()))
                .toList();
    }

    /** What takes that which is live in a group to other environments; nothing for those where it is live already. */
    public List<RedeployView> promotions(Cell cell) {
        List<RedeployView> promotions = new ArrayList<>();
        for (DeploymentEnvironment environment :
                CrossAccountDeployConfiguration.get().getEnvironments()) {
            if (!environment.getName().equals(cell.environment())
                    && redeployJob(environment.getName()).isPresent()
                    && readableLive(cell).isPresent()) {
                counterparts(cell, environment).stream()
                        .flatMap(to -> find(cell, "", to, Kind.PROMOTION).stream())
                        .filter(promotion -> !promotion.isVain())
                        .forEach(promotion -> promotions.add(new RedeployView(promotion, Instant.now())));
            }
        }
        return promotions;
    }

    /**
     * Whether the user may have AWS asked what a group runs: who may build a job that has deployed to it (Item/Build), and
     * administrators. A build makes the same calls by the same role, so that nobody can have AWS asked who could not do so
     * anyway; to read a job is not enough for that.
     */
    public boolean mayLook(Cell cell) {
        boolean isConfigured = CrossAccountDeployConfiguration.get()
                .environment(cell.environment())
                .isPresent();
        return isConfigured
                && (Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                        || journal.entries(cell).stream()
                                .map(entry -> entry.origin().job())
                                .anyMatch(job -> buildable.computeIfAbsent(job, RedeployOffers::mayBuild)));
    }

    private static boolean mayBuild(String job) {
        return JobAccess.find(job)
                .filter(item -> item.hasPermission(Item.BUILD))
                .isPresent();
    }

    /** Where a group's revision may go: to the group of the same name, or to any if there is none. */
    private List<Cell> counterparts(Cell from, DeploymentEnvironment environment) {
        List<Cell> all = groups(environment, from.application()).toList();
        List<Cell> same = all.stream()
                .filter(to -> to.deploymentGroup().equals(from.deploymentGroup()))
                .toList();
        return same.isEmpty() ? all : same;
    }

    /**
     * The groups of an environment that an application was deployed to, as far as the user may read that and jobs may deploy
     * there, and the one that the environment names.
     */
    private Stream<Cell> groups(DeploymentEnvironment environment, String application) {
        if (cells.isEmpty()) {
            cells = journal.cells();
        }
        Stream<Cell> used = cells.stream()
                .filter(cell -> cell.environment().equals(environment.getName()))
                .filter(cell -> cell.application().equals(application))
                .filter(cell -> EnvironmentRules.allows(environment.getDeploymentGroups(), cell.deploymentGroup()))
                .filter(cell -> journal.entries(cell).stream()
                        .map(entry -> entry.origin().job())
                        .anyMatch(this::isReadable));
        Stream<Cell> named = environment.getApplication().equals(application)
                        && !environment.getDeploymentGroup().isEmpty()
                ? Stream.of(new Cell(environment.getName(), application, environment.getDeploymentGroup()))
                : Stream.empty();
        return Stream.concat(used, named).distinct();
    }

    /**
     * Finds what was deployed.
     *
     * @param token of the deployment in the journal; empty for what is live
     * @return empty if there is no such thing, the user may not read it, or there is no job that he may have it deployed by
     */
    Optional<Redeployment> find(Cell from, String token, Cell to, Kind kind) {
        Optional<RedeployJob> job = redeployJob(to.environment())
                .filter(found -> kind != Kind.AGAIN_IGNORING_APPLICATION_STOP || found.mayIgnoreApplicationStop());
        if (job.isEmpty() || from.equals(to) != (kind != Kind.PROMOTION)) {
            return Optional.empty();
        }
        return (token.isEmpty() ? readableLive(from) : deployed(from, token, kind))
                .filter(revision -> !revision.revision().address().isEmpty())
                .map(revision -> new Redeployment(from, token, revision, to, readableLive(to), job.get(), kind));
    }

    private Optional<RedeployJob> redeployJob(String environment) {
        return redeployJobs.computeIfAbsent(
                environment,
                name -> CrossAccountDeployConfiguration.get()
                        .environment(name)
                        .flatMap(configured -> RedeployJob.find(configured.getRedeployJob()))
                        .filter(RedeployJob::mayBuild));
    }

    private Optional<LiveRevision> deployed(Cell cell, String token, Kind kind) {
        return journal.entries(cell).stream()
                .filter(entry -> entry.token().equals(token))
                .filter(entry -> entry.state() == RunState.SUCCEEDED || kind.isAgain() && hasEnded(entry))
                .findFirst()
                .map(entry -> new LiveRevision(entry.revision(), entry.ended(), entry, Optional.of(entry)))
                .filter(this::isReadable);
    }

    private static boolean hasEnded(JournalEntry entry) {
        return switch (entry.state()) {
            case SUCCEEDED, FAILED, STOPPED, ABORTED, TIMED_OUT ->
                !entry.deploymentId().isEmpty();
            case RUNNING, LOST, STARTED, READY, SUPERSEDED, CHECKED, PUSHED, UNKNOWN -> false;
        };
    }

    private Optional<LiveRevision> readableLive(Cell cell) {
        return live.computeIfAbsent(cell, group -> journal.liveRevision(group).filter(this::isReadable));
    }

    private boolean isReadable(LiveRevision revision) {
        return Stream.concat(Stream.of(revision.entry()), revision.source().stream())
                .allMatch(entry -> isReadable(entry.origin().job()));
    }

    private boolean isReadable(String job) {
        return readable.computeIfAbsent(job, JobAccess::mayRead);
    }
}
