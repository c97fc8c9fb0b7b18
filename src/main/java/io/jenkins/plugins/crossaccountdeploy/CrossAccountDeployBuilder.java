package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.Project;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.crossaccountdeploy.configuration.EnvironmentUsers;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
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
     * @param step what to deploy; null, as Job DSL gives it where a script says nothing of it, for what names no environment
     */
    @DataBoundConstructor
    public CrossAccountDeployBuilder(@CheckForNull CrossAccountDeployStep step) {
        this.step = step == null ? new CrossAccountDeployStep("") : step;
    }

    /** What is stored without its step, by hand or by a script, names no environment. */
    private Object readResolve() {
        return new CrossAccountDeployBuilder(step);
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
        Result result = FreestyleDeployment.run(build, listener, request);
        if (result.outcome() == Outcome.SUPERSEDED) {
            build.setResult(hudson.model.Result.NOT_BUILT);
            listener.error(result.error());
            // An exception would make it a failure.
            return false;
        }
        if (!result.outcome().isGood()) {
            throw new AbortException(result.error());
        }
        return true;
    }

    /** The form of the build step. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    @Symbol("crossAccountDeploy")
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> implements EnvironmentUsers {

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.CrossAccountDeployStep_DisplayName();
        }

        /** Of freestyle jobs alone: the scripts of Pipelines are not read. */
        @Override
        @SuppressWarnings("rawtypes")
        public Set<String> jobs(String environment) {
            Set<String> names = new TreeSet<>();
            for (Project job : Jenkins.get().getAllItems(Project.class)) {
                for (Object builder : job.getBuildersList()) {
                    if (builder instanceof CrossAccountDeployBuilder deploys
                            && deploys.getStep().getEnvironment().equals(environment)) {
                        names.add(job.getFullName());
                    }
                }
            }
            return names;
        }

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
