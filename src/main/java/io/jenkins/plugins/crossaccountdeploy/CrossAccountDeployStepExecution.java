package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.EarlyEnd;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A deployment of a Pipeline build. It is saved whenever it gets further, and goes on after a restart of the controller;
 * while it waits, it is nothing but its saved form and a timer.
 */
public final class CrossAccountDeployStepExecution extends StepExecution {

    private static final long serialVersionUID = 1;

    private static final Logger LOGGER = Logger.getLogger(CrossAccountDeployStepExecution.class.getName());

    private static final long SAVING_SECONDS = 60;

    private final String credentialsId;

    @SuppressWarnings("serial") // all that a checkpoint can hold is serializable
    private volatile Checkpoint checkpoint;

    /** Why the step is to end early; null as long as nobody wants it to. */
    private volatile Throwable stopped;

    private transient volatile RunLoop runLoop;

    private CrossAccountDeployStepExecution(StepContext context, Checkpoint checkpoint, String credentialsId) {
        super(context);
        this.checkpoint = checkpoint;
        this.credentialsId = credentialsId;
    }

    /**
     * @throws AbortException if the credentials are not there
     */
    static CrossAccountDeployStepExecution of(StepContext context, RequestFactory.Requested request)
            throws IOException, InterruptedException {
        DevelopmentCredentials.check(request, context.get(Run.class));
        return new CrossAccountDeployStepExecution(
                context,
                Checkpoint.of(
                        Deployment.of(request.request(), InstantSource.system().instant())),
                request.credentialsId());
    }

    @Override
    public boolean start() {
        setOut();
        return false;
    }

    @Override
    public void onResume() {
        checkpoint = checkpoint.afterRestart();
        setOut();
    }

    private void setOut() {
        SharedResources workers = SharedResources.get();
        runLoop = new RunLoop(
                new Listener(),
                workers.callers(),
                workers.bundlers(),
                (pause, what) -> Timer.get().schedule(what, pause.toMillis(), TimeUnit.MILLISECONDS));
        Throwable cause = stopped;
        if (cause != null && !checkpoint.deployment().isInterrupted()) {
            // Jenkins went down between the abort and the step that would have heeded it.
            runLoop.interrupt(abort(cause));
        }
        runLoop.begin();
    }

    /** Returns when the state is safe: what comes next may not be forgotten. */
    private void save(Checkpoint next) {
        checkpoint = next;
        try {
            getContext().saveState().get(SAVING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.WARNING, "Cannot save how far a deployment is: a restart may tell some of it twice", e);
        }
    }

    /** The first time, CodeDeploy is told and the deployment's end is waited for; the second time, the step ends at once. */
    @Override
    public void stop(@NonNull Throwable cause) throws IOException, InterruptedException {
        boolean again = stopped != null;
        stopped = cause;
        if (again) {
            runLoop.abandon();
            getContext().get(TaskListener.class).error(EarlyEnd.farewell(checkpoint.deployment()));
            getContext().onFailure(cause);
        } else {
            getContext().saveState();
            runLoop.interrupt(abort(cause));
        }
    }

    private static Interruption abort(Throwable cause) {
        String message = cause.getMessage();
        return new Interruption(
                Outcome.ABORTED, message == null || message.isBlank() ? "the build was aborted" : message);
    }

    @CheckForNull
    @Override
    public String getStatus() {
        Deployment deployment = checkpoint.deployment();
        return deployment.request().environment().name() + ": "
                + deployment.stage().doing();
    }

    private final class Listener implements RunLoop.Listener {

        @CheckForNull
        private FlowNode step;

        @Override
        public Driver begin() throws IOException, InterruptedException {
            StepContext context = getContext();
            FlowNode node = context.get(FlowNode.class);
            step = node;
            LogConsole console = LogConsole.of(context.get(TaskListener.class), node);
            return SharedResources.get()
                    .driver(
                            checkpoint,
                            DevelopmentCredentials.of(credentialsId, context.get(Run.class), InstantSource.system()),
                            new AgentWorkspace(() -> workspace(node, console)),
                            console,
                            CrossAccountDeployStepExecution.this::save);
        }

        /** Jenkins tells in this step's log why an agent is offline. */
        private FilePath workspace(FlowNode node, LogConsole console) throws IOException, InterruptedException {
            try {
                return getContext().get(FilePath.class);
            } finally {
                console.catchUp(node);
            }
        }

        /** Pipelines that are killed, or that a timeout has lost patience with, end a step without telling it. */
        @Override
        public boolean isAwaited() {
            return step == null || step.isActive();
        }

        @Override
        public void ended(Result result) {
            StepContext context = getContext();
            if (stopped != null) {
                // A build that was aborted ends, whatever has become of its deployment.
                if (!result.error().isEmpty()) {
                    stopped.addSuppressed(new AbortException("ERROR: " + result.error()));
                }
                context.onFailure(stopped);
            } else if (result.outcome().isGood()) {
                context.onSuccess(DeploymentResult.map(result));
            } else if (result.outcome() == Outcome.TIMED_OUT) {
                context.onFailure(
                        new FlowInterruptedException(hudson.model.Result.ABORTED, true, new TimedOut(result.error())));
            } else {
                context.onFailure(new AbortException(result.error()));
            }
        }

        @Override
        public void failed(Throwable why) {
            getContext().onFailure(why);
        }
    }

    /** A deployment took longer than its job allows. */
    public static final class TimedOut extends CauseOfInterruption {

        private static final long serialVersionUID = 1;

        private final String error;

        TimedOut(String error) {
            this.error = error;
        }

        @Override
        public String getShortDescription() {
            return "ERROR: " + error;
        }
    }
}
