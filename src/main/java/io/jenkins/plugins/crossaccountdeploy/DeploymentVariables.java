package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.model.EnvironmentContributingAction;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;

/** What a freestyle build's later steps know of the deployment before them. */
public final class DeploymentVariables extends InvisibleAction implements EnvironmentContributingAction {

    /** In characters. Windows takes no longer variable, and a step with a longer one cannot start a process there. */
    private static final int LONGEST_VARIABLE = 32_000;

    private final String deploymentId;
    private final String revision;

    DeploymentVariables(Result result) {
        this.deploymentId = result.deploymentId();
        this.revision = result.revision().map(DeploymentVariables::address).orElse("");
    }

    private static String address(Revision revision) {
        String address = revision.address();
        return address.length() <= LONGEST_VARIABLE ? address : revision.uri();
    }

    @Override
    public void buildEnvironment(@NonNull Run<?, ?> run, @NonNull EnvVars variables) {
        variables.put("CODEDEPLOY_DEPLOYMENT_ID", deploymentId);
        variables.put("CODEDEPLOY_REVISION", revision);
    }
}
