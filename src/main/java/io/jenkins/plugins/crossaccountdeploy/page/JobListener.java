package io.jenkins.plugins.crossaccountdeploy.page;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import java.time.Instant;
import jenkins.YesNoMaybe;

/** Keeps to jobs what is known by their names, when these change. */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class JobListener extends ItemListener {

    @Override
    public void onLocationChanged(Item item, String from, String to) {
        // Of a folder, Jenkins tells of each of its jobs.
        if (item instanceof Job) {
            DeploymentHistory.get().renamed(from, to);
            CrossAccountDeployConfiguration.get().renamed(from, to);
        }
    }

    @Override
    public void onDeleted(Item item) {
        DeploymentHistory.get().journal().deleted(item.getFullName(), Instant.now());
    }
}
