package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How the service words what happens in a deployment, where it is not the usual: later values of enumerations, odd texts. */
public final class Wording {

    private final Map<String, String> deploymentStatuses = new HashMap<>();
    private final Map<String, String> targetStatuses = new HashMap<>();
    private final Map<String, String> eventStatuses = new HashMap<>();
    private Optional<String> targetType = Optional.empty();
    private UnaryOperator<String> texts = UnaryOperator.identity();
    private boolean counts = true;

    Wording() {}

    /** Says another status of the deployment where it would have said that one. */
    public Wording deploymentStatus(String usual, String instead) {
        deploymentStatuses.put(usual, instead);
        return this;
    }

    /** The same for targets. */
    public Wording targetStatus(String usual, String instead) {
        targetStatuses.put(usual, instead);
        return this;
    }

    /** The same for lifecycle events. */
    public Wording eventStatus(String usual, String instead) {
        eventStatuses.put(usual, instead);
        return this;
    }

    /** Targets are of a type that this version of the API does not know, such as {@code KubernetesTarget}. */
    public Wording targetType(String type) {
        targetType = Optional.of(type);
        return this;
    }

    /** Changes every text that the service, the agent or a script writes. */
    public Wording texts(UnaryOperator<String> change) {
        texts = change;
        return this;
    }

    /** Says nothing of how many targets there are. */
    public Wording countingNothing() {
        counts = false;
        return this;
    }

    public boolean counts() {
        return counts;
    }

    public String ofDeployment(String status) {
        return deploymentStatuses.getOrDefault(status, status);
    }

    public String ofTarget(Timeline.TargetStatus status) {
        return targetStatuses.getOrDefault(status.name(), status.name());
    }

    public String ofEvent(Timeline.EventStatus status) {
        return eventStatuses.getOrDefault(status.name(), status.name());
    }

    public Optional<String> targetType() {
        return targetType;
    }

    /** A text as it is written; nothing stays nothing. */
    public String text(String usual) {
        return usual == null || usual.isEmpty() ? usual : texts.apply(usual);
    }
}
