package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Ending;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Watching;
import io.jenkins.plugins.crossaccountdeploy.explanation.DeploymentErrors;
import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Action;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
import io.jenkins.plugins.crossaccountdeploy.watch.Watch;
import io.jenkins.plugins.crossaccountdeploy.watch.WatchProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;
import software.amazon.awssdk.services.codedeploy.model.ErrorInformation;
import software.amazon.awssdk.services.codedeploy.model.RollbackInfo;

/**
 * What the end of a deployment means.
 *
 * @param request of the run
 * @param watching what was seen of it
 * @param info what CodeDeploy says of it in the end
 */
record DeploymentEnd(DeploymentRequest request, Watching watching, DeploymentInfo info) {

    /** How the run ends: as its deployment did, whatever becomes of a rollback. */
    Result result() {
        if (watching.ending() instanceof Ending.RollingBack rollingBack) {
            return rollingBack.failed().outcome().isGood()
                    ? rolledBackAsOrdered(rollingBack.failed())
                    : rollingBack.failed().with(rollback() + ".");
        }
        Outcome outcome = outcome();
        return Result.of(
                request,
                outcome,
                watching.deploymentId(),
                info.statusAsString(),
                watching.revision(),
                outcome.isGood() ? "" : error());
    }

    private Result rolledBackAsOrdered(Result stopped) {
        return isGood()
                ? stopped
                : stopped.failing("Deployment " + stopped.deploymentId() + " was stopped. " + rollback() + ".");
    }

    /** What the console tells. */
    List<String> lines(Lines lines) {
        if (watching.ending() instanceof Ending.RollingBack) {
            return List.of(
                    isGood() ? lines.rolledBack(watching.deploymentId(), info.revision()) : lines.summary(rollback()));
        }
        if (isGood()) {
            return List.of(lines.summary("SUCCEEDED in " + Units.seconds(took())));
        }
        List<String> said = new ArrayList<>();
        said.add(lines.summary(info.statusAsString().toUpperCase(Locale.ROOT)
                + reason().map(why -> " " + words(why)).orElse("")));
        if (!watching.progress().firstFailure().isNone()) {
            said.add(lines.continued(
                    "Look at: " + watching.progress().firstFailure().where() + " (log above)."));
        }
        return said;
    }

    private Duration took() {
        return Duration.between(
                info.createTime(), Optional.ofNullable(info.completeTime()).orElse(info.createTime()));
    }

    private Optional<ErrorInformation> reason() {
        return Optional.ofNullable(info.errorInformation());
    }

    private static String words(ErrorInformation why) {
        return Stream.of(why.codeAsString(), why.message())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(": "));
    }

    private Outcome outcome() {
        if (isToStop()) {
            return isStopped() && (!isToRollBack() || rolledBackBy().isPresent())
                    ? Outcome.STOPPED_AS_ORDERED
                    : Outcome.FAILED;
        }
        if (watching.ending() instanceof Ending.Stopped stopped && !isGood()) {
            return stopped.why().outcome();
        }
        // A newer SDK may know more statuses than this was compiled with.
        return switch (info.status()) {
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case STOPPED -> Outcome.STOPPED;
            default -> Outcome.FAILED;
        };
    }

    /** Whether to stop it was what the run was for. */
    private boolean isToStop() {
        return watching.ending() instanceof Ending.Stopped stopped
                && stopped.why().isOrdered();
    }

    private boolean isToRollBack() {
        return request.options().action() == Action.ROLLBACK;
    }

    private boolean isStopped() {
        return info.status() == DeploymentStatus.STOPPED;
    }

    /** The deployment that rolls this one back, if there is one. */
    Optional<String> rolledBackBy() {
        return Optional.ofNullable(info.rollbackInfo())
                .map(RollbackInfo::rollbackDeploymentId)
                .filter(id -> !id.isEmpty());
    }

    private String error() {
        String what = "Deployment " + watching.deploymentId() + " of "
                + request.target().application() + " / " + request.target().deploymentGroup() + " ";
        WatchProgress.FirstFailure firstFailure = watching.progress().firstFailure();
        String where = ". Production account " + request.environment().role().account() + ", "
                + request.environment().region() + (firstFailure.isNone() ? "" : ", " + firstFailure.where());
        if (isToStop()) {
            return what
                    + (isStopped()
                            ? "was stopped, and CodeDeploy does not roll it back"
                                    + Optional.ofNullable(info.rollbackInfo())
                                            .map(RollbackInfo::rollbackMessage)
                                            .filter(message -> !message.isBlank())
                                            .map(message -> " (" + message.strip() + ")")
                                            .orElse("")
                            : "ended as " + info.statusAsString() + " before it could be stopped")
                    + where + ". To go back, deploy an earlier revision.";
        }
        if (watching.ending() instanceof Ending.Stopped stopped) {
            return what + stopped.why().outcome().words() + " (" + stopped.why().reason() + ")" + where
                    + ". Its targets may have both revisions: deploy again, or roll back.";
        }
        if (info.status() != DeploymentStatus.FAILED && info.status() != DeploymentStatus.STOPPED) {
            return what + "ended as " + info.statusAsString() + where
                    + ". This version of the plugin does not know that status: look at the deployment in the AWS console,"
                    + " and update the plugin.";
        }
        if (isStopped() && reason().isEmpty() && Watch.stopsBeforeTraffic(info)) {
            return what + "was stopped" + where + ". " + DeploymentErrors.NOT_CONTINUED;
        }
        ErrorCode code = reason().map(ErrorInformation::code)
                .orElse(isStopped() ? ErrorCode.MANUAL_STOP : ErrorCode.UNKNOWN_TO_SDK_VERSION);
        return what + (isStopped() ? "was stopped" : "failed")
                + reason().map(ErrorInformation::codeAsString)
                        .map(why -> " with " + why)
                        .orElse("")
                + where + ". "
                + (firstFailure.isNone() || code != ErrorCode.HEALTH_CONSTRAINTS
                        ? DeploymentErrors.cause(code)
                        : firstFailure.advice());
    }

    private String rollback() {
        return isGood()
                ? "Rolled back by " + watching.deploymentId()
                : "The rollback " + watching.deploymentId() + " ended as " + info.statusAsString()
                        + ": the targets are in an unknown state";
    }

    private boolean isGood() {
        return info.status() == DeploymentStatus.SUCCEEDED;
    }
}
