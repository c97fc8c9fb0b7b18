package io.jenkins.plugins.crossaccountdeploy;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Executor;
import io.jenkins.plugins.crossaccountdeploy.CheckpointFile.Saved;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.page.RunOperations;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence;
import io.jenkins.plugins.crossaccountdeploy.sequence.DeploymentSequence.Ended;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;

/** A deployment of a freestyle build, whose executor waits for it. */
final class FreestyleDeployment implements RunLoop.Listener {

    private final AbstractBuild<?, ?> build;
    private final BuildListener listener;
    private final String credentialsId;
    private final List<Ended> earlier;
    private final CheckpointFile file;
    private final CompletableFuture<Result> end = new CompletableFuture<>();
    private volatile Saved saved;

    /** What becomes of the deployment when the build is aborted. */
    private volatile Interruption.Wish wish = Interruption.Wish.AS_ORDERED;

    private FreestyleDeployment(
            AbstractBuild<?, ?> build,
            BuildListener listener,
            Deployment deployment,
            String credentialsId,
            List<Ended> earlier) {
        this.build = build;
        this.listener = listener;
        this.credentialsId = credentialsId;
        this.earlier = List.copyOf(earlier);
        saved = Saved.first(Checkpoint.of(deployment));
        file = CheckpointFile.of(build, deployment.token());
    }

    /**
     * Deploys to each deployment group that is asked for, one after the other.
     *
     * @return how the last one ended that has begun
     * @throws AbortException if there is no result
     * @throws InterruptedException if the build was aborted, its time is up, or Jenkins goes down
     */
    static Result run(AbstractBuild<?, ?> build, BuildListener listener, RequestFactory.Requested request)
            throws AbortException, InterruptedException {
        DeploymentSequence sequence =
                DeploymentSequence.of(request.requests(), InstantSource.system().instant());
        List<Ended> ended = new ArrayList<>();
        Optional<Deployment> next = Optional.of(sequence.first());
        while (next.isPresent()) {
            Deployment deployment = next.get();
            next = Optional.empty();
            try {
                Result result =
                        new FreestyleDeployment(build, listener, deployment, request.credentialsId(), ended).run();
                ended.add(Ended.of(deployment, result));
                next = sequence.after(deployment, result, InstantSource.system().instant());
            } finally {
                if (next.isEmpty()) {
                    List<String> groups = sequence.groupsAfter(deployment);
                    Lines lines = new Lines(deployment.request().environment().name());
                    lines.notBegun(groups).ifPresent(LogConsole.of(listener)::print);
                }
            }
        }
        return ended.get(ended.size() - 1).result();
    }

    /**
     * Waits for the end of the deployment. When the build is aborted, the deployment ends early; when it is aborted again, it is
     * left alone.
     *
     * @throws AbortException if there is no result
     * @throws InterruptedException if the build was aborted, its time is up, or Jenkins goes down
     */
    private Result run() throws AbortException, InterruptedException {
        RunLoop runLoop = SharedResources.get().runLoop(this);
        DeploymentHistory.get().operate(deployment().token(), new Operations(runLoop));
        runLoop.begin();
        boolean isAborted = false;
        while (true) {
            try {
                Result result = end.get();
                return isAborted || result.outcome() == Outcome.TIMED_OUT ? aborted(result) : result;
            } catch (ExecutionException e) {
                throw RunLoop.expected(e.getCause(), deployment());
            } catch (InterruptedException e) {
                if (end.isDone() || SharedResources.isGoingDown()) {
                    runLoop.abandon();
                    throw e;
                }
                isAborted |= interrupt(runLoop);
            }
        }
    }

    /** Such a build ends, whatever has become of its deployment. */
    private Result aborted(Result result) throws InterruptedException {
        if (!result.error().isEmpty()) {
            listener.error(result.error());
        }
        throw new InterruptedException();
    }

    private boolean interrupt(RunLoop runLoop) {
        Executor executor = build.getExecutor();
        Collection<CauseOfInterruption> causes =
                executor == null ? List.of() : List.copyOf(executor.getCausesOfInterruption());
        String reason =
                causes.stream().map(CauseOfInterruption::getShortDescription).collect(Collectors.joining(", "));
        boolean isAgentOffline = executor != null && executor.getOwner().isOffline();
        if (!deployment().needsWorkspace() && !StopCause.isUsers(causes, isAgentOffline)) {
            String note =
                    new Lines(deployment().request().environment().name()).note(reason + ": the deployment goes on");
            runLoop.command(driver -> driver.say(note));
            return false;
        }
        runLoop.interrupt(new Interruption(Outcome.ABORTED, reason.isEmpty() ? "the build was aborted" : reason, wish));
        return true;
    }

    /** What people do to it on its page: a stop is an abort of the build. */
    private final class Operations implements RunOperations {

        private final RunLoop runLoop;

        Operations(RunLoop runLoop) {
            this.runLoop = runLoop;
        }

        @Override
        public void stop(String userId, Interruption.Wish wanted) {
            Executor executor = build.getExecutor();
            if (executor != null && !deployment().isInterrupted()) {
                wish = wanted;
                executor.interrupt(hudson.model.Result.ABORTED, new CauseOfInterruption.UserInterruption(userId));
            }
        }

        @Override
        public void proceed(DeploymentWaitType wait, String who) {
            runLoop.command(driver -> driver.proceed(wait, who));
        }
    }

    private Deployment deployment() {
        return saved.checkpoint().deployment();
    }

    @Override
    public Driver begin() throws AbortException {
        DevelopmentCredentials.check(new RequestFactory.Requested(deployment().request(), credentialsId), build);
        UnfinishedDeployment.mark(build);
        return SharedResources.get()
                .driver(
                        build,
                        saved.checkpoint(),
                        DevelopmentCredentials.of(credentialsId, build, InstantSource.system()),
                        new AgentWorkspace(this::workspace, AgentWorkspace.VariablesFinder.of(build, listener)),
                        LogConsole.of(listener),
                        this::save);
    }

    private FilePath workspace() throws IOException {
        FilePath workspace = build.getWorkspace();
        if (workspace == null) {
            throw new IOException(build.getBuiltOnStr() + " is offline");
        }
        return workspace;
    }

    private void save(Checkpoint next) throws IOException {
        saved = saved.next(next);
        file.save(saved);
    }

    @Override
    public boolean isAwaited() {
        return true;
    }

    @Override
    public void ended(Result result) {
        build.addAction(new DeploymentVariables(earlier, result));
        end.complete(result);
    }

    @Override
    public void left() {
        // The executor waits as long as the build lasts.
    }

    @Override
    public void failed(Throwable why) {
        file.delete();
        DeploymentHistory.get().left(build, deployment());
        end.completeExceptionally(why);
    }
}
