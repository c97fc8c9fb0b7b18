package io.jenkins.plugins.crossaccountdeploy.administration;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;

/**
 * Asks AWS about an environment, saved or not, with the credentials that its deployments have. Nothing is changed by it. The
 * environment must be without faults.
 */
public interface EnvironmentQueries extends ExtensionPoint {

    /** Those of this Jenkins. */
    static EnvironmentQueries get() {
        return ExtensionList.lookupSingleton(EnvironmentQueries.class);
    }

    /**
     * Checks whether deployments would work. Takes 20 seconds at most.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    Checklist check(DeploymentEnvironment environment) throws InterruptedException;

    /**
     * Who Jenkins is in the development account. Takes 5 seconds at most.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    Identity identify(DeploymentEnvironment environment) throws InterruptedException;
}
