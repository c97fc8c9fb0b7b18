package io.jenkins.plugins.crossaccountdeploy.watch;

import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.BlueGreenDeploymentConfiguration;
import software.amazon.awssdk.services.codedeploy.model.BlueInstanceTerminationOption;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentReadyAction;
import software.amazon.awssdk.services.codedeploy.model.DeploymentReadyOption;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** What a deployment waits for, beside its targets: traffic to be rerouted, alarms, the end of the original targets. */
final class WaitReport {

    private final DeploymentRequest request;
    private final Lines lines;

    WaitReport(DeploymentRequest request, Lines lines) {
        this.request = request;
        this.lines = lines;
    }

    List<String> onStatus(DeploymentInfo info, Instant now) {
        return switch (info.status()) {
            case READY ->
                continued(
                        lines.happening(
                                info.createTime(),
                                now,
                                "Ready: waits for someone to reroute the traffic" + readyWait(info)
                                        + ". Continue on its page, or with"),
                        info,
                        "READY_WAIT");
            case BAKING -> List.of(lines.happening(info.createTime(), now, "Baking: alarms are watched for a while"));
            case QUEUED -> List.of(lines.happening(info.createTime(), now, "Queued"));
            default -> List.of();
        };
    }

    private static Optional<DeploymentReadyOption> readyOption(DeploymentInfo info) {
        return Optional.ofNullable(info.blueGreenDeploymentConfiguration())
                .map(BlueGreenDeploymentConfiguration::deploymentReadyOption);
    }

    private static boolean hasWait(DeploymentReadyOption option) {
        return option.waitTimeInMinutes() != null && option.waitTimeInMinutes() > 0;
    }

    static boolean stopsBeforeTraffic(DeploymentInfo info) {
        return readyOption(info)
                .filter(option -> option.actionOnTimeout() == DeploymentReadyAction.STOP_DEPLOYMENT || hasWait(option))
                .isPresent();
    }

    private static String readyWait(DeploymentInfo info) {
        return readyOption(info)
                .filter(WaitReport::hasWait)
                .map(option -> ", for " + Units.count(option.waitTimeInMinutes(), "minute")
                        + (option.actionOnTimeout() == DeploymentReadyAction.STOP_DEPLOYMENT
                                ? ", and is stopped then"
                                : ", and goes on by itself then"))
                .orElse("");
    }

    /** What a deployment waits for that goes on when somebody says so. */
    static Optional<DeploymentWaitType> waits(DeploymentInfo info) {
        if (info.status() == DeploymentStatus.READY) {
            return Optional.of(DeploymentWaitType.READY_WAIT);
        }
        return isTerminating(info) ? Optional.of(DeploymentWaitType.TERMINATION_WAIT) : Optional.empty();
    }

    /** Whether the traffic has been rerouted, and the original targets are kept for a while. */
    static boolean isTerminating(DeploymentInfo info) {
        return !Watch.isOver(info)
                && Boolean.TRUE.equals(info.instanceTerminationWaitTimeStarted())
                && terminationWait(info) > 0;
    }

    private static int terminationWait(DeploymentInfo info) {
        return Optional.ofNullable(info.blueGreenDeploymentConfiguration())
                .map(BlueGreenDeploymentConfiguration::terminateBlueInstancesOnDeploymentSuccess)
                .map(BlueInstanceTerminationOption::terminationWaitTimeInMinutes)
                .orElse(0);
    }

    List<String> onTermination(DeploymentInfo info, Instant now) {
        return continued(
                lines.happening(
                        info.createTime(),
                        now,
                        "The traffic has been rerouted. The original targets are terminated after "
                                + Units.count(terminationWait(info), "minute") + ", or at once on its page, or with"),
                info,
                "TERMINATION_WAIT");
    }

    /** Says how a deployment is continued: from a Pipeline, and by hand. */
    private List<String> continued(String line, DeploymentInfo info, String wait) {
        return List.of(
                line,
                lines.continued("crossAccountDeploy(environment: '"
                        + request.environment().name() + "', action: 'continue', deploymentId: '" + info.deploymentId()
                        + "')"),
                lines.continued("aws deploy continue-deployment --deployment-id " + info.deploymentId()
                        + " --deployment-wait-type " + wait + " --region "
                        + request.environment().region()));
    }
}
