package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Abandoning;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Bundling;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Creating;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import java.util.List;

/** The end of a run that comes before its deployment's. The result names whatever is left behind. */
final class EarlyEnd {

    private EarlyEnd() {}

    /** Somebody has had enough. What becomes of the deployment, the order says. */
    static Deployment of(Deployment deployment, Interruption why) {
        Stage stage = deployment.stage();
        boolean stops = deployment.request().options().onAbort() != OnAbort.LEAVE;
        Ending stopped = new Ending.Stopped(why, false);
        if (stage instanceof Done) {
            return deployment;
        }
        if (stage instanceof Watching watching && stops && watching.ending() instanceof Ending.ByItself) {
            return deployment.at(
                    new Watching(watching.revision(), watching.deploymentId(), watching.progress(), stopped));
        }
        if (stage instanceof Creating creating
                && creating.attempted()
                && stops
                && creating.ending() instanceof Ending.ByItself) {
            return deployment.at(new Creating(creating.revision(), true, "", stopped));
        }
        Done done = new Done(leftBehind(deployment, why));
        return deployment.at(
                stage instanceof Bundling bundling && !bundling.upload().isNone()
                        ? new Abandoning(bundling.upload(), done.result())
                        : done);
    }

    /** Something cannot be done. */
    static Deployment of(Deployment deployment, Fault fault) {
        Stage stage = deployment.stage();
        Result result;
        if (stage instanceof Watching watching && watching.ending() instanceof Ending.RollingBack rollingBack) {
            Result failed = rollingBack.failed();
            result = failed.leftRollingBack(failed.outcome(), Outcome.LOST.words() + " (" + fault.getMessage() + ")");
        } else if (stage instanceof Watching watching) {
            result = unwatched(deployment.request(), watching, Outcome.LOST, fault.getMessage());
        } else if (stage instanceof Creating creating && creating.attempted()) {
            result = unknown(deployment, creating, Outcome.LOST, fault.getMessage());
        } else {
            result = Result.withoutDeployment(Outcome.FAILED, List.of(), fault.getMessage());
        }
        return deployment.at(new Done(result));
    }

    /** How a run ends that leaves its deployment alone, if there is one. */
    static Result leftBehind(Deployment deployment, Interruption why) {
        Stage stage = deployment.stage();
        String how = why.outcome().words() + " (" + why.reason() + ")";
        if (stage instanceof Watching watching && watching.ending() instanceof Ending.RollingBack rollingBack) {
            return rollingBack.failed().leftRollingBack(why.outcome(), how);
        }
        if (stage instanceof Watching watching) {
            return unwatched(deployment.request(), watching, why.outcome(), "The run " + how + ".");
        }
        if (stage instanceof Creating creating && creating.attempted()) {
            return unknown(
                    deployment, creating, why.outcome(), "The run " + how + " while the deployment was created.");
        }
        return notDeployed(why);
    }

    static Result notDeployed(Interruption why) {
        return Result.withoutDeployment(
                why.outcome(),
                List.of(),
                "The run " + why.outcome().words() + " (" + why.reason()
                        + ") before anything was deployed. Nothing has changed in the production account. Build again.");
    }

    private static Result unwatched(DeploymentRequest request, Watching watching, Outcome outcome, String why) {
        String id = watching.deploymentId();
        return new Result(
                outcome,
                id,
                watching.progress().status(),
                request.url(id),
                List.of(watching.revision()),
                "",
                why + " In production account " + request.environment().role().account() + " deployment " + id
                        + " goes on, unwatched: " + request.url(id));
    }

    private static Result unknown(Deployment deployment, Creating creating, Outcome outcome, String why) {
        DeploymentRequest request = deployment.request();
        return Result.withoutDeployment(
                outcome,
                List.of(creating.revision()),
                why + " Production account " + request.environment().role().account() + ": a deployment may run, with "
                        + deployment.token() + " in its description. Look for it in deployment group "
                        + request.target().deploymentGroup() + ".");
    }
}
