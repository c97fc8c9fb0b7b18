package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.model.EnvironmentContributingAction;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence.Ended;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a freestyle build's later steps know of the deployment before them. */
public final class DeploymentVariables extends InvisibleAction implements EnvironmentContributingAction {

    /** In characters. Windows takes no longer variable, and a step with a longer one cannot start a process there. */
    private static final int LONGEST_VARIABLE = 32_000;

    private final String deploymentId;
    /** Null where an earlier version has saved it. */
    private final String deploymentIds;

    private final String revision;

    /** @param earlier the deployments of the same step that ended before this one */
    DeploymentVariables(List<Ended> earlier, Result result) {
        this.deploymentId = result.deploymentId();
        this.deploymentIds = Stream.concat(earlier.stream().map(Ended::result), Stream.of(result))
                .map(Result::deploymentId)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.joining(","));
        this.revision = result.revision().map(DeploymentVariables::address).orElse("");
    }

    private static String address(Revision revision) {
        String address = revision.address();
        return address.length() <= LONGEST_VARIABLE ? address : revision.uri();
    }

    @Override
    public void buildEnvironment(@NonNull Run<?, ?> run, @NonNull EnvVars variables) {
        variables.put("CODEDEPLOY_DEPLOYMENT_ID", deploymentId);
        variables.put("CODEDEPLOY_DEPLOYMENT_IDS", deploymentIds == null ? deploymentId : deploymentIds);
        variables.put("CODEDEPLOY_REVISION", revision);
    }
}
