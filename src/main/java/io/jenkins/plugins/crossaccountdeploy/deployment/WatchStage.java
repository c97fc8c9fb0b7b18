package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Until;
import io.jenkins.plugins.crossaccountdeploy.watch.Watch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import software.amazon.awssdk.services.codedeploy.model.DeploymentAlreadyCompletedException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentGroupDoesNotExistException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;
import software.amazon.awssdk.services.codedeploy.model.InvalidNextTokenException;
import software.amazon.awssdk.services.codedeploy.model.UnsupportedActionForDeploymentTypeException;

/** Follows a deployment to its end, and the deployment that rolls it back to the end of that; stops it if the run says so. */
final class WatchStage {

    private static final String LIST_TARGETS = "ListDeploymentTargets";
    private static final String DESCRIBE_TARGETS = "BatchGetDeploymentTargets";
    private static final String COUNTS = "counts are told instead of events";
    private static final Set<String> TARGET_ACTIONS =
            Set.of("codedeploy:" + LIST_TARGETS, "codedeploy:" + DESCRIBE_TARGETS);

    private final InstantSource clock;
    private Optional<Watch> watch = Optional.empty();
    private String watched = "";
    private int quietLooks;

    WatchStage(InstantSource clock) {
        this.clock = clock;
    }

    Advance take(Step step, Watching watching) throws Refusal, Fault, InterruptedException {
        return watching.ending() instanceof Ending.Stopped stopped && !stopped.told()
                ? stop(step, watching, stopped)
                : look(step, watching);
    }

    private Advance look(Step step, Watching watching) throws Refusal, InterruptedException {
        String id = watching.deploymentId();
        Watch watch = watch(step, id);
        boolean seesTargets = step.deployment().may(LIST_TARGETS);
        Watch.Look look;
        try {
            look = watch.look(id, watching.progress(), seesTargets, isToldToRollBack(step, watching));
        } catch (Refusal refusal) {
            if (!TARGET_ACTIONS.contains(refusal.attempt().action())) {
                throw watch.calls() > 0 ? refusal.amidAnswers() : refusal;
            }
            return withoutTargets(step, refusal, watch);
        } catch (RuntimeException unexpected) {
            // What was answered would not be asked for again, and not be understood again.
            this.watch = Optional.empty();
            if (!seesTargets || !isOutOfPatience(step)) {
                throw unexpected;
            }
            return withoutTargets(step, unexpected.getClass().getSimpleName());
        } finally {
            step.accounts().settleLook(Math.max(1, watch.calls()));
        }
        if (!look.isComplete()) {
            return step.again(Step.AT_ONCE);
        }
        step.tell(look.lines());
        step.happened(new RunListener.Looked(look.info(), look.targets(), look.waits()));
        Watching seen = new Watching(watching.revision(), id, look.progress(), watching.ending());
        if (isUntilTraffic(step, watching)) {
            tellWithoutTraffic(step, watching, look);
            if (look.waits().filter(DeploymentWaitType.READY_WAIT::equals).isPresent()) {
                return ready(step, seen);
            }
        }
        if (look.isOver()) {
            return over(step, seen, look.info());
        }
        quietLooks = look.lines().isEmpty() ? quietLooks + 1 : 0;
        return step.to(seen, pause(step.deployment()));
    }

    private static boolean isUntilTraffic(Step step, Watching watching) {
        return step.request().options().until() == Until.TRAFFIC && watching.ending() instanceof Ending.ByItself;
    }

    /** Says once that a deployment does not wait for traffic: as soon as that is known, which is at its end if its group would. */
    private static void tellWithoutTraffic(Step step, Watching watching, Watch.Look look) {
        boolean stops = Watch.stopsBeforeTraffic(look.info());
        if (!stops && watching.progress().status().isEmpty()) {
            step.tell(step.lines()
                    .note("deployment group " + step.request().target().deploymentGroup()
                            + " does not wait for traffic: the build waits for the end of the deployment"));
        } else if (stops && look.isOver()) {
            step.tell(step.lines().note("the deployment has ended, and did not wait for traffic"));
        }
    }

    private static Advance ready(Step step, Watching watching) {
        String id = watching.deploymentId();
        step.tell(step.lines()
                .note("the build goes on, and " + id + " waits, unwatched: see to it with action: 'continue', 'stop' or"
                        + " 'rollback' and deploymentId: '" + id + "'"));
        return step.to(new Done(result(step, watching, Outcome.READY)));
    }

    /** A good end that comes before the deployment's. */
    private static Result result(Step step, Watching watching, Outcome outcome) {
        return Result.of(
                step.request(),
                outcome,
                watching.deploymentId(),
                watching.progress().status(),
                watching.revision(),
                "");
    }

    /** Goes on with what the deployment itself says, where its targets cannot be asked for. */
    private Advance withoutTargets(Step step, Refusal refusal, Watch watch) throws Refusal {
        if (refusal.isDenied()) {
            step.without(COUNTS, LIST_TARGETS, DESCRIBE_TARGETS);
            return step.again(Step.AT_ONCE);
        }
        if (!isOutOfPatience(step)) {
            boolean isFurther = watch.calls() > 0 && !(refusal.failure() instanceof InvalidNextTokenException);
            throw isFurther ? refusal.amidAnswers() : refusal;
        }
        return withoutTargets(step, Explanation.words(refusal.failure()));
    }

    private static Advance withoutTargets(Step step, String why) {
        step.giveUp("the targets cannot be watched (" + why + "): " + COUNTS, LIST_TARGETS, DESCRIBE_TARGETS);
        return step.again(Step.AT_ONCE);
    }

    private boolean isOutOfPatience(Step step) {
        return step.deployment().failureStreak().isTooLong(clock.instant());
    }

    private Watch watch(Step step, String deploymentId) {
        if (watch.isEmpty() || !watched.equals(deploymentId)) {
            watch = Optional.of(new Watch(step.accounts(), step.request(), step.lines(), clock, step::ask));
            watched = deploymentId;
        }
        return watch.get();
    }

    /** Quick while things happen, slower while they do not; no two runs in step, since their tokens differ. */
    private Duration pause(Deployment deployment) {
        double seconds = Math.min(Step.SLOW.toSeconds(), Step.QUICK.toSeconds() * Math.pow(1.3, quietLooks));
        long differs = 31L * deployment.token().hashCode() + quietLooks;
        return Duration.ofMillis((long) (seconds * 1000 * new SplittableRandom(differs).nextDouble(0.85, 1.15)));
    }

    /** What CodeDeploy will say of a stop however often it is asked: its group is deleted, for example. */
    private static boolean isFinal(Refusal refusal) {
        return refusal.failure() instanceof DeploymentGroupDoesNotExistException
                || refusal.failure() instanceof UnsupportedActionForDeploymentTypeException;
    }

    /** The end of a deployment. That of its rollback is waited for, if anything is. */
    static Advance over(Step step, Watching watching, DeploymentInfo info) {
        DeploymentEnd end = new DeploymentEnd(step.request(), watching, info);
        step.tell(end.lines(step.lines()));
        Result result = end.result();
        Optional<String> rollback = end.rolledBackBy();
        if (rollback.isEmpty() || watching.ending() instanceof Ending.RollingBack) {
            return step.to(new Done(result));
        }
        String id = rollback.get();
        step.tell(step.lines().deploy(id + ", which rolls back", step.request().url(id)));
        Result rolledBack = result.rolledBackBy(id);
        return isUnwatched(step)
                ? step.to(new Done(rolledBack))
                : step.to(
                        Watching.of(watching.revision(), id).endingAs(new Ending.RollingBack(rolledBack)), Step.QUICK);
    }

    Advance proceed(Step step, String id, DeploymentWaitType wait, String who) throws InterruptedException {
        String what = proceeding(id, wait);
        try {
            requireAllowedToTouch(step);
            step.proceed(id, wait);
            step.note(who + what);
        } catch (Fault forbidden) {
            step.note(who + what + ", in vain: " + forbidden.getMessage());
        } catch (Refusal refusal) {
            String why = step.explanation()
                    .fault(refusal.failure(), refusal.attempt(), step.accounts().knownCaller())
                    .getMessage();
            step.note(who + what + ", in vain: " + why);
        }
        quietLooks = 0;
        return step.again(Step.AT_ONCE);
    }

    /** What somebody does who lets a deployment go on. */
    static String proceeding(String id, DeploymentWaitType wait) {
        return wait == DeploymentWaitType.READY_WAIT
                ? " reroutes the traffic of " + id
                : " ends the wait of " + id + " before the original targets are terminated";
    }

    /** Makes sure that the run may do something to the deployment: always to its own, to another while that is allowed. */
    private static void requireAllowedToTouch(Step step) throws Fault {
        if (step.request().options().action().isOnRunning()) {
            step.requireAllowed();
        }
    }

    /** Whether the run does something to a deployment that there is already, and does not wait for what becomes of it. */
    static boolean isUnwatched(Step step) {
        return step.request().options().action().isOnRunning()
                && !step.request().options().waits();
    }

    private static boolean isToldToRollBack(Step step, Watching watching) {
        return watching.ending() instanceof Ending.Stopped stopped && isToRollBack(step, stopped);
    }

    private static boolean isToRollBack(Step step, Ending.Stopped stopped) {
        return stopped.why().consequence(step.request().options().onAbort()) == OnAbort.ROLLBACK;
    }

    private Advance stop(Step step, Watching watching, Ending.Stopped stopped)
            throws Refusal, Fault, InterruptedException {
        quietLooks = 0;
        String id = watching.deploymentId();
        boolean rollsBack = isToRollBack(step, stopped);
        // If nothing is said, the deployment group decides what happens to deployments that are stopped.
        Boolean autoRollback = rollsBack ? Boolean.TRUE : null;
        Watching told = watching.endingAs(new Ending.Stopped(stopped.why(), true));
        requireAllowedToTouch(step);
        try {
            step.ask(
                    step.attempts().stop(id),
                    () -> step.codeDeploy()
                            .stopDeployment(builder -> builder.deploymentId(id)
                                    .autoRollbackEnabled(autoRollback)
                                    .overrideConfiguration(step.inProduction())));
            step.note("stops " + id + (rollsBack ? " and rolls back" : "") + ": "
                    + stopped.why().reason());
        } catch (Refusal refusal) {
            boolean isAlreadyOver = refusal.failure() instanceof DeploymentAlreadyCompletedException;
            if (stopped.why().isOrdered() && !isAlreadyOver) {
                throw refusal;
            }
            if (refusal.isDenied()) {
                step.without(id + " goes on", "StopDeployment");
                return step.to(new Done(EarlyEnd.leftBehind(step.deployment(), stopped.why())));
            }
            if (isFinal(refusal)) {
                step.tell(step.lines().note(id + " cannot be stopped (" + Explanation.words(refusal.failure()) + ")"));
                return step.to(new Done(EarlyEnd.leftBehind(step.deployment(), stopped.why())));
            }
            if (!isAlreadyOver) {
                throw refusal;
            }
            return isUnwatched(step) ? judge(step, told) : step.to(told);
        }
        return isUnwatched(step) ? step.to(new Done(result(step, watching, Outcome.STARTED))) : step.to(told);
    }

    /** What has become of a deployment that has ended by itself, or by a stop whose answer was lost. */
    private static Advance judge(Step step, Watching told) throws Refusal, InterruptedException {
        DeploymentInfo info = step.info(told.deploymentId());
        return Watch.isOver(info) ? over(step, told, info) : step.again(Step.QUICK);
    }
}
