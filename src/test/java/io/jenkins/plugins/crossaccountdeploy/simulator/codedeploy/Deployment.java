package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Course.Interventions;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan.ErrorInformation;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.bundle.FetchedBundle;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** One deployment. What it is at a moment follows from its {@link Timeline}. */
public final class Deployment {

    /**
     * How it came about.
     *
     * @param creator {@code user}, {@code codeDeployRollback}, {@code autoscaling} or {@code CodeDeployAutoUpdate}
     * @param options the members of the request that are given back as they came
     * @param rollsBack the deployment that this one rolls back
     * @param launched the new instance of an Auto Scaling group that it is for
     */
    public record Origin(
            String creator,
            Revision revision,
            Optional<Revision> previousRevision,
            String config,
            Json options,
            AutoRollback rollback,
            Optional<Deployment> rollsBack,
            Optional<String> launched) {

        /** Whether alarms stop it: unless the request has overridden those of the group with none. */
        boolean watchesAlarms() {
            return options.object("overrideAlarmConfiguration")
                    .flatMap(alarms -> alarms.bool("enabled"))
                    .orElse(true);
        }
    }

    private final String id;
    private final DeploymentGroup group;
    private final Origin origin;
    private final DeploymentPlan plan;
    private final FetchedBundle bundle;
    private final List<String> targets;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final int originals;
    private Course course;
    private Timeline timeline;
    private Optional<Deployment> rollback = Optional.empty();
    private final List<Deployment> updates = new ArrayList<>();
    private String rollbackMessage = "";
    private Optional<Boolean> rollbackRequested = Optional.empty();
    private boolean settled;

    /** @param originals how many of the targets, at the end of the list, are the original instances of a blue/green group */
    Deployment(
            String id,
            DeploymentGroup group,
            Origin origin,
            DeploymentPlan plan,
            FetchedBundle bundle,
            List<String> targets,
            int originals,
            Course course) {
        this.id = id;
        this.group = group;
        this.origin = origin;
        this.plan = plan;
        this.bundle = bundle;
        this.targets = targets;
        this.originals = originals;
        this.course = course;
        this.timeline = new Timeline(course, Interventions.NONE);
    }

    public String id() {
        return id;
    }

    public DeploymentGroup group() {
        return group;
    }

    public Revision revision() {
        return origin.revision();
    }

    public String creator() {
        return origin.creator();
    }

    public String config() {
        return origin.config();
    }

    public Optional<String> description() {
        return origin.options().string("description");
    }

    /** When it will have ended if nobody interferes. */
    public Instant ends() {
        return Instant.ofEpochMilli(timeline.completed());
    }

    /** What it will have ended as if nobody interferes. */
    public String endsAs() {
        return timeline.finalStatus();
    }

    /** The deployment that rolls this one back, once there is one. */
    public Optional<Deployment> rollback() {
        return rollback;
    }

    /** All of them, those that join it later too. */
    public List<String> targets() {
        return targets;
    }

    /** Those that it has by that moment. */
    public List<String> targets(long now) {
        return IntStream.range(0, targets.size())
                .filter(i -> timeline.isTarget(i, now))
                .mapToObj(targets::get)
                .toList();
    }

    /** The deployments to instances that were launched while this one ran. */
    public List<Deployment> updates() {
        return List.copyOf(updates);
    }

    /** What CodeDeploy says of its status. */
    public List<String> messages() {
        return plan.messages();
    }

    void update(Deployment deployment) {
        updates.add(deployment);
    }

    /** A lifecycle event that has ended on a target. */
    public record Happened(String target, String event, boolean failed, String reason, Instant at) {}

    /** What has ended by a moment, in the order in which it did; what ended together, by target. */
    public List<Happened> history(Instant moment) {
        List<Happened> history = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            for (Timeline.Event event : timeline.events(i, moment.toEpochMilli())) {
                if (event.end() != Timeline.NEVER) {
                    history.add(new Happened(
                            targets.get(i),
                            event.name(),
                            event.status() == Timeline.EventStatus.Failed,
                            event.failure()
                                    .map(script -> script.errorCode()
                                            + script.path()
                                                    .map(path -> ": " + path)
                                                    .orElse(""))
                                    .orElse(""),
                            Instant.ofEpochMilli(event.end())));
                }
            }
        }
        history.sort(Comparator.comparing(Happened::at).thenComparing(Happened::target));
        return history;
    }

    /** Whether nothing more happens to a target after a moment. */
    public boolean isFinal(String target, Instant moment) {
        return switch (timeline.targetStatus(indexOf(target).orElseThrow(), moment.toEpochMilli())) {
            case Succeeded, Failed, Skipped -> true;
            case Pending, InProgress, Ready -> false;
        };
    }

    public OptionalInt indexOf(String target) {
        if (indexes.isEmpty()) {
            for (int i = 0; i < targets.size(); i++) {
                indexes.put(targets.get(i), i);
            }
        }
        Integer index = indexes.get(target);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    public Origin origin() {
        return origin;
    }

    public DeploymentPlan plan() {
        return plan;
    }

    public FetchedBundle bundle() {
        return bundle;
    }

    public boolean isOriginal(int target) {
        return target >= targets.size() - originals;
    }

    public boolean hasLabels() {
        return originals > 0 || group.kind() == DeploymentGroup.Kind.BLUE_GREEN;
    }

    public Timeline timeline() {
        return timeline;
    }

    void intervene(Interventions interventions) {
        timeline = new Timeline(course, interventions);
    }

    /** It will fail instead of starting. */
    void cannotStart(ErrorInformation reason) {
        course = course.failingToStart(reason);
        timeline = new Timeline(course, timeline.interventions());
    }

    void rollback(Optional<Deployment> deployment, String message) {
        rollback = deployment;
        rollbackMessage = message;
    }

    public String rollbackMessage() {
        return rollbackMessage;
    }

    /** What the request to stop it said of a rollback, if anything. */
    Optional<Boolean> rollbackRequested() {
        return rollbackRequested;
    }

    void requestRollback(boolean rollingBack) {
        rollbackRequested = Optional.of(rollingBack);
    }

    /** True the first time only. */
    boolean settle() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    @Override
    public String toString() {
        return id + " of " + origin.revision() + " to " + group.application().name() + "/" + group.name();
    }
}
