package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.template.Variables;
import java.io.IOException;

/** A workspace that does one thing differently. */
class WrappedWorkspace implements Workspace {

    private final Workspace inner;

    WrappedWorkspace(Workspace inner) {
        this.inner = inner;
    }

    @Override
    public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
        return inner.bundle(selection, destination);
    }

    @Override
    public AppSpec appSpec(Selection selection) throws IOException, InterruptedException {
        return inner.appSpec(selection);
    }

    @Override
    public String taskDefinition(Selection selection, String path) throws IOException, InterruptedException {
        return inner.taskDefinition(selection, path);
    }

    @Override
    public Variables variables() throws IOException, InterruptedException {
        return inner.variables();
    }
}
