package io.jenkins.plugins.crossaccountdeploy.board;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import io.jenkins.plugins.crossaccountdeploy.page.Json;
import java.util.Collection;
import java.util.List;
import jenkins.YesNoMaybe;
import jenkins.model.Tab;
import jenkins.model.TransientActionFactory;

/** The board of what one job has deployed, at {@code deployments/} below the job. */
public final class JobDeployments extends Tab {

    private final Job<?, ?> job;

    JobDeployments(Job<?, ?> job) {
        super(job);
        this.job = job;
    }

    /** Null, which is no link, for a job that has deployed nothing. */
    @CheckForNull
    @Override
    public String getIconFileName() {
        return Board.isVisible(DeploymentBoard.journal(), viewer()) ? DeploymentBoard.ICON : null;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.DeploymentBoard_DisplayName();
    }

    @NonNull
    @Override
    public String getUrlName() {
        return DeploymentBoard.URL;
    }

    private Viewer viewer() {
        return new CurrentUser().of(job.getFullName());
    }

    /** The board as it is now. */
    public BoardView getBoard() {
        return DeploymentBoard.view(viewer());
    }

    /** The history of a cell. Null, which is not found, if the job has deployed nothing there. */
    @CheckForNull
    public CellPage getCell(String key) {
        return CellPage.find(key, viewer()).map(page -> page.of(job)).orElse(null);
    }

    /** The board as JSON, at {@code api/json}. */
    public Json getApi() {
        return DeploymentBoard.json(viewer());
    }

    /** Adds the page to every job. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {

        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job target) {
            return List.of(new JobDeployments(target));
        }
    }
}
