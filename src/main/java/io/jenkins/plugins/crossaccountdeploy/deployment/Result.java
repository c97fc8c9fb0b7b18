package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run ended, and what it leaves behind.
 *
 * @param deploymentId empty if none was created
 * @param status CodeDeploy's last word on it, such as {@code Succeeded}; empty if none was created
 * @param url of the deployment in the AWS console; empty if none was created
 * @param revisions the revision that was deployed; none if the run ended before there was one
 * @param rollbackDeploymentId the deployment that rolled this one back; empty if none did
 * @param error one line that says what failed, where, and what to do; empty after a good end
 */
public record Result(
        Outcome outcome,
        String deploymentId,
        String status,
        String url,
        List<Revision> revisions,
        String rollbackDeploymentId,
        String error)
        implements Serializable {

    public Result {
        outcome = Objects.requireNonNullElse(outcome, Outcome.LOST);
        deploymentId = Objects.requireNonNullElse(deploymentId, "");
        status = Objects.requireNonNullElse(status, "");
        url = Objects.requireNonNullElse(url, "");
        revisions = List.copyOf(Objects.requireNonNullElse(revisions, List.of()));
        rollbackDeploymentId = Objects.requireNonNullElse(rollbackDeploymentId, "");
        error = ConsoleText.line(Objects.requireNonNullElse(error, ""));
    }

    /** The end of a run whose deployment was not rolled back. */
    static Result of(
            DeploymentRequest request,
            Outcome outcome,
            String deploymentId,
            String status,
            Revision revision,
            String error) {
        return new Result(outcome, deploymentId, status, request.url(deploymentId), List.of(revision), "", error);
    }

    /** The end of a run that created no deployment. */
    static Result withoutDeployment(Outcome outcome, List<Revision> revisions, String error) {
        return new Result(outcome, "", "", "", revisions, "", error);
    }

    /** The revision that was deployed. */
    public Optional<Revision> revision() {
        return revisions.stream().findFirst();
    }

    /** The run ends while the deployment that rolls this one back goes on. */
    Result leftRollingBack(Outcome end, String how) {
        return new Result(
                end,
                deploymentId,
                status,
                url,
                revisions,
                rollbackDeploymentId,
                (error + " The rollback " + rollbackDeploymentId + " goes on, unwatched: the run " + how + ".")
                        .strip());
    }

    /** The same, but it is no good end. */
    Result failing(String why) {
        return new Result(Outcome.FAILED, deploymentId, status, url, revisions, rollbackDeploymentId, why);
    }

    /** The same end, with another sentence to its error. */
    Result with(String sentence) {
        return new Result(outcome, deploymentId, status, url, revisions, rollbackDeploymentId, error + " " + sentence);
    }

    Result rolledBackBy(String deployment) {
        return new Result(outcome, deploymentId, status, url, revisions, deployment, error);
    }
}
