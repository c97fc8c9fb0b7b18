package io.jenkins.plugins.crossaccountdeploy.page;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.YesNoMaybe;
import jenkins.model.Tab;
import jenkins.model.TransientActionFactory;

/** The deployments of a build: a tab of its new page, a link and a summary on its classic one. */
public final class DeploymentsTab extends Tab {

    private final Run<?, ?> build;

    DeploymentsTab(Run<?, ?> build) {
        super(build);
        this.build = build;
    }

    @NonNull
    @Override
    public String getIconFileName() {
        return "symbol-paper-plane-outline";
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.DeploymentsTab_DisplayName();
    }

    @NonNull
    @Override
    public String getUrlName() {
        return "deployments";
    }

    /** In the order in which they began. */
    public List<DeploymentPage> getPages() {
        List<RunRecord> records = DeploymentHistory.get().records(build);
        List<DeploymentPage> pages = new ArrayList<>();
        for (RunRecord record : records) {
            pages.add(new DeploymentPage(build, pages.size() + 1, record));
        }
        return pages;
    }

    /** {@code deployments/1/}; null if there is no such deployment. */
    @CheckForNull
    public DeploymentPage getDynamic(String number) {
        return getPages().stream()
                .filter(page -> String.valueOf(page.getNumber()).equals(number))
                .findFirst()
                .orElse(null);
    }

    /** All records as JSON, at {@code api/json}. */
    public Json getApi() {
        return new Json(() -> Map.of("deployments", DeploymentHistory.get().records(build)));
    }

    /** Tells that a build has records; it has to be saved then. */
    public static void mark(Run<?, ?> build) {
        if (build.getAction(Mark.class) == null) {
            build.addAction(new Mark());
        }
    }

    /** Marks a build that has records; saved with it, so that nobody has to look for their files. */
    public static final class Mark extends InvisibleAction {}

    /** Finds the builds that have records. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Run> {

        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @NonNull
        @Override
        @SuppressWarnings("unchecked")
        public Collection<? extends Action> createFor(@NonNull Run build) {
            // What is saved alone: transient actions are what this is asked for.
            boolean isMarked = ((Run<?, ?>) build).getActions().stream().anyMatch(Mark.class::isInstance);
            return isMarked ? Set.of(new DeploymentsTab(build)) : Set.of();
        }
    }
}
