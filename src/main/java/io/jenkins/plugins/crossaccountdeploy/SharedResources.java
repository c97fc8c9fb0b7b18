package io.jenkins.plugins.crossaccountdeploy;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.account.Credential;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.SourceCredentials;
import io.jenkins.plugins.crossaccountdeploy.account.WebIdentityToken;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.EnvironmentRules;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Engine;
import io.jenkins.plugins.crossaccountdeploy.deployment.Workspace;
import io.jenkins.plugins.crossaccountdeploy.drift.GroupState;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.preflight.BackgroundChecks;
import io.jenkins.plugins.crossaccountdeploy.preflight.Preflight;
import io.jenkins.plugins.crossaccountdeploy.queue.DeploymentQueue;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;
import jenkins.util.Timer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * What all deployments of this Jenkins share: a few threads that talk to AWS, threads that wait for agents, and the AWS
 * clients. The threads are as those of {@link Timer}: they have nothing of whoever happened to start them.
 */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class SharedResources extends ItemListener {

    private static final Logger LOGGER = Logger.getLogger(SharedResources.class.getName());

    /** Threads that talk to AWS: enough to watch a thousand deployments. */
    private static final int CALLERS = 8;

    /** Threads of checks, each of which uses four at a time. While all are in use, further checks are refused. */
    private static final int CHECKERS = 20;

    private static final long IDLE_SECONDS = 30;
    private static final long GRACE_SECONDS = 10;

    private final ExecutorService callers = pool(CALLERS, CALLERS, new LinkedBlockingQueue<>(), "calls");
    private final ExecutorService bundlers = pool(0, Integer.MAX_VALUE, new SynchronousQueue<>(), "bundles");
    private final ExecutorService checkers = pool(0, CHECKERS, new SynchronousQueue<>(), "checks");
    private final Clients clients = new Clients(JenkinsProxy.client());

    private final BackgroundChecks checks = new BackgroundChecks(
            new Preflight(clients, checkers, InstantSource.system(), Preflight.Limits.USUAL), checkers);

    private final DeploymentQueue queue = new DeploymentQueue(
            Jenkins.get().getRootDir().toPath().resolve("cross-account-deploy/queue.json"),
            UnfinishedDeployment::isUnderWay);

    static SharedResources get() {
        return ExtensionList.lookupSingleton(SharedResources.class);
    }

    private static ExecutorService pool(int least, int most, BlockingQueue<Runnable> queue, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                least,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                queue,
                new NamingThreadFactory(
                        new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "Cross-Account Deploy " + name));
        pool.allowCoreThreadTimeOut(true);
        return new ImpersonatingExecutorService(pool, ACL.SYSTEM2);
    }

    /** Takes a run from step to step: what takes seconds is done by a few threads, what waits for an agent by its own. */
    RunLoop runLoop(RunLoop.Listener listener) {
        return new RunLoop(listener, callers, bundlers, SharedResources::after, InstantSource.system());
    }

    private static Runnable after(Duration pause, Runnable what) {
        Future<?> later = Timer.get().schedule(what, pause.toMillis(), TimeUnit.MILLISECONDS);
        return () -> later.cancel(false);
    }

    /** Does something that may take a while, unless Jenkins goes down. */
    void runInBackground(Runnable what) {
        try {
            bundlers.execute(what);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Jenkins is going down", e);
        }
    }

    /**
     * Puts a run together from what Jenkins has: the only place that does, for both kinds of builds.
     *
     * @param build that its record is kept with
     * @param development what Jenkins has; empty for what the controller has by itself
     */
    Driver driver(
            Run<?, ?> build,
            Checkpoint from,
            Optional<Supplier<Credential>> development,
            Workspace workspace,
            Driver.Console console,
            Driver.Memory memory) {
        InstantSource clock = InstantSource.system();
        DeploymentRequest request = from.deployment().request();
        Accounts accounts = new Accounts(
                clients,
                request.environment(),
                credentials(clients, request.environment(), development, request.requester()),
                request.requester(),
                request.sessionPolicies(),
                clock);
        return new Driver(
                new Engine(
                        accounts,
                        workspace,
                        checks,
                        DeploymentHistory.get().journal().known(Cell.of(request)),
                        queue,
                        clock),
                from,
                console,
                memory,
                DeploymentHistory.get().record(build, from.deployment()),
                EnvironmentRules.current());
    }

    /**
     * The development account's credentials of an environment, which need not be saved, for one who waits for the answers.
     *
     * @param limit how long a call to AWS may take, its retry included
     * @param requester names the session of the source role, if there is one
     */
    AwsCredentialsProvider credentials(DeploymentEnvironment environment, Duration limit, Requester requester) {
        return credentials(
                clients.answeringWithin(limit), environment.toEnvironment(), development(environment), requester);
    }

    /** The accounts of an environment, to ask one thing for one who waits for the answer. */
    Accounts accounts(DeploymentEnvironment environment, DeploymentRequest request, Duration limit) {
        return new Accounts(
                clients.answeringWithin(limit),
                request.environment(),
                credentials(environment, limit, request.requester()),
                request.requester(),
                GroupState.sessionPolicies(request),
                InstantSource.system());
    }

    private static AwsCredentialsProvider credentials(
            Clients clients, Environment environment, Optional<Supplier<Credential>> development, Requester requester) {
        AwsCredentialsProvider own = clients.controllerCredentials(environment);
        return new SourceCredentials(
                clients,
                environment,
                development.orElse(() -> new Credential.Keys(own.resolveCredentials())),
                requester,
                InstantSource.system());
    }

    private static Optional<Supplier<Credential>> development(DeploymentEnvironment environment) {
        return DevelopmentCredentials.of(environment.getSource().getCredentialsId(), InstantSource.system());
    }

    /**
     * Who Jenkins is in the development account of an environment, as far as that is known without AWS: the source role, and
     * what its trust policy has to ask of an ID token. Unverified, for policies alone.
     *
     * @return empty if there is no source role, so that only AWS knows whose the credentials are
     * @throws software.amazon.awssdk.core.exception.SdkException if the credentials cannot be read, and say why
     */
    static Optional<DevelopmentPrincipal> sourceRole(DeploymentEnvironment environment) {
        return environment
                .toSourceRole()
                .map(principal -> development(environment)
                        .map(Supplier::get)
                        .filter(WebIdentityToken.class::isInstance)
                        .map(token -> principal.with(((WebIdentityToken) token).claims()))
                        .orElse(principal));
    }

    Clients clients() {
        return clients;
    }

    /** Checks environments for one who waits for it, on threads that no deployment needs. */
    Preflight preflight(Preflight.Limits limits) {
        return new Preflight(clients, checkers, InstantSource.system(), limits);
    }

    /**
     * Asks something that may hang, on the threads of checks.
     *
     * @throws RejectedExecutionException if all of them are in use
     */
    <T> Future<T> ask(Callable<T> question) {
        return checkers.submit(question);
    }

    /** Reads the journal of years before the first page needs it. */
    @Override
    public void onLoaded() {
        runInBackground(() -> DeploymentHistory.get().journal().cells());
    }

    /** Whether no run goes any further. */
    static boolean isGoingDown() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        return jenkins == null || jenkins.isTerminating() || get().callers.isShutdown();
    }

    /**
     * Ends the steps under way, so that what they tell is saved and printed, and lets no other begin. Jenkins announces its
     * end with this before anything else ends, Pipelines and their logs above all.
     */
    @Override
    public void onBeforeShutdown() {
        callers.shutdown();
        bundlers.shutdownNow();
        checkers.shutdownNow();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
            boolean ended = callers.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)
                    && bundlers.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (ended) {
                clients.close();
            } else {
                // What ignores the interruption uses the clients still.
                callers.shutdownNow();
            }
        } catch (InterruptedException e) {
            callers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
