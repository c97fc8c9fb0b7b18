package io.jenkins.plugins.crossaccountdeploy.redeployment;

import hudson.Extension;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Place;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.page.DeployingAgain;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import java.util.List;
import jenkins.YesNoMaybe;

/** Offers by what the journal knows of a deployment, which more than one run may have seen to. */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class AgainFromJournal implements DeployingAgain {

    @Override
    public List<Offer> offers(RunRecord run) {
        if (!run.state().isOver() || !run.deployment().isKnown()) {
            return List.of();
        }
        Place place = run.place();
        Journal journal = DeploymentHistory.get().journal();
        RedeployOffers offers = new RedeployOffers(journal);
        return journal.entries(new Cell(place.environment(), place.application(), place.deploymentGroup())).stream()
                .filter(entry -> isOf(run, entry))
                .limit(1)
                .flatMap(entry -> offers.again(entry, run.deployment().hasFailedInApplicationStop()).stream())
                .map(view -> new Offer(view.getLabel(), "deployments/" + view.getUrl()))
                .toList();
    }

    private static boolean isOf(RunRecord run, JournalEntry entry) {
        return entry.deploymentId().equals(run.deployment().id());
    }

    @Override
    public boolean isPossible(RunRecord run) {
        return CrossAccountDeployConfiguration.get()
                .environment(run.place().environment())
                .filter(environment -> !environment.getRedeployJob().isEmpty())
                .isPresent();
    }
}
