package io.jenkins.plugins.crossaccountdeploy.checkout;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.SCMListener;
import hudson.scm.SCM;
import hudson.scm.SCMRevisionState;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.YesNoMaybe;

/** Notes what Pipelines that may deploy check out, as the source control plugin itself tells it. */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class CheckoutListener extends SCMListener {

    private static final Logger LOGGER = Logger.getLogger(CheckoutListener.class.getName());

    /** Fails no checkout, whatever the source control plugin does. */
    @Override
    public void onCheckout(
            Run<?, ?> build,
            SCM scm,
            FilePath workspace,
            TaskListener listener,
            @CheckForNull File changelogFile,
            @CheckForNull SCMRevisionState pollingBaseline) {
        if (build instanceof AbstractBuild || !mayDeploy(build)) {
            return;
        }
        try {
            Map<String, String> variables = new TreeMap<>();
            scm.buildEnvironment(build, variables);
            CheckedOutCommit.of(variables).ifPresent(commit -> CheckedOutCommit.note(build, workspace, commit));
        } catch (RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "Cannot tell which commit " + build + " has checked out");
        }
    }

    private static boolean mayDeploy(Run<?, ?> build) {
        String job = build.getParent().getFullName();
        return CrossAccountDeployConfiguration.get().getEnvironments().stream()
                .anyMatch(environment -> environment.allows(job));
    }
}
