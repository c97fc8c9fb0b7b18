package io.jenkins.plugins.crossaccountdeploy.redeployment;

import hudson.Util;
import hudson.model.ModelObject;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import java.util.List;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Looks on demand whether a group runs what something other than this Jenkins has deployed, for those whom {@link
 * RedeployOffers#mayLook} lets.
 */
public final class LookPage implements ModelObject {

    private final Journal journal;

    public LookPage(Journal journal) {
        this.journal = journal;
    }

    @Override
    public String getDisplayName() {
        return Messages.LookPage_DisplayName();
    }

    /** Asks AWS, and answers with what it says. Not found, for those who may not. */
    @POST
    public HttpResponse doLook(
            @QueryParameter String environment, @QueryParameter String application, @QueryParameter String group)
            throws InterruptedException {
        Cell cell = new Cell(Util.fixNull(environment), Util.fixNull(application), Util.fixNull(group));
        if (journal.entries(cell).isEmpty() || !new RedeployOffers(journal).mayLook(cell)) {
            throw HttpResponses.notFound();
        }
        DeploymentEnvironment configured = CrossAccountDeployConfiguration.get()
                .environment(cell.environment())
                .orElseThrow(HttpResponses::notFound);
        List<String> faults = configured.faults(LocaleProvider.getLocale());
        return HttpResponses.forwardToView(
                faults.isEmpty()
                        ? GroupQueries.get().look(configured, cell, journal.known(cell))
                        : GroupLook.unknown(cell, String.join("; ", faults)),
                "index");
    }
}
