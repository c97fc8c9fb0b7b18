package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.crossaccountdeploy.CheckpointFile.Saved;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.EarlyEnd;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.page.RunOperations;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence.Ended;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/**
 * A deployment of a Pipeline build. It is saved whenever it gets further, and goes on after a restart of the controller;
 * while it waits, it is nothing but its saved form and a timer.
 *
 * <p>It ends when its deployment does, which Pipeline allows: a step need not end when {@link #stop} is called. Only a user makes
 * this one stop its deployment ({@link StopCause}). A {@code timeout} around it ends the step by force a minute after it has
 * struck, and so do the links by which Jenkins offers to terminate or kill a build; the log then says what goes on in AWS.
 */
public final class CrossAccountDeployStepExecution extends StepExecution {

    private static final long serialVersionUID = 1;

    private static final Logger LOGGER = Logger.getLogger(CrossAccountDeployStepExecution.class.getName());

    private final String credentialsId;

    /**
     * One run for each deployment group, as they were before they began; their files tell how far they are. In bytes, since
     * Pipeline would lose the whole build if it had to read a record that has other components than when it was saved.
     */
    private byte[] requested;

    /** As versions have saved it that left records to Pipeline; null if a version did that knew one run alone. */
    @SuppressWarnings("serial") // a list of records
    private DeploymentSequence sequence;

    /** How far it was, as such a version has saved it. */
    @SuppressWarnings("serial") // all that a checkpoint can hold is serializable
    private Saved saved;

    /** What was requested; null after a restart until it is read. */
    private transient volatile DeploymentSequence runs;

    /** The runs that ended before the current one. */
    private transient volatile List<Ended> earlier = List.of();

    /** How far the current run is; null after a restart until it is read. */
    private transient volatile Saved current;

    /** Why the user wants the step to end early; null as long as he does not. */
    private volatile Throwable stopped;

    /** What is to become of the deployment then; null where a version has saved it that did not know. */
    private volatile Interruption.Wish wish;

    /** Why the block around the step fails when the deployment has ended; null if it does not. */
    private volatile Throwable blockFailed;

    private transient RunLoop runLoop;

    /** Where the current run is saved; null until that is asked for. */
    private transient CheckpointFile file;

    /** Whether the blocks around the step are there, after a restart with their agents. */
    private transient volatile boolean isInPlace;

    private transient boolean isNew;

    private CrossAccountDeployStepExecution(StepContext context, DeploymentSequence runs, String credentialsId)
            throws IOException {
        super(context);
        this.runs = runs;
        requested = CheckpointFile.bytes(runs);
        current = Saved.first(Checkpoint.of(runs.first()));
        this.credentialsId = credentialsId;
    }

    static CrossAccountDeployStepExecution of(StepContext context, RequestFactory.Requested request)
            throws IOException {
        return new CrossAccountDeployStepExecution(
                context,
                DeploymentSequence.of(request.requests(), InstantSource.system().instant()),
                request.credentialsId());
    }

    private Object readResolve() throws IOException {
        if (requested == null) {
            requested = CheckpointFile.bytes(
                    sequence == null
                            ? new DeploymentSequence(List.of(saved.checkpoint().deployment()))
                            : sequence);
            sequence = null;
            saved = null;
        }
        return this;
    }

    @Override
    public boolean start() {
        isNew = true;
        isInPlace = true;
        goOn();
        return false;
    }

    /** Pipeline waits for the agents of the blocks around the step first, for minutes or, in the end, in vain. */
    @Override
    public void onResume() {
        isInPlace = true;
        goOn();
    }

    /** Begins the run, or goes on with it; only the first call in the life of a controller does anything. */
    synchronized RunLoop goOn() {
        if (runLoop == null) {
            runLoop = SharedResources.get().runLoop(new Listener());
            runLoop.begin();
        }
        return runLoop;
    }

    /** Begins the run after one that has ended, unless nobody wants it any more. */
    private synchronized boolean beginNext(Result result) {
        Optional<Deployment> next = stopped == null && blockFailed == null
                ? runs.after(deployment(), result, InstantSource.system().instant())
                : Optional.empty();
        if (next.isPresent()) {
            earlier = ended(result);
            current = Saved.first(Checkpoint.of(next.get()));
            isNew = true;
            runLoop = null;
            file = null;
            goOn();
        }
        return next.isPresent();
    }

    private List<Ended> ended(Result result) {
        List<Ended> all = new ArrayList<>(earlier);
        all.add(Ended.of(deployment(), result));
        return List.copyOf(all);
    }

    private Deployment deployment() {
        return current.checkpoint().deployment();
    }

    /**
     * Finds out after a restart how far the runs are.
     *
     * @throws AbortException if what they are, or how far they are, cannot be understood
     * @throws IOException if it cannot be read now
     */
    private synchronized void catchUp(Run<?, ?> build) throws IOException {
        if (current != null) {
            return;
        }
        runs = runs();
        Map<String, Saved> found = new HashMap<>();
        for (Deployment run : runs.runs()) {
            // What cannot be read has begun, or the next group would be deployed to again.
            CheckpointFile.of(build, run.token()).load().ifPresent(there -> found.put(run.token(), there));
        }
        DeploymentSequence.Progress progress = runs.progress(token -> Optional.ofNullable(found.get(token))
                .map(saving -> saving.checkpoint().deployment()));
        earlier = progress.earlier();
        current = found.getOrDefault(progress.current().token(), Saved.first(Checkpoint.of(progress.current())));
    }

    /** What was requested, as it was saved. */
    DeploymentSequence runs() throws AbortException {
        try (InputStream bytes = new ByteArrayInputStream(requested)) {
            return (DeploymentSequence) CheckpointFile.read(bytes);
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "Cannot read what a step deploys", e);
            throw new AbortException(
                    "What this step deploys was saved by another version of the plugin, and cannot be read (" + e
                            + "). Look in CodeDeploy for what it has begun.");
        }
    }

    /**
     * At the first word of the user, CodeDeploy is told and the deployment's end is waited for; at the second, the step ends at
     * once. Any other reason ends the step while it needs the agent; afterwards, the step fails for it when the deployment has
     * ended.
     */
    @Override
    public void stop(@NonNull Throwable cause) throws IOException, InterruptedException {
        StepContext context = getContext();
        Run<?, ?> build = context.get(Run.class);
        catchUp(build);
        RunLoop running = goOn();
        if (!deployment().needsWorkspace() && !StopCause.isUsers(cause, build)) {
            if (blockFailed == null) {
                blockFailed = cause;
                context.saveState();
                String note = new Lines(deployment().request().environment().name())
                        .note(StopCause.reason(cause)
                                + ": the deployment goes on, and the block around it fails when it has ended");
                running.command(driver -> driver.say(note));
            }
        } else if (stopped == null) {
            interrupt(cause, Interruption.Wish.AS_ORDERED);
        } else {
            running.abandon();
            leave(build).ifPresent(context.get(TaskListener.class)::error);
            context.onFailure(cause);
        }
    }

    /** One file for all of the run: what is saved to it after it was deleted must fail. */
    private synchronized CheckpointFile file(Run<?, ?> build) {
        if (file == null) {
            file = CheckpointFile.of(build, deployment().token());
        }
        return file;
    }

    /**
     * The run goes no further.
     *
     * @return what it leaves behind; empty if that was said already, or is nothing
     */
    private Optional<String> leave(Run<?, ?> build) {
        DeploymentHistory.get().forget(deployment().token());
        return file(build).delete() && !deployment().isDone()
                ? DeploymentHistory.get().left(build, deployment())
                : Optional.empty();
    }

    /** No run begins meanwhile that would not hear of it. */
    private synchronized void interrupt(Throwable cause, Interruption.Wish wanted) {
        stopped = cause;
        wish = wanted;
        getContext().saveState();
        goOn().interrupt(abort());
    }

    /** Jenkins may have gone down between the abort and the step that would have heeded it. */
    private synchronized void heedStop() {
        if (stopped != null && !deployment().isInterrupted()) {
            runLoop.interrupt(abort());
        }
    }

    private Interruption abort() {
        return new Interruption(Outcome.ABORTED, StopCause.reason(stopped), wish);
    }

    /** What people do to it on its page. */
    private final class Operations implements RunOperations {

        @Override
        public void stop(String userId, Interruption.Wish wanted) {
            if (stopped == null && !deployment().isInterrupted()) {
                interrupt(StopCause.of(userId), wanted);
            }
        }

        @Override
        public void proceed(DeploymentWaitType wait, String who) {
            goOn().command(driver -> driver.proceed(wait, who));
        }
    }

    @CheckForNull
    @Override
    public String getStatus() {
        Saved known = current;
        if (known == null) {
            return null;
        }
        Deployment deployment = known.checkpoint().deployment();
        return deployment.request().environment().name() + ": "
                + deployment.stage().doing();
    }

    /**
     * What a run has to do with in its build.
     *
     * @param owner has the log of the build
     * @param step whose log it prints to
     */
    private record Place(Run<?, ?> build, FlowExecutionOwner owner, FlowNode step, LogConsole console) {}

    private final class Listener implements RunLoop.Listener {

        private Optional<Place> place = Optional.empty();

        @Override
        public Driver begin() throws IOException, InterruptedException {
            StepContext context = getContext();
            Run<?, ?> build = context.get(Run.class);
            FlowNode step = context.get(FlowNode.class);
            catchUp(build);
            heedStop();
            if (isNew) {
                DevelopmentCredentials.check(
                        new RequestFactory.Requested(deployment().request(), credentialsId), build);
                UnfinishedDeployment.mark(build);
            }
            LogConsole console = LogConsole.of(context.get(TaskListener.class), step);
            CheckpointFile here = file(build);
            place = Optional.of(
                    new Place(build, context.get(FlowExecution.class).getOwner(), step, console));
            Checkpoint checkpoint = current.checkpoint();
            Driver driver = SharedResources.get()
                    .driver(
                            build,
                            isNew ? checkpoint : checkpoint.afterRestart(),
                            DevelopmentCredentials.of(credentialsId, build, InstantSource.system()),
                            new AgentWorkspace(
                                    () -> workspace(step, console), AgentWorkspace.VariablesFinder.of(context)),
                            console,
                            next -> save(next, here));
            DeploymentHistory.get().operate(deployment().token(), new Operations());
            return driver;
        }

        /** Known before it is saved: who deletes the file after that, knows what it held. */
        private void save(Checkpoint next, CheckpointFile here) throws IOException {
            current = current.next(next);
            here.save(current);
        }

        /** Jenkins tells in this step's log why an agent is offline. */
        private FilePath workspace(FlowNode step, LogConsole console) throws IOException, InterruptedException {
            if (!isInPlace) {
                throw new IOException("its agent has not come back since Jenkins was restarted");
            }
            try {
                return getContext().get(FilePath.class);
            } finally {
                console.catchUp(step);
            }
        }

        /** Pipelines that are killed, or that a timeout ends by force, end a step without telling it. */
        @Override
        public boolean isAwaited() {
            return place.isEmpty() || place.get().step().isActive();
        }

        /** The log of the step is closed by now, unlike the build's. */
        @Override
        public void left() {
            Place there = place.orElseThrow();
            try {
                leave(there.build()).ifPresent(there.owner().getListener()::error);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "Cannot tell a build: " + EarlyEnd.farewell(deployment()));
            }
        }

        @Override
        public void ended(Result result) {
            if (beginNext(result)) {
                return;
            }
            StepContext context = getContext();
            tellNotBegun();
            if (stopped != null) {
                // A build that was aborted ends, whatever has become of its deployment.
                if (!result.error().isEmpty()) {
                    stopped.addSuppressed(new AbortException("ERROR: " + result.error()));
                }
                context.onFailure(stopped);
            } else if (result.outcome() == Outcome.TIMED_OUT) {
                context.onFailure(
                        EndedDeployment.interruption(hudson.model.Result.ABORTED, "ERROR: " + result.error()));
            } else if (result.outcome() == Outcome.SUPERSEDED) {
                context.onFailure(EndedDeployment.interruption(hudson.model.Result.NOT_BUILT, result.error()));
            } else if (!result.outcome().isGood()) {
                context.onFailure(new AbortException(result.error()));
            } else if (blockFailed != null) {
                context.onFailure(
                        EndedDeployment.interruption(hudson.model.Result.ABORTED, StopCause.reason(blockFailed)));
            } else {
                context.onSuccess(DeploymentResult.map(CrossAccountDeployStepExecution.this.ended(result)));
            }
        }

        private void tellNotBegun() {
            new Lines(deployment().request().environment().name())
                    .notBegun(runs.groupsAfter(deployment()))
                    .ifPresent(place.orElseThrow().console()::print);
        }

        @Override
        public void failed(Throwable why) {
            if (place.isPresent()) {
                leave(place.get().build());
                tellNotBegun();
            }
            getContext().onFailure(current == null ? why : RunLoop.expected(why, deployment()));
        }
    }
}
