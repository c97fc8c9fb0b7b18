package io.jenkins.plugins.crossaccountdeploy.board;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.ModelObject;
import io.jenkins.plugins.crossaccountdeploy.page.Json;
import io.jenkins.plugins.crossaccountdeploy.redeployment.RedeployOffers;
import java.time.Instant;
import java.util.Optional;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.GET;

/** The page of a cell's history. */
public final class CellPage implements ModelObject {

    private final CellHistory history;
    private final Viewer viewer;
    private final Optional<Job<?, ?>> job;

    private CellPage(CellHistory history, Viewer viewer, Optional<Job<?, ?>> job) {
        this.history = history;
        this.viewer = viewer;
        this.job = job;
    }

    /** @param key of the cell */
    static Optional<CellPage> find(String key, Viewer viewer) {
        return Board.cell(DeploymentBoard.journal(), key, viewer)
                .map(history -> new CellPage(history, viewer, Optional.empty()));
    }

    /** The same on the pages of a job. */
    CellPage of(Job<?, ?> owner) {
        return new CellPage(history, viewer, Optional.of(owner));
    }

    @Override
    public String getDisplayName() {
        return Messages.CellPage_DisplayName(
                history.cell().application(),
                history.cell().deploymentGroup(),
                history.cell().environment());
    }

    /** The job whose page this is; null if it is of no job. */
    @CheckForNull
    public Job<?, ?> getObject() {
        return job.orElse(null);
    }

    /** What it shows. */
    public CellView getView() {
        return new CellView(history, viewer, Instant.now());
    }

    /** What the viewer may do from here. */
    public RedeployOffers getOffers() {
        return new RedeployOffers(DeploymentBoard.journal());
    }

    /** The remote API. */
    public Api getApi() {
        return new Api(getView());
    }

    /** The history as JSON, at {@code api/json}. */
    public static final class Api {

        private final CellView view;

        Api(CellView view) {
            this.view = view;
        }

        /** @param page from 1 */
        @GET
        public HttpResponse doJson(@QueryParameter String page) {
            return Json.answer(BoardDocument.HistoryDocument.of(view, view.page(page)));
        }
    }
}
