package io.jenkins.plugins.crossaccountdeploy.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTarget;
import software.amazon.awssdk.services.codedeploy.model.DeploymentTargetType;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.ECSTaskSet;
import software.amazon.awssdk.services.codedeploy.model.LambdaFunctionInfo;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEventStatus;
import software.amazon.awssdk.services.codedeploy.model.TargetLabel;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/**
 * One instance, Lambda function, ECS service or CloudFormation resource, as CodeDeploy reports it.
 *
 * @param id CodeDeploy's ID of it
 * @param name what people call it
 * @param status CodeDeploy's word, such as {@code InProgress}
 * @param isFinal whether nothing more will happen to it
 * @param hasFailed whether that is because it has failed
 * @param traffic how much of the traffic its new version has
 * @param events what has happened to it, in its own order
 */
public record Target(
        String id,
        String name,
        String status,
        boolean isFinal,
        boolean hasFailed,
        Traffic traffic,
        List<Event> events) {

    /** The lifecycle event that runs a script of the revision that was deployed before. */
    public static final String APPLICATION_STOP = "ApplicationStop";

    /**
     * What CodeDeploy has shifted so far.
     *
     * @param percent 0 for what does not shift traffic, too
     * @param to what gets it
     */
    public record Traffic(int percent, String to) {

        static final Traffic NONE = new Traffic(0, "");
    }

    /**
     * A lifecycle event.
     *
     * @param at when it ended; while it runs, when it began
     * @param took how long it lasted
     * @param diagnostics of one that failed
     */
    public record Event(
            String target,
            String name,
            LifecycleEventStatus status,
            Instant at,
            Duration took,
            Optional<Diagnostics> diagnostics) {

        /** Whether what failed is a script of the revision that was deployed before, not the agent. */
        public boolean hasFailedInEarlierScript() {
            return hasFailed()
                    && name.equals(APPLICATION_STOP)
                    && errorCode().toString().startsWith("Script");
        }

        public boolean isOver() {
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
                    .map(found -> Stream.of(found.errorCodeAsString(), found.scriptName())
                            .filter(text -> !isBlank(text))
                            .collect(Collectors.joining(": ")))
                    .filter(words -> !words.isEmpty())
                    .orElse("no diagnostics");
        }

        LifecycleErrorCode errorCode() {
            return diagnostics.map(Diagnostics::errorCode).orElse(LifecycleErrorCode.UNKNOWN_ERROR);
        }

        /** What to look at: the script, or where there is none the event. */
        String where() {
            return diagnostics
                    .map(Diagnostics::scriptName)
                    .filter(script -> !isBlank(script))
                    .orElse(name);
        }
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    /** Empty for a kind of target that is newer than this. */
    static Stream<Target> of(DeploymentTarget target) {
        DeploymentTargetType type = target.deploymentTargetType();
        if (type == null) {
            return Stream.empty();
        }
        return switch (type) {
            case INSTANCE_TARGET ->
                of(
                        target.instanceTarget().targetId(),
                        target.instanceTarget().targetId(),
                        target.instanceTarget().status(),
                        Traffic.NONE,
                        target.instanceTarget().lifecycleEvents());
            case LAMBDA_TARGET -> {
                Optional<LambdaFunctionInfo> function =
                        Optional.ofNullable(target.lambdaTarget().lambdaFunctionInfo());
                yield of(
                        target.lambdaTarget().targetId(),
                        function.map(LambdaFunctionInfo::functionName)
                                .orElse(target.lambdaTarget().targetId()),
                        target.lambdaTarget().status(),
                        function.filter(info -> info.targetVersionWeight() != null)
                                .map(info -> new Traffic(
                                        (int) Math.round(info.targetVersionWeight() * 100),
                                        isBlank(info.targetVersion())
                                                ? "the new version"
                                                : "version " + info.targetVersion()))
                                .orElse(Traffic.NONE),
                        target.lambdaTarget().lifecycleEvents());
            }
            case ECS_TARGET ->
                of(
                        target.ecsTarget().targetId(),
                        afterColon(target.ecsTarget().targetId()),
                        target.ecsTarget().status(),
                        target.ecsTarget().taskSetsInfo().stream()
                                .filter(tasks -> tasks.taskSetLabel() == TargetLabel.GREEN)
                                .map(ECSTaskSet::trafficWeight)
                                .filter(Objects::nonNull)
                                .map(weight -> new Traffic((int) Math.round(weight), "the new tasks"))
                                .findFirst()
                                .orElse(Traffic.NONE),
                        target.ecsTarget().lifecycleEvents());
            case CLOUD_FORMATION_TARGET ->
                of(
                        target.cloudFormationTarget().targetId(),
                        target.cloudFormationTarget().targetId(),
                        target.cloudFormationTarget().status(),
                        Traffic.NONE,
                        target.cloudFormationTarget().lifecycleEvents());
            default -> Stream.empty();
        };
    }

    private static String afterColon(String text) {
        return text.substring(text.lastIndexOf(':') + 1);
    }

    private static Stream<Target> of(
            String id, String name, TargetStatus status, Traffic traffic, List<LifecycleEvent> events) {
        return Stream.of(new Target(
                id,
                name,
                status == null || status == TargetStatus.UNKNOWN_TO_SDK_VERSION ? "Unknown" : status.toString(),
                status == TargetStatus.SUCCEEDED || status == TargetStatus.FAILED || status == TargetStatus.SKIPPED,
                status == TargetStatus.FAILED,
                traffic,
                events.stream()
                        .filter(event -> event.lifecycleEventName() != null)
                        .map(event -> event(name, event))
                        .toList()));
    }

    private static Event event(String target, LifecycleEvent event) {
        Instant start = Objects.requireNonNullElse(event.startTime(), Instant.EPOCH);
        Instant end = Objects.requireNonNullElse(event.endTime(), start);
        return new Event(
                target,
                // Few names, many targets: one copy of each keeps the state of large deployments small.
                event.lifecycleEventName().intern(),
                Objects.requireNonNullElse(event.status(), LifecycleEventStatus.UNKNOWN_TO_SDK_VERSION),
                end,
                Duration.between(start, end),
                Optional.ofNullable(event.diagnostics())
                        .filter(diagnostics -> event.status() == LifecycleEventStatus.FAILED));
    }

    /** The same with the events alone that are over and not told yet: all that a look has to keep of it. */
    Target news(Set<String> told) {
        return new Target(
                id,
                name,
                status,
                isFinal,
                hasFailed,
                traffic,
                events.stream()
                        .filter(Event::isOver)
                        .filter(event -> !told.contains(event.name()))
                        .toList());
    }
}
