package io.jenkins.plugins.crossaccountdeploy.redeployment;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.drift.KnownDeployments;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;

/** Asks AWS about deployment groups, with the role session that deployments to them have, and changes nothing. */
public interface GroupQueries extends ExtensionPoint {

    /** Those of this Jenkins. */
    static GroupQueries get() {
        return ExtensionList.lookupSingleton(GroupQueries.class);
    }

    /**
     * Looks what a group runs. Takes 15 seconds at most.
     *
     * @param environment of the group, without faults
     * @param known what was deployed to it from here
     * @throws InterruptedException if the thread is interrupted
     */
    GroupLook look(DeploymentEnvironment environment, Cell cell, KnownDeployments known) throws InterruptedException;
}
