package io.jenkins.plugins.crossaccountdeploy;

import hudson.init.Terminator;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Engine;
import io.jenkins.plugins.crossaccountdeploy.deployment.Workspace;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * What all deployments of this Jenkins share: a few threads that talk to AWS, threads that wait for agents to bundle, and
 * the AWS clients.
 */
public final class SharedResources {

    /** A thousand deployments are asked after by this many threads. */
    private static final int CALLERS = 8;

    private static final long IDLE_SECONDS = 30;
    private static final long GRACE_SECONDS = 10;

    private static SharedResources current;

    private final ExecutorService callers = pool(CALLERS, CALLERS, new LinkedBlockingQueue<>(), "calls");
    private final ExecutorService bundlers = pool(0, Integer.MAX_VALUE, new SynchronousQueue<>(), "bundles");
    private final Clients clients = new Clients(new ControllerHttpClient());

    private SharedResources() {}

    static synchronized SharedResources get() {
        if (current == null) {
            current = new SharedResources();
        }
        return current;
    }

    private static ExecutorService pool(
            int least, int most, java.util.concurrent.BlockingQueue<Runnable> queue, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                least,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                queue,
                new NamingThreadFactory(new DaemonThreadFactory(), "Cross-Account Deploy " + name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** For what takes seconds at most. */
    ExecutorService callers() {
        return callers;
    }

    /** For what takes as long as an agent needs to bundle and send. */
    ExecutorService bundlers() {
        return bundlers;
    }

    /** Puts a run together from what Jenkins has: the only place that does, for both kinds of builds. */
    Driver driver(
            Checkpoint from,
            AwsCredentialsProvider development,
            Workspace workspace,
            Driver.Console console,
            Driver.Memory memory) {
        InstantSource clock = InstantSource.system();
        DeploymentRequest request = from.deployment().request();
        Accounts accounts = new Accounts(
                clients, request.environment(), development, request.requester(), request.sessionPolicy(), clock);
        return new Driver(new Engine(accounts, workspace, clock), from, console, memory);
    }

    /** Lets the calls under way end when Jenkins goes down, so that what they tell is saved. */
    @Terminator
    public static void shutDown() throws InterruptedException {
        SharedResources ending;
        synchronized (SharedResources.class) {
            ending = current;
            current = null;
        }
        if (ending != null) {
            ending.callers.shutdown();
            ending.bundlers.shutdownNow();
            if (!ending.callers.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                ending.callers.shutdownNow();
            }
            // The clients stay open: freestyle builds use them until Jenkins ends these too, a moment later.
        }
    }
}
