package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.model.EnvironmentContributingAction;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;

/** What a freestyle build's later steps know of the deployment before them. */
public final class DeploymentVariables extends InvisibleAction implements EnvironmentContributingAction {

    private final String deploymentId;
    private final String revision;

    DeploymentVariables(Result result) {
        this.deploymentId = result.deploymentId();
        this.revision = result.revision().map(DeploymentVariables::address).orElse("");
    }

    private static String address(Revision revision) {
        return revision instanceof S3Revision object ? object.address() : revision.uri();
    }

    @Override
    public void buildEnvironment(@NonNull Run<?, ?> run, @NonNull EnvVars variables) {
        variables.put("CODEDEPLOY_DEPLOYMENT_ID", deploymentId);
        variables.put("CODEDEPLOY_REVISION", revision);
    }
}
