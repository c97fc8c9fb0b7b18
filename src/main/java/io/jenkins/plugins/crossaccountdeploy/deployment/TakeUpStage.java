package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.TakingUp;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Action;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Running;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.watch.Watch;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/**
 * Takes up a deployment that was begun before, by this Jenkins or by anybody else: makes sure that it is one of the application
 * and the deployment group that the request names, and only then does something to it.
 */
final class TakeUpStage {

    /** Whose credentials, and whether the role can be assumed. */
    Advance begin(Step step) throws Refusal, InterruptedException {
        step.tell(step.lines().target(step.request()));
        step.ask(step.attempts().identify(), step.accounts()::caller);
        step.tell(step.lines().unprotected(step.request()));
        step.tellSession();
        return step.to(new TakingUp(""));
    }

    Advance take(Step step, TakingUp takingUp) throws Refusal, Fault, InterruptedException {
        DeploymentRequest request = step.request();
        String id = ((Running) request.content()).deploymentId();
        DeploymentInfo info = step.ask(step.attempts().takeUp(id), () -> step.describe(id));
        requireTarget(request, info);
        step.requireAllowed();
        RevisionLocation deployed = Optional.ofNullable(info.revision())
                .orElse(RevisionLocation.builder().build());
        Watching watching = Watching.of(Revision.of(deployed), id);
        step.tell(step.lines().takenUp(info, request.url(id)));
        return switch (request.options().action()) {
            case CONTINUE -> proceed(step, takingUp, info, watching);
            case STOP, ROLLBACK -> stop(step, info, watching);
            case DEPLOY, PUSH, FOLLOW -> step.to(watching);
        };
    }

    private static void requireTarget(DeploymentRequest request, DeploymentInfo info) throws Fault {
        DeploymentRequest.Target target = request.target();
        if (!target.application().equals(info.applicationName())
                || !target.deploymentGroup().equals(info.deploymentGroupName())) {
            throw new Fault("Deployment " + info.deploymentId() + " is one of " + info.applicationName() + " / "
                    + info.deploymentGroupName() + ", and not of " + target.application() + " / "
                    + target.deploymentGroup()
                    + ": nothing was done to it. Name its application and deploymentGroup, or"
                    + " correct deploymentId.");
        }
    }

    private static Advance proceed(Step step, TakingUp takingUp, DeploymentInfo info, Watching watching)
            throws Refusal, Fault, InterruptedException {
        String id = watching.deploymentId();
        Optional<DeploymentWaitType> wait = Watch.waits(info);
        // After a crash, it may have been continued already, and may even be in its next wait.
        boolean isContinued = !takingUp.continued().isEmpty()
                && wait.filter(now -> now.toString().equals(takingUp.continued()))
                        .isEmpty();
        if (!isContinued) {
            DeploymentWaitType waits = wait.orElseThrow(() -> notWaiting(step.request(), info));
            step.keep(new TakingUp(waits.toString()));
            try {
                step.proceed(id, waits);
            } catch (Refusal refusal) {
                if (AwsErrors.certainlyRefused(refusal.failure())) {
                    step.takeBack(takingUp);
                }
                throw refusal;
            }
            step.note(step.request().requester().buildName() + WatchStage.proceeding(id, waits));
        } else if (WatchStage.isUnwatched(step) && Watch.isOver(info)) {
            // Whether it was continued does not show any more, but how it has ended does.
            return WatchStage.over(step, watching, info);
        }
        return step.request().options().waits()
                ? step.to(watching, Step.QUICK)
                : step.to(new Done(Result.of(
                        step.request(), Outcome.STARTED, id, info.statusAsString(), watching.revision(), "")));
    }

    private static Advance stop(Step step, DeploymentInfo info, Watching watching) throws Fault {
        if (Watch.isOver(info)) {
            throw new Fault("Deployment " + info.deploymentId() + " cannot be stopped: it has ended as "
                    + info.statusAsString() + ". To go back, deploy an earlier revision.");
        }
        Interruption why = new Interruption(
                Outcome.STOPPED_AS_ORDERED,
                "ordered by " + step.request().requester().buildName(),
                step.request().options().action() == Action.ROLLBACK
                        ? Interruption.Wish.ROLLBACK
                        : Interruption.Wish.STOP);
        return step.to(watching.endingAs(new Ending.Stopped(why, false)));
    }

    private static Fault notWaiting(DeploymentRequest request, DeploymentInfo info) {
        String id = info.deploymentId();
        return new Fault("Deployment " + id + " cannot be continued: "
                + (Watch.isOver(info)
                        ? "it has ended as " + info.statusAsString() + ". Leave out this step, or correct deploymentId."
                        : "it is " + info.statusAsString()
                                + ", and waits for nobody: it may have been continued already. "
                                + "Follow it instead (action: 'follow'), or see whether deployment group "
                                + request.target().deploymentGroup() + " stops before traffic is shifted."));
    }
}
