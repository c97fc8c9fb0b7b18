package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is going to happen in a deployment. Without a word everything succeeds, in a few seconds a target.
 *
 * <p>A plan is read when its deployment is created; changing it later changes nothing.
 */
public final class DeploymentPlan {

    private static final String EVERY_TARGET = "*";

    private final Map<String, Map<String, Script>> failures = new HashMap<>();
    private final Map<String, Map<String, Duration>> durations = new HashMap<>();
    private final Set<String> unresponsive = new HashSet<>();
    private Optional<Duration> startDelay = Optional.empty();
    private Duration baking = Duration.ZERO;
    private double pace = 1;
    private Optional<ErrorInformation> failure = Optional.empty();
    private Optional<Duration> alarm = Optional.empty();
    private Duration rollbackTold = Duration.ZERO;
    private final List<String> launched = new ArrayList<>();
    private final Map<String, Duration> joining = new LinkedHashMap<>();
    private final List<String> messages = new ArrayList<>();
    private final Wording wording = new Wording();
    private DeploymentPlan rollback;

    /** What CodeDeploy gives as the reason for the end of a deployment. */
    public record ErrorInformation(String code, String message) {}

    /** On that target that event fails. */
    public DeploymentPlan fails(String target, String event, Script script) {
        failures.computeIfAbsent(target, any -> new HashMap<>()).put(event, script);
        return this;
    }

    /** On every target that event fails. */
    public DeploymentPlan failsEverywhere(String event, Script script) {
        return fails(EVERY_TARGET, event, script);
    }

    /** The agent of that instance does not answer: its first event fails after five minutes. */
    public DeploymentPlan unresponsive(String target) {
        unresponsive.add(target);
        return this;
    }

    /** On that target that event takes so long. */
    public DeploymentPlan takes(String target, String event, Duration time) {
        durations.computeIfAbsent(target, any -> new HashMap<>()).put(event, time);
        return this;
    }

    /** On every target that event takes so long. */
    public DeploymentPlan takes(String event, Duration time) {
        return takes(EVERY_TARGET, event, time);
    }

    /** Everything takes that many times as long as usual. */
    public DeploymentPlan slower(double times) {
        pace = times;
        return this;
    }

    /** How long the deployment is Created before it is InProgress, if not as long as all others. */
    public DeploymentPlan startsAfter(Duration delay) {
        startDelay = Optional.of(delay);
        return this;
    }

    /** How long the alarms are watched when all targets are done. */
    public DeploymentPlan bakes(Duration time) {
        baking = time;
        return this;
    }

    /** Instead of starting, the deployment fails as a whole. */
    public DeploymentPlan failsToStart(String errorCode, String message) {
        failure = Optional.of(new ErrorInformation(errorCode, message));
        return this;
    }

    /** So long after it was created, an alarm of the group goes off, which stops the deployment. */
    public DeploymentPlan alarmAfter(Duration time) {
        alarm = Optional.of(time);
        return this;
    }

    /** While it runs Auto Scaling launches an instance, which CodeDeploy brings up to date in a deployment of its own. */
    public DeploymentPlan launches(String instance) {
        launched.add(instance);
        return this;
    }

    /**
     * So long after it has started, these instances become further targets of an in-place deployment, which is over only when
     * they are done too.
     */
    public DeploymentPlan grows(Duration after, String... instances) {
        for (String instance : instances) {
            joining.put(instance, after);
        }
        return this;
    }

    /** How the service words what happens. */
    public DeploymentPlan worded(Consumer<Wording> change) {
        change.accept(wording);
        return this;
    }

    /** What CodeDeploy says of the deployment's status. */
    public DeploymentPlan says(String message) {
        messages.add(message);
        return this;
    }

    /** Only so long after the end of the deployment, it says what becomes of its rollback. */
    public DeploymentPlan tellsRollbackAfter(Duration time) {
        rollbackTold = time;
        return this;
    }

    /** What happens in the deployment that rolls this one back. */
    public DeploymentPlan rollback(Consumer<DeploymentPlan> plan) {
        plan.accept(rollback());
        return this;
    }

    DeploymentPlan rollback() {
        if (rollback == null) {
            rollback = new DeploymentPlan();
        }
        return rollback;
    }

    Optional<Script> failure(String target, String event) {
        Script script = failures.getOrDefault(target, Map.of()).get(event);
        return Optional.ofNullable(
                script != null
                        ? script
                        : failures.getOrDefault(EVERY_TARGET, Map.of()).get(event));
    }

    Optional<Duration> duration(String target, String event) {
        Duration duration = durations.getOrDefault(target, Map.of()).get(event);
        return Optional.ofNullable(
                duration != null
                        ? duration
                        : durations.getOrDefault(EVERY_TARGET, Map.of()).get(event));
    }

    boolean isUnresponsive(String target) {
        return unresponsive.contains(target);
    }

    Optional<Duration> startDelay() {
        return startDelay;
    }

    Duration baking() {
        return baking;
    }

    double pace() {
        return pace;
    }

    Optional<Duration> alarm() {
        return alarm;
    }

    public Duration rollbackTold() {
        return rollbackTold;
    }

    List<String> launched() {
        return launched;
    }

    /** The targets that there are not from the beginning, and how long after the start they are there. */
    Map<String, Duration> joining() {
        return joining;
    }

    public Wording wording() {
        return wording;
    }

    public List<String> messages() {
        return messages;
    }

    Optional<ErrorInformation> failureToStart() {
        return failure;
    }
}
