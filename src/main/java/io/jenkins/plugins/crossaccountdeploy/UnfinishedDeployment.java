package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.InvisibleAction;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentsTab;
import io.jenkins.plugins.crossaccountdeploy.queue.Ticket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;
import jenkins.model.RunAction2;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/**
 * Marks a build that has begun a deployment, so that it never ends without a word about one that goes on: neither when it is
 * killed, nor when it cannot go on after Jenkins went down, as freestyle builds cannot, nor Pipelines that are optimized for
 * performance after a crash. What there is to say is in the files of its runs.
 */
public final class UnfinishedDeployment extends InvisibleAction implements RunAction2 {

    private static final Logger LOGGER = Logger.getLogger(UnfinishedDeployment.class.getName());

    private static final String WENT_DOWN = "Jenkins went down during the build. ";

    UnfinishedDeployment() {}

    /** Marks a build, at once and for good. */
    static void mark(Run<?, ?> build) {
        if (build.getAction(UnfinishedDeployment.class) == null) {
            build.addAction(new UnfinishedDeployment());
            DeploymentsTab.mark(build);
            save(build);
        }
    }

    /** Whether the run with a ticket goes on, or will when Pipeline resumes its build. */
    static boolean isUnderWay(Ticket ticket) {
        String name = DeploymentHistory.get().journal().nameNow(ticket.job(), Instant.ofEpochMilli(ticket.started()));
        Run<?, ?> build = Jenkins.get().getItemByFullName(name) instanceof Job<?, ?> job
                ? job.getBuildByNumber(ticket.build())
                : null;
        return build != null
                && build.isBuilding()
                && CheckpointFile.of(build, ticket.token()).exists();
    }

    @Override
    public void onAttached(@NonNull Run<?, ?> build) {
        // Nothing is left behind yet.
    }

    @Override
    public void onLoad(@NonNull Run<?, ?> build) {
        if (build instanceof FlowExecutionOwner.Executable) {
            // Whether it goes on is known when it is loaded, which this is a part of.
            SharedResources.get().runInBackground(() -> {
                if (!goesOn(build)) {
                    ended(build);
                }
            });
        } else {
            // Builds that run are not loaded: this one ended when Jenkins did.
            ended(build);
        }
    }

    private static boolean goesOn(Run<?, ?> build) {
        // Returns when the build is loaded: a Pipeline whose execution was asked for before would never go on.
        Run<?, ?> loaded = build.getParent().getBuildByNumber(build.getNumber());
        try {
            FlowExecutionOwner owner =
                    loaded instanceof FlowExecutionOwner.Executable pipeline ? pipeline.asFlowExecutionOwner() : null;
            return owner != null && !owner.get().isComplete();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> build + " does not go on");
            return false;
        }
    }

    /** A build ends by itself when Jenkins goes down in good order. */
    private static String reason() {
        return SharedResources.isGoingDown() ? WENT_DOWN : "";
    }

    private void ended(Run<?, ?> build) {
        for (String farewell : farewells(build)) {
            try {
                // The build has no listener any more, and its log is closed.
                Files.writeString(
                        build.getRootDir().toPath().resolve("log"),
                        "ERROR: " + WENT_DOWN + farewell + "\n",
                        build.getCharset(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "Cannot tell in the log of " + build + ": " + farewell);
            }
        }
        DeploymentHistory.get().ended(build);
        build.removeActions(UnfinishedDeployment.class);
        save(build);
    }

    /** What the build is to say of each deployment that it leaves behind; to be said once. */
    private static List<String> farewells(Run<?, ?> build) {
        return CheckpointFile.of(build).stream()
                .flatMap(file -> farewell(build, file).stream())
                .toList();
    }

    private static Optional<String> farewell(Run<?, ?> build, CheckpointFile file) {
        try {
            return file.load()
                    .map(saved -> saved.checkpoint().deployment())
                    .filter(run -> file.delete() && !run.isDone())
                    .flatMap(run -> DeploymentHistory.get().left(build, run));
        } catch (IOException e) {
            return file.delete() ? Optional.of(e.getMessage()) : Optional.empty();
        }
    }

    private static void save(Run<?, ?> build) {
        try {
            build.save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot save whether " + build + " has begun a deployment");
        }
    }

    /** The end of a build, in whatever way. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    @SuppressWarnings("rawtypes")
    public static final class EndListener extends RunListener<Run> {

        @Override
        public void onCompleted(Run build, @NonNull TaskListener listener) {
            // The build is saved next.
            if (build.removeActions(UnfinishedDeployment.class)) {
                farewells(build).forEach(farewell -> listener.error(reason() + farewell));
                DeploymentHistory.get().ended(build);
            }
        }
    }
}
