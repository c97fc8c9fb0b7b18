package io.jenkins.plugins.crossaccountdeploy.watch;

import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackConfiguration;
import software.amazon.awssdk.services.codedeploy.model.AutoRollbackEvent;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;
import software.amazon.awssdk.services.codedeploy.model.RollbackInfo;

/** What a deployment that has ended says of the one that rolls it back. */
final class RollbackReport {

    private RollbackReport() {}

    /**
     * Whether a rollback is to be expected of which nothing is said yet: CodeDeploy begins it when the deployment has ended.
     *
     * @param isOrdered whether CodeDeploy was told to roll it back when it was told to stop
     */
    static boolean isExpected(DeploymentInfo info, boolean isOrdered) {
        boolean isDue =
                switch (info.status()) {
                    case FAILED -> isOn(info, AutoRollbackEvent.DEPLOYMENT_FAILURE);
                    case STOPPED ->
                        isOrdered
                                || isOn(
                                        info,
                                        isByAlarm(info)
                                                ? AutoRollbackEvent.DEPLOYMENT_STOP_ON_ALARM
                                                : AutoRollbackEvent.DEPLOYMENT_STOP_ON_REQUEST);
                    default -> false;
                };
        return isDue && texts(info.rollbackInfo()).allMatch(RollbackReport::isBlank);
    }

    private static boolean isOn(DeploymentInfo info, AutoRollbackEvent event) {
        AutoRollbackConfiguration rollback = info.autoRollbackConfiguration();
        return rollback != null
                && Boolean.TRUE.equals(rollback.enabled())
                && rollback.events().contains(event);
    }

    private static boolean isByAlarm(DeploymentInfo info) {
        return info.errorInformation() != null && info.errorInformation().code() == ErrorCode.ALARM_ACTIVE;
    }

    /** Why there is none, if CodeDeploy says so. */
    static Optional<String> whyNot(DeploymentInfo info) {
        return Optional.ofNullable(info.rollbackInfo())
                .filter(rollback ->
                        isBlank(rollback.rollbackDeploymentId()) && isBlank(rollback.rollbackTriggeringDeploymentId()))
                .map(RollbackInfo::rollbackMessage)
                .filter(message -> !isBlank(message));
    }

    private static Stream<String> texts(RollbackInfo rollback) {
        return rollback == null
                ? Stream.empty()
                : Stream.of(
                        rollback.rollbackDeploymentId(),
                        rollback.rollbackTriggeringDeploymentId(),
                        rollback.rollbackMessage());
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
