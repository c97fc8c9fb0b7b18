package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.crossaccountdeploy.bundle.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.BundleException;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.Selection;
import io.jenkins.plugins.crossaccountdeploy.deployment.Workspace;
import java.io.File;
import java.io.IOException;
import jenkins.MasterToSlaveFileCallable;

/**
 * A build's workspace. Its files are bundled and sent by the agent that has them; all that comes back to the controller is
 * what they amount to.
 */
final class AgentWorkspace implements Workspace {

    /** Finds the workspace each time anew, since the agent may have gone and come back. */
    interface Finder {

        /**
         * Finds the workspace.
         *
         * @return null if there is none
         */
        FilePath find() throws IOException, InterruptedException;
    }

    private final Finder finder;

    AgentWorkspace(Finder finder) {
        this.finder = finder;
    }

    @Override
    public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
        FilePath workspace = workspace();
        GuardedDestination guarded = new GuardedDestination(destination);
        VirtualChannel agent = workspace.getChannel();
        try {
            return workspace.act(new Bundling(selection, agent.export(Destination.class, guarded)));
        } catch (IOException | RuntimeException e) {
            guarded.rethrowFailure();
            throw e;
        }
    }

    @Override
    public AppSpec appSpec(Selection selection) throws IOException, InterruptedException {
        return workspace().act(new ReadingAppSpec(selection));
    }

    private FilePath workspace() throws IOException, InterruptedException {
        FilePath workspace = finder.find();
        if (workspace == null) {
            throw new BundleException("There is no workspace to bundle. Run crossAccountDeploy inside node { ... },"
                    + " or name the revision to deploy.");
        }
        if (workspace.getChannel() == null) {
            throw new IOException("The agent that has the workspace " + workspace.getRemote() + " is offline");
        }
        return workspace;
    }

    private static final class Bundling extends MasterToSlaveFileCallable<Bundle> {

        private static final long serialVersionUID = 1;

        private final Selection selection;

        @SuppressFBWarnings(value = "SE_BAD_FIELD", justification = "what travels is a proxy, which is serializable")
        private final Destination destination;

        Bundling(Selection selection, Destination destination) {
            this.selection = selection;
            this.destination = destination;
        }

        @Override
        public Bundle invoke(File workspace, VirtualChannel controller) throws IOException, InterruptedException {
            return Bundler.bundle(workspace.toPath(), selection, destination);
        }
    }

    private static final class ReadingAppSpec extends MasterToSlaveFileCallable<AppSpec> {

        private static final long serialVersionUID = 1;

        private final Selection selection;

        ReadingAppSpec(Selection selection) {
            this.selection = selection;
        }

        @Override
        public AppSpec invoke(File workspace, VirtualChannel controller) throws IOException {
            return AppSpec.read(workspace.toPath(), selection);
        }
    }
}
