package io.jenkins.plugins.crossaccountdeploy.page;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import java.util.List;

/** Offers to deploy what a run has deployed once more, as far as the current user may have that done. */
public interface DeployingAgain extends ExtensionPoint {

    /** Those of this Jenkins. */
    static DeployingAgain get() {
        return ExtensionList.lookupSingleton(DeployingAgain.class);
    }

    /**
     * An offer.
     *
     * @param label on its button
     * @param url of the page that asks before it has it done, relative to Jenkins' own address
     */
    record Offer(String label, String url) {}

    /** What there is to offer; nothing while the deployment goes on. */
    List<Offer> offers(RunRecord run);

    /** Whether an administrator has named a job that deploys again; without one there is never an offer. */
    boolean isPossible(RunRecord run);
}
