package io.jenkins.plugins.crossaccountdeploy.board;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.RootAction;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.monitoring.DailyCheck;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.page.Json;
import io.jenkins.plugins.crossaccountdeploy.redeployment.LookPage;
import io.jenkins.plugins.crossaccountdeploy.redeployment.RedeployPage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import jenkins.YesNoMaybe;

/** The board of all that the viewer may see, at {@code deployments/}. */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class DeploymentBoard implements RootAction {

    static final String ICON = "symbol-paper-plane-outline";

    static final String URL = "deployments";

    /** Null, which is no link, for those who would find nothing there. */
    @CheckForNull
    @Override
    public String getIconFileName() {
        CurrentUser viewer = new CurrentUser();
        boolean isToBeSeen = Board.isVisible(journal(), viewer)
                || viewer.isAdministrator() && !configured().isEmpty();
        return isToBeSeen ? ICON : null;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.DeploymentBoard_DisplayName();
    }

    @NonNull
    @Override
    public String getUrlName() {
        return URL;
    }

    static Journal journal() {
        return DeploymentHistory.get().journal();
    }

    static List<Column.Configured> configured() {
        Set<String> failing = DailyCheck.failing();
        return CrossAccountDeployConfiguration.get().getEnvironments().stream()
                .map(environment -> new Column.Configured(
                        environment.getName(),
                        environment.getRegion(),
                        failing.contains(environment.getName()),
                        environment::allows))
                .toList();
    }

    /** The board as it is now. */
    public BoardView getBoard() {
        return view(new CurrentUser());
    }

    static BoardView view(Viewer viewer) {
        return new BoardView(Board.of(journal(), configured(), viewer), viewer, Instant.now());
    }

    /** The history of a cell. Null, which is not found, if there is nothing of it that may be seen. */
    @CheckForNull
    public CellPage getCell(String key) {
        return CellPage.find(key, new CurrentUser()).orElse(null);
    }

    /** Where rollbacks and promotions are asked for. */
    public RedeployPage getRedeploy() {
        return new RedeployPage(journal());
    }

    /** Where AWS is asked what runs. */
    public LookPage getLook() {
        return new LookPage(journal());
    }

    /** The board as JSON, at {@code api/json}. */
    public Json getApi() {
        return json(new CurrentUser());
    }

    static Json json(Viewer viewer) {
        return new Json(() -> BoardDocument.of(Board.of(journal(), configured(), viewer), Instant.now()));
    }
}
