package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment.FailureStreak;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Abandoning;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Assuming;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Bundling;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Checking;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Creating;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Preparing;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.ReadingAppSpec;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Registering;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.TakingUp;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.deployment.Step.NotSavedException;
import io.jenkins.plugins.crossaccountdeploy.drift.KnownDeployments;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import io.jenkins.plugins.crossaccountdeploy.preflight.BackgroundChecks;
import io.jenkins.plugins.crossaccountdeploy.queue.DeploymentQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentDoesNotExistException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/**
 * Takes one run from a stage to the next. It keeps nothing that matters: a new engine takes up any saved run.
 *
 * <p>Failures that pass are ridden out by looking again later, without holding a thread; a failure that somebody has to
 * mend ends the run with one line that says what, where and what to do.
 */
public final class Engine {

    private static final Logger LOGGER = Logger.getLogger(Engine.class.getName());

    private final Accounts accounts;
    private final InstantSource clock;
    private final BundleStage send;
    private final CheckStage check;
    private final PrepareStage prepare;
    private final CreateStage create;
    private final WatchStage follow;
    private final TakeUpStage takeUp = new TakeUpStage();

    /** When this run asks next, if it has to wait for that. */
    private Optional<Instant> turn = Optional.empty();

    /**
     * @param accounts of the run's environment
     * @param workspace of the run; may be unable to bundle anything if the request names an existing revision
     * @param checks go on beside the run
     * @param known deployments to the group
     * @param queue of the runs that deploy to it
     */
    public Engine(
            Accounts accounts,
            Workspace workspace,
            BackgroundChecks checks,
            KnownDeployments known,
            DeploymentQueue queue,
            InstantSource clock) {
        this.accounts = accounts;
        this.clock = clock;
        send = new BundleStage(workspace, checks, clock);
        check = new CheckStage(checks, known);
        prepare = new PrepareStage(workspace, clock);
        create = new CreateStage(queue, clock);
        follow = new WatchStage(clock);
    }

    /**
     * Takes the next step. Talks to AWS and, while bundling, to the agent; may therefore take a while.
     *
     * @throws InterruptedException if the thread is interrupted; the run stays as it was last saved
     */
    Advance advance(Deployment deployment, Step.Output output) throws InterruptedException {
        Step step = new Step(deployment, output, accounts);
        if (deployment.isOutOfTime(clock.instant())) {
            return timeOut(step);
        }
        Duration wait = untilTurn(deployment.stage());
        if (!wait.isZero()) {
            return new Advance(deployment, List.of(), wait);
        }
        try {
            return relieved(take(step), step);
        } catch (Refusal refusal) {
            return onRefusal(refusal, step);
        } catch (Workspace.AwayException away) {
            return onAway(away, step);
        } catch (NotSavedException unsaved) {
            return onUnsaved(unsaved, step);
        } catch (Fault fault) {
            return end(step, fault);
        } catch (RuntimeException unexpected) {
            return onUnexpected(unexpected, step);
        }
    }

    /** How long the run may go on at most; empty if it may as long as it needs. */
    Optional<Duration> timeLeft(Deployment deployment) {
        return deployment.deadline().map(end -> Duration.between(clock.instant(), end));
    }

    /** A run that has deployed, or does not any more, makes room for the next one. */
    void makeRoom(Deployment deployment) {
        create.makeRoom(deployment);
    }

    /** Lets a deployment go on that waits for somebody to say so. A refusal is told, and the run goes on as before. */
    Advance proceed(Deployment deployment, DeploymentWaitType wait, String who, Step.Output output)
            throws InterruptedException {
        Step step = new Step(deployment, output, accounts);
        return deployment.stage() instanceof Watching watching
                ? follow.proceed(step, watching.deploymentId(), wait, who)
                : step.again(Step.AT_ONCE);
    }

    private Advance take(Step step)
            throws Refusal, Fault, Workspace.AwayException, NotSavedException, InterruptedException {
        Stage stage = step.deployment().stage();
        if (stage instanceof Checking) {
            return step.request().options().action().isOnRunning() ? takeUp.begin(step) : check.take(step);
        } else if (stage instanceof TakingUp takingUp) {
            return takeUp.take(step, takingUp);
        } else if (stage instanceof ReadingAppSpec reading) {
            return prepare.read(step, reading);
        } else if (stage instanceof Preparing preparing) {
            return prepare.take(step, preparing);
        } else if (stage instanceof Bundling bundling) {
            return send.take(step, bundling);
        } else if (stage instanceof Abandoning abandoning) {
            return send.abandon(step, abandoning);
        } else if (stage instanceof Assuming assuming) {
            return create.assume(step, assuming);
        } else if (stage instanceof Registering registering) {
            return create.register(step, registering);
        } else if (stage instanceof Creating creating) {
            return create.take(step, creating);
        } else if (stage instanceof Watching watching) {
            return follow.take(step, watching);
        } else if (stage instanceof Done) {
            return step.to(stage);
        }
        throw new IllegalStateException("no part of the engine takes " + stage.getClass());
    }

    /** How long to wait until it is this run's turn, of all that ask the account about their deployments again and again. */
    private Duration untilTurn(Stage stage) {
        boolean asksAgain = stage instanceof Watching watching && !isToStop(watching)
                || stage instanceof Creating creating
                        && !creating.attempted()
                        && !creating.behind().isEmpty();
        if (!asksAgain) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        Instant booked = turn.isPresent() ? turn.get() : now.plus(accounts.bookLook());
        turn = booked.isAfter(now) ? Optional.of(booked) : Optional.empty();
        return turn.isPresent() ? Duration.between(now, booked) : Duration.ZERO;
    }

    private static boolean isToStop(Watching watching) {
        return watching.ending() instanceof Ending.Stopped stopped && !stopped.told();
    }

    private static Advance timeOut(Step step) {
        Interruption why = new Interruption(
                Outcome.TIMED_OUT,
                "after " + Units.seconds(step.request().options().timeout()));
        return new Advance(
                EarlyEnd.of(step.deployment(), why), List.of(step.lines().note("the time is up")), Step.AT_ONCE);
    }

    private Advance onRefusal(Refusal refusal, Step step) {
        boolean isOfProduction = refusal.attempt().side() == Attempt.Side.PRODUCTION;
        if (AwsErrors.isThrottled(refusal.failure()) && isOfProduction) {
            accounts.throttled();
        }
        Instant now = clock.instant();
        FailureStreak before = step.saved().failureStreak();
        FailureStreak failureStreak = refusal.isPartial() ? before.anew(now) : before.again(now);
        boolean isRenewable = AwsErrors.isExpired(refusal.failure()) && isOfSession(refusal.attempt());
        if (isRenewable) {
            accounts.renew();
        }
        boolean passes = isRenewable
                || AwsErrors.passes(refusal.failure())
                || isRiddenOut(refusal, step.saved().stage());
        if (!passes || failureStreak.isTooLong(now)) {
            return end(step, step.explanation().fault(refusal.failure(), refusal.attempt(), accounts.knownCaller()));
        }
        return later(
                step,
                failureStreak,
                refusal.attempt().action() + " does not get through (" + Explanation.words(refusal.failure())
                        + "); keeps trying for " + Deployment.PATIENCE.toMinutes() + " minutes",
                isRenewable && failureStreak.failures() <= 2 ? Step.AT_ONCE : failureStreak.pause());
    }

    /** Whether a session asks that the run has assumed itself, and can assume again. */
    private boolean isOfSession(Attempt attempt) {
        return switch (attempt.side()) {
            case SOURCE -> false;
            case DEVELOPMENT -> !accounts.environment().sourceRoleArn().isEmpty();
            case PRODUCTION -> true;
        };
    }

    /**
     * Somebody may mend it while the deployment goes on: credentials that were replaced, a policy that was changed. AWS may
     * also not know yet what it has just created.
     */
    private static boolean isRiddenOut(Refusal refusal, Stage stage) {
        boolean isAnswered = refusal.failure() instanceof AwsServiceException;
        if (stage instanceof Creating creating) {
            return creating.attempted() && !isAnswered;
        }
        return stage instanceof Watching watching
                && (!isAnswered
                        || refusal.failure() instanceof DeploymentDoesNotExistException
                        || !isToStop(watching) && !watching.progress().status().isEmpty());
    }

    /** What no other case covers: an answer that this version does not understand, credentials that are none. */
    private Advance onUnexpected(RuntimeException unexpected, Step step) {
        Instant now = clock.instant();
        Stage stage = step.saved().stage();
        FailureStreak failureStreak = step.saved().failureStreak().again(now);
        if (failureStreak.failures() == 1) {
            LOGGER.log(Level.WARNING, unexpected, () -> "Unexpected while " + stage.doing());
        }
        String why = unexpected.getClass().getSimpleName()
                + Optional.ofNullable(unexpected.getMessage())
                        .flatMap(message -> message.lines().findFirst())
                        .map(message -> ": " + message)
                        .orElse("");
        boolean isRiddenOut = stage instanceof Creating || stage instanceof Watching;
        return !isRiddenOut || failureStreak.isTooLong(now)
                ? end(
                        step,
                        new Fault("Unexpected while " + stage.doing() + " (" + why
                                + "). See the system log of Jenkins, and report it as a bug."))
                : later(
                        step,
                        failureStreak,
                        "unexpected while " + stage.doing() + " (" + why + "); keeps trying for "
                                + Deployment.PATIENCE.toMinutes() + " minutes"
                                + (stage instanceof Watching watching
                                        ? ", and the deployment goes on  "
                                                + step.request().url(watching.deploymentId())
                                        : ""),
                        failureStreak.pause());
    }

    /** An agent that comes back has the workspace still: it is waited for as long as AWS is. */
    private Advance onAway(Workspace.AwayException away, Step step) {
        return patiently(
                step,
                new Fault(away.getMessage() + ". Check that the agent is online and build again."),
                away.getMessage() + "; waits " + Deployment.PATIENCE.toMinutes() + " minutes for it to come back");
    }

    /** A restart would create a second deployment. */
    private Advance onUnsaved(NotSavedException unsaved, Step step) {
        String why = "how far this run is cannot be saved (" + unsaved.getMessage() + ")";
        return patiently(
                step,
                new Fault("No deployment is created, since " + why + " and a restart of Jenkins could create it"
                        + " twice. Look at the disk of the controller's JENKINS_HOME and build again."),
                "creates no deployment yet, since " + why + "; keeps trying for " + Deployment.PATIENCE.toMinutes()
                        + " minutes");
    }

    private Advance patiently(Step step, Fault fault, String note) {
        Instant now = clock.instant();
        FailureStreak failureStreak = step.saved().failureStreak().again(now);
        return failureStreak.isTooLong(now)
                ? end(step, fault)
                : later(step, failureStreak, note, failureStreak.pause());
    }

    private static Advance later(Step step, FailureStreak failureStreak, String note, Duration pause) {
        return new Advance(
                step.saved().in(failureStreak),
                failureStreak.isToBeTold() ? List.of(step.lines().note(note)) : List.of(),
                pause);
    }

    private static Advance relieved(Advance advance, Step step) {
        if (!step.deployment().failureStreak().isTold()
                || !advance.next().failureStreak().isNone()) {
            return advance;
        }
        return new Advance(
                advance.next(),
                Stream.concat(Stream.of(step.lines().note("goes on again")), advance.lines().stream())
                        .toList(),
                advance.events(),
                advance.pause());
    }

    private static Advance end(Step step, Fault fault) {
        return new Advance(EarlyEnd.of(step.saved(), fault), fault.details(), Step.AT_ONCE);
    }
}
