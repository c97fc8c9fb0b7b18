package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import java.io.IOException;
import jenkins.YesNoMaybe;
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
        Result result = new FreestyleDeployment(build, listener, request).run();
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
