package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.EarlyEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;

/**
 * What the log of a freestyle build is to say if Jenkins goes down now: such a build does not go on afterwards, but its
 * deployment does.
 */
public final class UnfinishedDeployment extends InvisibleAction implements RunAction2 {

    private static final Logger LOGGER = Logger.getLogger(UnfinishedDeployment.class.getName());

    private String farewell;

    UnfinishedDeployment(Deployment begun) {
        farewell = EarlyEnd.farewell(begun);
    }

    /** Keeps up with the deployment, and saves the build with it whenever there is something else to say. */
    void follow(Deployment deployment, Run<?, ?> build) {
        String next = EarlyEnd.farewell(deployment);
        if (!next.equals(farewell)) {
            farewell = next;
            save(build);
        }
    }

    @Override
    public void onAttached(@NonNull Run<?, ?> build) {
        // The build is saved as soon as there is more to say than that nothing is deployed.
    }

    /** Builds that run are not loaded: this one ended when Jenkins did. */
    @Override
    public void onLoad(@NonNull Run<?, ?> build) {
        try {
            // The build has no listener any more, and its log is closed.
            Files.writeString(
                    build.getRootDir().toPath().resolve("log"),
                    "ERROR: Jenkins went down during the build. " + farewell + "\n",
                    build.getCharset(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot tell in the log of " + build + ": " + farewell);
        }
        build.removeAction(this);
        save(build);
    }

    private static void save(Run<?, ?> build) {
        try {
            build.save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot save what " + build + " is to say if Jenkins goes down");
        }
    }
}
