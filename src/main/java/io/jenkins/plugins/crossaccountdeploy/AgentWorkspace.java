package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Run;
import hudson.remoting.ChannelClosedException;
import hudson.remoting.RequestAbortedException;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.deployment.Workspace;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.template.Variables;
import java.io.File;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.HashSet;
import java.util.Set;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

/**
 * A build's workspace. Its files are bundled and sent by the agent that has them; of what is in them, the
 * controller gets the AppSpec and the task definition alone.
 */
final class AgentWorkspace implements Workspace {

    /** Finds the workspace each time anew, since the agent may have gone and come back. */
    interface Finder {

        /**
         * Finds the workspace.
         *
         * @return null if there is none
         * @throws IOException if its agent is not there for now
         */
        FilePath find() throws IOException, InterruptedException;
    }

    /** Finds the variables of the build when they are needed: none of them is saved with the run. */
    interface VariablesFinder {

        /** @throws IOException if the agent that has some of them is not there for now */
        Variables find() throws IOException, InterruptedException;

        /** Those of a freestyle build. */
        static VariablesFinder of(AbstractBuild<?, ?> build, BuildListener listener) {
            return () -> {
                EnvVars variables = build.getEnvironment(listener);
                variables.overrideAll(build.getBuildVariables());
                Set<String> secrets = secretParameters(build);
                secrets.addAll(build.getSensitiveBuildVariables());
                return new Variables(variables, secrets);
            };
        }

        /** Those where a step of a Pipeline is. */
        static VariablesFinder of(StepContext context) {
            return () -> {
                Set<String> secrets = secretParameters(context.get(Run.class));
                EnvironmentExpander around = context.get(EnvironmentExpander.class);
                if (around != null) {
                    secrets.addAll(around.getSensitiveVariables());
                }
                return new Variables(context.get(EnvVars.class), secrets);
            };
        }

        private static Set<String> secretParameters(Run<?, ?> build) {
            Set<String> secrets = new HashSet<>();
            for (ParametersAction action : build.getActions(ParametersAction.class)) {
                action.getParameters().stream()
                        .filter(ParameterValue::isSensitive)
                        .map(ParameterValue::getName)
                        .forEach(secrets::add);
            }
            return secrets;
        }
    }

    private final Finder finder;
    private final VariablesFinder variables;

    AgentWorkspace(Finder finder, VariablesFinder variables) {
        this.finder = finder;
        this.variables = variables;
    }

    @Override
    public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
        return there(workspace(), new Bundling(selection, destination));
    }

    @Override
    public AppSpec appSpec(Selection selection) throws IOException, InterruptedException {
        return there(workspace(), new ReadingAppSpec(selection));
    }

    @Override
    public String taskDefinition(Selection selection, String path) throws IOException, InterruptedException {
        return there(workspace(), new ReadingTaskDefinition(selection, path));
    }

    @Override
    public Variables variables() throws IOException, InterruptedException {
        try {
            return variables.find();
        } catch (IOException e) {
            throw new Workspace.AwayException("The build's variables cannot be read: " + Explanation.reason(e), e);
        }
    }

    private FilePath workspace() throws IOException, InterruptedException {
        FilePath workspace;
        try {
            workspace = finder.find();
        } catch (IOException e) {
            throw new Workspace.AwayException("The workspace cannot be reached: " + Explanation.reason(e), e);
        }
        if (workspace == null) {
            throw new BundleException("There is no workspace to bundle. Run crossAccountDeploy inside node { ... },"
                    + " or name the revision to deploy.");
        }
        return workspace;
    }

    /** Does something where the files are. When the connection breaks meanwhile, it can be done again. */
    private static <T> T there(FilePath workspace, MasterToSlaveFileCallable<T> task)
            throws IOException, InterruptedException {
        try {
            return workspace.act(task);
        } catch (ChannelClosedException | RequestAbortedException e) {
            throw new Workspace.AwayException(
                    "The agent that has the workspace " + workspace.getRemote() + " was disconnected", e);
        }
    }

    private static final class Bundling extends MasterToSlaveFileCallable<Bundle>
            implements SerializableOnlyOverRemoting {

        private static final long serialVersionUID = 1;

        private final Selection selection;

        @SuppressFBWarnings(value = "SE_BAD_FIELD", justification = "what travels is a proxy, which is serializable")
        private final Destination destination;

        Bundling(Selection selection, Destination destination) {
            this.selection = selection;
            this.destination = destination;
        }

        /**
         * What travels has a proxy of the destination. Remoting takes it back when the call ends, however it ends, since it is
         * exported while the call is serialized; else the agent could use it for as long as it is connected.
         */
        private Object writeReplace() throws NotSerializableException {
            return new Bundling(selection, getChannelForSerialization().export(Destination.class, destination));
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

    private static final class ReadingTaskDefinition extends MasterToSlaveFileCallable<String> {

        private static final long serialVersionUID = 1;

        private final Selection selection;
        private final String path;

        ReadingTaskDefinition(Selection selection, String path) {
            this.selection = selection;
            this.path = path;
        }

        @Override
        public String invoke(File workspace, VirtualChannel controller) throws IOException {
            return AppSpec.readTaskDefinition(workspace.toPath(), selection, path);
        }
    }
}
