package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import java.io.IOException;
import java.time.InstantSource;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * The build step of a freestyle job. It has the fields of the Pipeline step, and leaves {@code CODEDEPLOY_DEPLOYMENT_ID} and
 * {@code CODEDEPLOY_REVISION} to the steps after it.
 */
public final class CrossAccountDeployBuilder extends Builder {

    private final CrossAccountDeployStep step;

    /**
     * @param step what to deploy
     */
    @DataBoundConstructor
    public CrossAccountDeployBuilder(CrossAccountDeployStep step) {
        this.step = step;
    }

    public CrossAccountDeployStep getStep() {
        return step;
    }

    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException {
        EnvVars variables = build.getEnvironment(listener);
        variables.overrideAll(build.getBuildVariables());
        TakenOrder order = OrderTaker.take(step, variables::expand, build);
        DevelopmentCredentials.check(order, build);
        InstantSource clock = InstantSource.system();
        Driver driver = DeploymentRun.driver(
                Checkpoint.of(Deployment.of(order.order(), clock.instant())),
                DevelopmentCredentials.of(order.credentialsId(), build, clock),
                new AgentWorkspace(() -> workspace(build)),
                new LogConsole(listener.getLogger(), 0),
                checkpoint -> {} // A freestyle build does not outlive the controller: there is nothing to save for.
                );
        Result result = arrive(driver, listener);
        build.addAction(new DeploymentVariables(result));
        if (result.outcome() == Outcome.TIMED_OUT) {
            build.setResult(hudson.model.Result.ABORTED);
        }
        if (!result.outcome().isGood()) {
            throw new AbortException(result.error());
        }
        return true;
    }

    private static FilePath workspace(AbstractBuild<?, ?> build) throws IOException {
        FilePath workspace = build.getWorkspace();
        if (workspace == null) {
            throw new IOException(build.getBuiltOnStr() + " is offline");
        }
        return workspace;
    }

    /** Steps until the run ends. When the build is aborted, the run ends early; when it is aborted again, at once. */
    private static Result arrive(Driver driver, BuildListener listener) throws InterruptedException {
        InterruptedException aborted = null;
        while (!(driver.deployment().stage() instanceof Stage.Done)) {
            try {
                Thread.sleep(driver.step().toMillis());
            } catch (InterruptedException e) {
                if (Jenkins.get().isTerminating()) {
                    listener.error(Farewell.to(driver.deployment()));
                    throw e;
                }
                aborted = e;
                driver.interrupt(new Interruption(Outcome.ABORTED, "the build was aborted"));
            }
        }
        Result result = ((Stage.Done) driver.deployment().stage()).result();
        if (aborted != null && result.outcome() == Outcome.ABORTED) {
            listener.error(result.error());
            throw aborted;
        }
        return result;
    }

    /** The form of the build step. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    @Symbol("crossAccountDeploy")
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @NonNull
        @Override
        public String getDisplayName() {
            return "Deploy to another AWS account with CodeDeploy";
        }

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
