package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.deployment.DeploymentFinder.Finding;
import io.jenkins.plugins.crossaccountdeploy.deployment.NewDeployment.Work;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Assuming;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Creating;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Registering;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.deployment.Step.NotSavedException;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.queue.DeploymentQueue;
import io.jenkins.plugins.crossaccountdeploy.queue.Ticket;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.codedeploy.model.CreateDeploymentRequest;
import software.amazon.awssdk.services.codedeploy.model.DeploymentLimitExceededException;
import software.amazon.awssdk.services.codedeploy.model.LastDeploymentInfo;

/**
 * Creates the deployment of a revision, exactly once: each run puts its token into the deployment's description, and looks
 * for it when it does not know whether the deployment was created.
 */
final class CreateStage {

    /**
     * So long after a look that found no deployment of the run, a second one makes sure: lists of AWS lag behind. AWS names
     * no bound; longer lags than this end in the group being busy with a deployment of the run, which is found so.
     */
    static final Duration LAG = Duration.ofSeconds(15);

    /** So long after AWS has named a deployment, it may not describe it yet. */
    private static final Duration NAMED_LAG = Duration.ofMinutes(1);

    private static final Pattern DEPLOYMENT_ID = Pattern.compile("\\bd-[A-Z0-9]{9,}\\b");

    private final DeploymentQueue queue;
    private final InstantSource clock;

    CreateStage(DeploymentQueue queue, InstantSource clock) {
        this.queue = queue;
        this.clock = clock;
    }

    Advance assume(Step step, Assuming assuming) throws Refusal, InterruptedException {
        step.tellSession();
        return step.to(new Registering(assuming.revision()));
    }

    Advance register(Step step, Registering registering) throws Refusal, InterruptedException {
        DeploymentRequest request = step.request();
        step.ask(
                step.attempts().register(),
                () -> step.codeDeploy()
                        .registerApplicationRevision(builder -> builder.applicationName(
                                        request.target().application())
                                .description(new NewDeployment(step).description())
                                .revision(registering.revision().location())
                                .overrideConfiguration(step.inProduction())));
        if (request.options().dryRun()) {
            step.tell(step.lines().note("dry run: everything is ready, nothing is deployed"));
            return step.to(new Done(Result.withoutDeployment(Outcome.CHECKED, List.of(registering.revision()), "")));
        }
        return step.to(Creating.of(registering.revision()));
    }

    Advance take(Step step, Creating creating) throws Refusal, Fault, NotSavedException, InterruptedException {
        if (creating.attempted() || step.deployment().resumed()) {
            return adopt(step, creating);
        }
        Optional<Ticket> newer = creating.queued() && step.request().options().whenBusy() == WhenBusy.NEWEST
                ? queue.newer(ticket(step.deployment()))
                : Optional.empty();
        if (newer.isPresent()) {
            return superseded(step, creating, newer.get());
        }
        return creating.behind().isEmpty() ? create(step, creating) : wait(step, creating);
    }

    private Advance create(Step step, Creating creating)
            throws Refusal, Fault, NotSavedException, InterruptedException {
        List<Ticket> before = queue.before(ticket(step.deployment()));
        if (!before.isEmpty()) {
            return standInLine(step, creating, before);
        }
        step.requireAllowed();
        Work work = new NewDeployment(step).asOfNow(creating.revision());
        if (work instanceof Work.Nothing) {
            return step.to(new Done(Result.withoutDeployment(Outcome.CHECKED, List.of(creating.revision()), "")));
        }
        if (work instanceof Work.SplitAlias split && step.deployment().may("GetDeploymentGroup")) {
            return awaitOneVersion(step, creating, split);
        }
        if (work instanceof Work.Deploy deploy && !deploy.revision().equals(creating.revision())) {
            return step.to(creating.deploying(deploy.revision()));
        }
        CreateDeploymentRequest request = new NewDeployment(step).of(creating.revision());
        step.save(creating.attempted(true));
        try {
            String id = step.ask(
                    step.attempts().create(),
                    () -> step.codeDeploy().createDeployment(request).deploymentId());
            if (id == null || id.isEmpty()) {
                // AWS has created it, and does not say which it is.
                return step.backTo(creating.attempted(true), Step.QUICK);
            }
            step.tell(step.lines().deploy(id, step.request().url(id)));
            return created(step, creating, id);
        } catch (Refusal refusal) {
            if (AwsErrors.certainlyRefused(refusal.failure())) {
                step.takeBack(creating);
            }
            if (refusal.failure() instanceof DeploymentLimitExceededException busy) {
                return queue(step, creating, busy);
            }
            throw refusal;
        }
    }

    private static Advance created(Step step, Creating creating, String id) {
        DeploymentRequest request = step.request();
        Revision revision = creating.revision();
        return request.options().waits() || creating.ending() instanceof Ending.Stopped
                ? step.to(Watching.of(revision, id).endingAs(creating.ending()), Step.QUICK)
                : step.to(new Done(Result.of(request, Outcome.STARTED, id, "Created", revision, "")));
    }

    // ---- CodeDeploy runs one deployment a group at a time

    private static Ticket ticket(Deployment deployment) {
        return Ticket.of(deployment.request(), deployment.token());
    }

    void makeRoom(Deployment deployment) {
        Stage stage = deployment.stage();
        boolean hasDeployed = stage instanceof Watching
                || stage instanceof Done done && !done.result().deploymentId().isEmpty();
        if (hasDeployed) {
            queue.deployed(ticket(deployment));
        } else if (!(stage instanceof Creating)) {
            queue.leave(ticket(deployment));
        }
    }

    /** Other runs of this Jenkins came first: AWS need not be asked. */
    private static Advance standInLine(Step step, Creating creating, List<Ticket> before) throws Fault {
        String first = before.get(0).words();
        if (step.request().options().whenBusy() == WhenBusy.FAIL) {
            throw busy(step, ": " + first + " is about to deploy to it");
        }
        if (!creating.queued()) {
            step.tell(step.lines()
                    .note("waits for its turn: "
                            + (before.size() == 1 ? "" : before.size() + " builds are before it, the first is ")
                            + first));
        }
        return step.to(creating.behind("", Instant.MAX, true), Step.SLOW);
    }

    private static Advance superseded(Step step, Creating creating, Ticket newer) {
        step.tell(step.lines().note("superseded by " + newer.words()));
        return step.to(new Done(Result.withoutDeployment(
                Outcome.SUPERSEDED,
                List.of(creating.revision()),
                "Nothing was deployed: while this build waited, a newer one took its place, " + newer.words()
                        + ", as whenBusy: 'newest' says.")));
    }

    private static Fault busy(Step step, String why) {
        return new Fault("The deployment group " + step.request().target().deploymentGroup() + " is busy" + why
                + ". Wait for it to end and build again, or say whenBusy: 'wait'.");
    }

    /**
     * Waits for the deployment that shifts the traffic of an alias. Where none does, one may have ended while this was found
     * out, and be rolled back next.
     */
    private Advance awaitOneVersion(Step step, Creating creating, Work.SplitAlias split)
            throws Refusal, Fault, InterruptedException {
        LastDeploymentInfo last = step.group().lastAttemptedDeployment();
        if (last != null && last.deploymentId() != null && !Watch.isOver(last)) {
            return standBehind(step, creating, last.deploymentId(), "");
        }
        boolean isAwaited = creating.behind().isEmpty() && !isUnset(creating.unseen());
        if (isAwaited && isOver(creating.unseen(), LAG)) {
            throw split.fault(step.request());
        }
        return step.to(creating.behind("", isAwaited ? creating.unseen() : clock.instant(), creating.queued()), LAG);
    }

    /** AWS has said that the group is busy. */
    private Advance queue(Step step, Creating creating, DeploymentLimitExceededException busy)
            throws Refusal, Fault, InterruptedException {
        Matcher id =
                DEPLOYMENT_ID.matcher(Optional.ofNullable(busy.getMessage()).orElse(""));
        return standBehind(step, creating, id.find() ? id.group() : "", Explanation.words(busy));
    }

    /**
     * The group is busy: with a deployment of this very run, if the answer to an attempt was lost.
     *
     * @param behind the deployment that it is busy with; empty if AWS does not say
     * @param words what AWS says then
     */
    private Advance standBehind(Step step, Creating creating, String behind, String words)
            throws Refusal, Fault, InterruptedException {
        boolean isKnown = behind.equals(creating.behind());
        if (!behind.isEmpty()) {
            Finding finding = new DeploymentFinder(step).in(behind);
            if (finding instanceof Finding.Found found) {
                return adopted(step, creating, found);
            }
            Instant unseen = isKnown ? creating.unseen() : Instant.MAX;
            if (finding instanceof Finding.Undescribed && !isOver(unseen, NAMED_LAG)) {
                return step.to(
                        creating.behind(
                                behind, isUnset(unseen) ? clock.instant() : unseen, isKnown && creating.queued()),
                        Step.SLOW);
            }
        }
        String where = behind.isEmpty() ? "" : step.request().url(behind);
        if (step.request().options().whenBusy() == WhenBusy.FAIL) {
            throw busy(
                    step,
                    behind.isEmpty()
                            ? ", or a quota of the account is used up (" + words + ")"
                            : " with " + behind + ", " + where);
        }
        if (!creating.queued() || !isKnown) {
            step.tell(step.lines()
                    .note("waits: " + (behind.isEmpty() ? words : behind + " of the same group runs  " + where)));
        }
        return step.to(creating.behind(behind, Instant.MAX, true), Step.SLOW);
    }

    /** Looks at the deployment that keeps the group busy. If that cannot be looked at, CreateDeployment says more. */
    private Advance wait(Step step, Creating creating) throws Refusal, Fault, NotSavedException, InterruptedException {
        Finding finding;
        try {
            finding = new DeploymentFinder(step).in(creating.behind());
        } finally {
            step.accounts().settleLook(1);
        }
        if (finding instanceof Finding.Found found) {
            return adopted(step, creating, found);
        }
        boolean isRunning = finding instanceof Finding.Foreign foreign
                ? !Watch.isOver(foreign.info())
                : finding instanceof Finding.Undescribed
                        && !isUnset(creating.unseen())
                        && !isOver(creating.unseen(), LAG);
        return isRunning ? step.again(Step.SLOW) : create(step, creating);
    }

    // ---- finding what may have been created

    private Advance adopt(Step step, Creating creating) throws Refusal, Fault, InterruptedException {
        Finding finding = new DeploymentFinder(step).find();
        if (finding instanceof Finding.Found found) {
            return adopted(step, creating, found);
        }
        Instant unseen = creating.unseen();
        if (isUnset(unseen)) {
            return step.backTo(creating.unseenSince(clock.instant()), LAG);
        }
        if (!isOver(unseen, LAG)) {
            return step.backTo(creating, LAG);
        }
        if (finding instanceof Finding.Undescribed && !isOver(unseen, Deployment.PATIENCE)) {
            return step.backTo(creating, Step.SLOW);
        }
        if (!(finding instanceof Finding.Absent)) {
            if (creating.attempted()) {
                throw unknown(step, finding);
            }
            step.without(
                    "what was saved before the restart says that no deployment was created",
                    "ListDeployments",
                    "BatchGetDeployments");
        }
        return creating.ending() instanceof Ending.Stopped stopped
                ? step.to(new Done(EarlyEnd.notDeployed(step.request(), stopped.why())))
                : step.certain(creating.attempted(false), creating.attempted());
    }

    private static Advance adopted(Step step, Creating creating, Finding.Found found) {
        String id = found.deploymentId();
        step.tell(step.lines().adopted(id, step.request().url(id)));
        return created(step, creating, id);
    }

    private static Fault unknown(Step step, Finding finding) {
        return new Fault(
                "Whether the deployment was created before the interruption is not known, and it is not created"
                        + " twice. Production account "
                        + step.request().environment().role().account() + ", role "
                        + step.request().environment().role().name()
                        + (finding instanceof Finding.Hidden
                                ? ": codedeploy:ListDeployments and codedeploy:BatchGetDeployments are not both allowed. Look at"
                                        + " the deployment group in the AWS console, and add to the policy of the role: "
                                        + step.attempts().find().statement().json() + "."
                                : ": AWS names a deployment of the group, and does not describe it. Look at the deployment group in"
                                        + " the AWS console."));
    }

    private static boolean isUnset(Instant since) {
        return since.equals(Instant.MAX);
    }

    private boolean isOver(Instant since, Duration time) {
        return !isUnset(since) && !clock.instant().isBefore(since.plus(time));
    }
}
