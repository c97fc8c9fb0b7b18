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
import hudson.model.Executor;
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
import java.util.stream.Collectors;
import jenkins.YesNoMaybe;
import jenkins.model.CauseOfInterruption;
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
        RequestFactory.Requested request = RequestFactory.ofFreestyle(step, variables, build);
        DevelopmentCredentials.check(request, build);
        InstantSource clock = InstantSource.system();
        Deployment deployment = Deployment.of(request.request(), clock.instant());
        UnfinishedDeployment unfinished = new UnfinishedDeployment(deployment);
        build.addAction(unfinished);
        Driver driver = SharedResources.get()
                .driver(
                        Checkpoint.of(deployment),
                        DevelopmentCredentials.of(request.credentialsId(), build, clock),
                        new AgentWorkspace(() -> workspace(build)),
                        LogConsole.of(listener),
                        checkpoint -> unfinished.follow(checkpoint.deployment(), build));
        boolean aborted;
        try {
            aborted = arrive(driver, build);
        } finally {
            if (!isGoingDown()) {
                build.removeAction(unfinished);
            }
        }
        Result result = ((Stage.Done) driver.deployment().stage()).result();
        build.addAction(new DeploymentVariables(result));
        return end(result, aborted, listener);
    }

    private static boolean isGoingDown() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        return jenkins == null || jenkins.isTerminating();
    }

    private static FilePath workspace(AbstractBuild<?, ?> build) throws IOException {
        FilePath workspace = build.getWorkspace();
        if (workspace == null) {
            throw new IOException(build.getBuiltOnStr() + " is offline");
        }
        return workspace;
    }

    /**
     * Steps until the run ends. When the build is aborted, the run ends early; when it is aborted again, at once.
     *
     * @return whether the build was aborted
     * @throws InterruptedException if Jenkins goes down
     */
    private static boolean arrive(Driver driver, AbstractBuild<?, ?> build) throws InterruptedException {
        boolean aborted = false;
        while (!driver.deployment().isDone()) {
            try {
                Thread.sleep(driver.step().toMillis());
            } catch (InterruptedException e) {
                if (isGoingDown()) {
                    throw e;
                }
                aborted = true;
                driver.interrupt(new Interruption(Outcome.ABORTED, reason(build)));
            }
        }
        return aborted;
    }

    private static String reason(AbstractBuild<?, ?> build) {
        Executor executor = build.getExecutor();
        String causes = executor == null
                ? ""
                : executor.getCausesOfInterruption().stream()
                        .map(CauseOfInterruption::getShortDescription)
                        .collect(Collectors.joining(", "));
        return causes.isEmpty() ? "the build was aborted" : causes;
    }

    /** A build that was aborted ends, whatever has become of its deployment; one whose time is up ends in the same way. */
    private static boolean end(Result result, boolean aborted, BuildListener listener)
            throws AbortException, InterruptedException {
        if (aborted || result.outcome() == Outcome.TIMED_OUT) {
            if (!result.error().isEmpty()) {
                listener.error(result.error());
            }
            throw new InterruptedException();
        }
        if (!result.outcome().isGood()) {
            throw new AbortException(result.error());
        }
        return true;
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
