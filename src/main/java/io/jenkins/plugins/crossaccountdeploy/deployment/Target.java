package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/**
 * One instance, Lambda function, ECS service or CloudFormation resource, as CodeDeploy reports it.
 *
 * @param id CodeDeploy's ID of it
 * @param name what people call it
 * @param isFinal whether nothing more will happen to it
 * @param events what has happened to it, in its own order
 */
record Target(String id, String name, boolean isFinal, List<Event> events) {

    /**
     * A lifecycle event.
     *
     * @param at when it ended; while it runs, when it began
     * @param took how long it lasted
     */
    record Event(
            String target,
            String name,
            LifecycleEventStatus status,
            Instant at,
            Duration took,
            Optional<Diagnostics> diagnostics) {

        boolean isOver() {
            return status == LifecycleEventStatus.SUCCEEDED
                    || status == LifecycleEventStatus.FAILED
                    || status == LifecycleEventStatus.UNKNOWN;
        }

        boolean hasFailed() {
            return status == LifecycleEventStatus.FAILED;
        }

        /** What the target's diagnostics name first: {@code ScriptFailed: scripts/start.sh}. */
        String failure() {
            return diagnostics
                    .map(found ->
                            found.errorCodeAsString() + (isBlank(found.scriptName()) ? "" : ": " + found.scriptName()))
                    .orElse("no diagnostics");
        }

        LifecycleErrorCode errorCode() {
            return diagnostics.map(Diagnostics::errorCode).orElse(LifecycleErrorCode.UNKNOWN_ERROR);
        }

        /** What to look at: the script, or where there is none the event. */
        String culprit() {
            return diagnostics
                    .map(Diagnostics::scriptName)
                    .filter(script -> !isBlank(script))
                    .orElse(name);
        }

        private static boolean isBlank(String text) {
            return text == null || text.isBlank();
        }
    }

    static Target of(DeploymentTarget target) {
        return switch (target.deploymentTargetType()) {
            case INSTANCE_TARGET ->
                of(
                        target.instanceTarget().targetId(),
                        target.instanceTarget().targetId(),
                        target.instanceTarget().status(),
                        target.instanceTarget().lifecycleEvents());
            case LAMBDA_TARGET ->
                of(
                        target.lambdaTarget().targetId(),
                        target.lambdaTarget().lambdaFunctionInfo() == null
                                ? target.lambdaTarget().targetId()
                                : target.lambdaTarget().lambdaFunctionInfo().functionName(),
                        target.lambdaTarget().status(),
                        target.lambdaTarget().lifecycleEvents());
            case ECS_TARGET ->
                of(
                        target.ecsTarget().targetId(),
                        afterColon(target.ecsTarget().targetId()),
                        target.ecsTarget().status(),
                        target.ecsTarget().lifecycleEvents());
            case CLOUD_FORMATION_TARGET ->
                of(
                        target.cloudFormationTarget().targetId(),
                        target.cloudFormationTarget().targetId(),
                        target.cloudFormationTarget().status(),
                        target.cloudFormationTarget().lifecycleEvents());
            default -> new Target("", target.deploymentTargetTypeAsString(), true, List.of());
        };
    }

    private static String afterColon(String text) {
        return text.substring(text.lastIndexOf(':') + 1);
    }

    private static Target of(String id, String name, TargetStatus status, List<LifecycleEvent> events) {
        return new Target(
                id,
                name,
                status == TargetStatus.SUCCEEDED || status == TargetStatus.FAILED || status == TargetStatus.SKIPPED,
                events.stream().map(event -> event(name, event)).toList());
    }

    private static Event event(String target, LifecycleEvent event) {
        Instant start = Objects.requireNonNullElse(event.startTime(), Instant.EPOCH);
        Instant end = Objects.requireNonNullElse(event.endTime(), start);
        return new Event(
                target,
                // Few names, many targets: one copy of each keeps the state of large deployments small.
                event.lifecycleEventName().intern(),
                event.status(),
                end,
                Duration.between(start, end),
                Optional.ofNullable(event.diagnostics()));
    }
}
