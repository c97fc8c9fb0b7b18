package org.jenkinsci.plugins.workflow.graph;

import hudson.model.Action;
import hudson.model.Actionable;
import hudson.model.Saveable;

public abstract class FlowNode extends Actionable implements Saveable {
    FlowNode() {}

    @Override
    public <T extends Action> T getAction(Class<T> type) {
        return null;
    }

    public final boolean isActive() {
        return false;
    }
}
