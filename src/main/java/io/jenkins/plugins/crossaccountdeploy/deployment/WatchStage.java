package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.watch.Watch;
import io.jenkins.plugins.crossaccountdeploy.watch.WatchProgress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import software.amazon.awssdk.services.codedeploy.model.DeploymentAlreadyCompletedException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.RollbackInfo;

/** Follows a deployment to its end, and the deployment that rolls it back to the end of that; stops it if the run says so. */
final class WatchStage {

    private final InstantSource clock;
    private Optional<Watch> watch = Optional.empty();
    private String watched = "";
    private int quietLooks;

    WatchStage(InstantSource clock) {
        this.clock = clock;
    }

    Advance take(Step step, Watching watching) throws Refusal, InterruptedException {
        return watching.ending() instanceof Ending.Stopped stopped && !stopped.told()
                ? stop(step, watching, stopped)
                : look(step, watching);
    }

    private Advance look(Step step, Watching watching) throws Refusal, InterruptedException {
        String id = watching.deploymentId();
        Watch watch = watch(step, id);
        Watch.Look look;
        try {
            look = step.ask(
                    step.attempts().watch(id),
                    () -> watch.look(id, watching.progress(), step.deployment().may("ListDeploymentTargets")));
        } catch (Refusal refusal) {
            if (refusal.isDenied()
                    && step.deployment().may("ListDeploymentTargets")
                    && Explanation.words(refusal.failure()).contains("DeploymentTargets")) {
                step.without("counts are told instead of events", "ListDeploymentTargets", "BatchGetDeploymentTargets");
                return step.again(Step.AT_ONCE);
            }
            throw watch.calls() > 0 ? refusal.amidAnswers() : refusal;
        } finally {
            step.accounts().settleLook(Math.max(1, watch.calls()));
        }
        if (!look.isComplete()) {
            return step.again(Step.AT_ONCE);
        }
        step.tell(look.lines());
        Watching seen = new Watching(watching.revision(), id, look.progress(), watching.ending());
        if (look.isOver()) {
            return over(step, seen, look.info());
        }
        quietLooks = look.lines().isEmpty() ? quietLooks + 1 : 0;
        return step.to(seen, pause(step.deployment()));
    }

    private Watch watch(Step step, String deploymentId) {
        if (watch.isEmpty() || !watched.equals(deploymentId)) {
            watch = Optional.of(new Watch(step.accounts(), step.request(), step.lines(), clock));
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

    private static Advance over(Step step, Watching watching, DeploymentInfo info) {
        DeploymentEnd end = new DeploymentEnd(step.request(), watching, info);
        step.tell(end.lines(step.lines()));
        Result result = end.result();
        Optional<String> rollback = Optional.ofNullable(info.rollbackInfo())
                .map(RollbackInfo::rollbackDeploymentId)
                .filter(id -> !id.isEmpty());
        if (rollback.isEmpty() || watching.ending() instanceof Ending.RollingBack) {
            return step.to(new Done(result));
        }
        String id = rollback.get();
        step.tell(step.lines().deploy(id + ", which rolls back", step.request().url(id)));
        return step.to(
                new Watching(
                        watching.revision(),
                        id,
                        WatchProgress.NOTHING,
                        new Ending.RollingBack(result.rolledBackBy(id))),
                Step.QUICK);
    }

    private Advance stop(Step step, Watching watching, Ending.Stopped stopped) throws Refusal, InterruptedException {
        quietLooks = 0;
        String id = watching.deploymentId();
        boolean rollsBack = step.request().options().onAbort() == OnAbort.ROLLBACK;
        try {
            step.ask(
                    step.attempts().stop(id),
                    () -> step.codeDeploy()
                            .stopDeployment(builder -> builder.deploymentId(id)
                                    .autoRollbackEnabled(rollsBack)
                                    .overrideConfiguration(step.inProduction())));
            step.tell(step.lines()
                    .note("stops " + id + (rollsBack ? " and rolls back" : "") + ": "
                            + stopped.why().reason()));
        } catch (Refusal refusal) {
            if (refusal.isDenied()) {
                step.without(id + " goes on", "StopDeployment");
                return step.to(new Done(EarlyEnd.leftBehind(step.deployment(), stopped.why())));
            }
            if (!(refusal.failure() instanceof DeploymentAlreadyCompletedException)) {
                throw refusal;
            }
        }
        return step.to(
                new Watching(watching.revision(), id, watching.progress(), new Ending.Stopped(stopped.why(), true)));
    }
}
