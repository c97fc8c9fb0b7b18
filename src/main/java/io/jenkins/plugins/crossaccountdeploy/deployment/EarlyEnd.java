package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Abandoning;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Bundling;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Creating;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.FromWorkspace;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Running;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.util.List;

/** The end of a run that comes before its deployment's. The result names whatever is left behind. */
public final class EarlyEnd {

    private EarlyEnd() {}

    /** The run is interrupted: what becomes of its deployment, the interruption says, or else the request. */
    static Deployment of(Deployment deployment, Interruption why) {
        Stage stage = deployment.stage();
        boolean stops = why.consequence(deployment.request().options().onAbort()) != OnAbort.LEAVE;
        Ending stopped = new Ending.Stopped(why, false);
        if (stage instanceof Done) {
            return deployment;
        }
        if (stage instanceof Watching watching && stops && watching.ending() instanceof Ending.ByItself) {
            return deployment.at(watching.endingAs(stopped));
        }
        if (stage instanceof Creating creating
                && mayHaveCreated(deployment)
                && stops
                && creating.ending() instanceof Ending.ByItself) {
            return deployment.at(creating.endingAs(stopped));
        }
        return ended(deployment, leftBehind(deployment, why));
    }

    /** The run cannot go on. */
    static Deployment of(Deployment deployment, Fault fault) {
        Stage stage = deployment.stage();
        Result result;
        if (stage instanceof Watching watching && watching.ending() instanceof Ending.RollingBack rollingBack) {
            Result failed = rollingBack.failed();
            Outcome outcome = failed.outcome().isGood() ? Outcome.LOST : failed.outcome();
            result = failed.leftRollingBack(outcome, Outcome.LOST.words() + " (" + fault.getMessage() + ")");
        } else if (stage instanceof Watching watching) {
            result = unwatched(deployment.request(), watching, Outcome.LOST, fault.getMessage());
        } else if (mayHaveCreated(deployment)) {
            result = unknown(deployment, Outcome.LOST, fault.getMessage());
        } else {
            result = Result.withoutDeployment(Outcome.FAILED, List.of(), fault.getMessage());
        }
        return ended(deployment, result);
    }

    /** An upload is aborted first: a streak of failures on the way to the bucket goes on. */
    private static Deployment ended(Deployment deployment, Result result) {
        return deployment.stage() instanceof Bundling bundling
                        && !bundling.upload().isNone()
                ? deployment.back(new Abandoning(bundling.upload(), result))
                : deployment.at(new Done(result));
    }

    /** The run is not allowed any more, and does nothing. */
    static Fault forbidden(DeploymentRequest request, String refusal) {
        return new Fault((request.content() instanceof Running running
                        ? "Nothing is done to deployment " + running.deploymentId()
                        : "No deployment is created")
                + ": what the administrators of Jenkins allow has changed since this run began. " + refusal);
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
        if (mayHaveCreated(deployment)) {
            return unknown(deployment, why.outcome(), "The run " + how + " while the deployment was created.");
        }
        if (deployment.request().content() instanceof Running running) {
            return Result.withoutDeployment(
                    why.outcome(), List.of(), "The run " + how + " before it had taken up " + left(running));
        }
        return notDeployed(deployment.request(), why);
    }

    private static String left(Running running) {
        return "deployment " + running.deploymentId() + ", which goes its own way.";
    }

    static Result notDeployed(DeploymentRequest request, Interruption why) {
        return Result.withoutDeployment(
                why.outcome(),
                List.of(),
                "The run " + why.outcome().words() + " (" + why.reason() + ") before anything was deployed. "
                        + unchanged(request) + " Build again.");
    }

    /** What is made for a deployment is made before it. */
    private static String unchanged(DeploymentRequest request) {
        return request.content() instanceof FromWorkspace files
                        && files.preparation().makesSomething()
                ? "In the production account a task definition or a version of the function may have been made for it, which"
                        + " nothing uses."
                : "Nothing has changed in the production account.";
    }

    /** What a build says whose run ends here without a result: what it was doing, and what is left behind in AWS. */
    public static String farewell(Deployment deployment) {
        Stage stage = deployment.stage();
        return "The build ends while it is " + stage.doing() + ". "
                + (stage instanceof Watching watching
                        ? unwatched(deployment.request(), watching)
                        : deployment.request().content() instanceof Running running
                                ? "Nobody looks at " + left(running)
                                : mayHaveCreated(deployment) ? unknown(deployment) : "Nothing is deployed.");
    }

    private static Result unwatched(DeploymentRequest request, Watching watching, Outcome outcome, String why) {
        return Result.of(
                request,
                outcome,
                watching.deploymentId(),
                watching.progress().status(),
                watching.revision(),
                why + " " + unwatched(request, watching));
    }

    private static String unwatched(DeploymentRequest request, Watching watching) {
        String id = watching.deploymentId();
        boolean isStopped = watching.ending() instanceof Ending.Stopped stopped && stopped.told();
        return "In production account " + request.environment().role().account() + " deployment " + id
                + (isStopped ? " was told to stop, and is unwatched: " : " goes on, unwatched: ") + request.url(id);
    }

    private static boolean mayHaveCreated(Deployment deployment) {
        return deployment.stage() instanceof Creating creating && (creating.attempted() || deployment.resumed());
    }

    private static Result unknown(Deployment deployment, Outcome outcome, String why) {
        List<Revision> revisions =
                deployment.stage() instanceof Creating creating ? List.of(creating.revision()) : List.of();
        return Result.withoutDeployment(outcome, revisions, why + " " + unknown(deployment));
    }

    private static String unknown(Deployment deployment) {
        DeploymentRequest request = deployment.request();
        return "Production account " + request.environment().role().account() + ": a deployment may run, with "
                + deployment.token() + " in its description. Look for it in deployment group "
                + request.target().deploymentGroup() + ".";
    }
}
