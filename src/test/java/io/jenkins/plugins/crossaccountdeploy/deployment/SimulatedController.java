package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.account.Credential;
import io.jenkins.plugins.crossaccountdeploy.account.Endpoints;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.account.SourceCredentials;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.drift.KnownDeployments;
import io.jenkins.plugins.crossaccountdeploy.drift.NothingKnown;
import io.jenkins.plugins.crossaccountdeploy.preflight.BackgroundChecks;
import io.jenkins.plugins.crossaccountdeploy.preflight.Preflight;
import io.jenkins.plugins.crossaccountdeploy.queue.DeploymentQueue;
import io.jenkins.plugins.crossaccountdeploy.queue.Ticket;
import io.jenkins.plugins.crossaccountdeploy.request.AccessRules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.template.Variables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/**
 * What a controller brings to a run: the development credentials, an environment and clients, all of two simulated accounts,
 * and a workspace on this machine.
 */
public final class SimulatedController implements AutoCloseable {

    private static final Preflight.Limits LIMITS = new Preflight.Limits(Duration.ofSeconds(20), Duration.ofSeconds(60));

    private static final String QUEUE = "queue.json";

    private final Simulator aws;
    private final Path workspace;
    private final Path home;
    private final Clients clients = new Clients(ApacheHttpClient.builder().build());
    private final ExecutorService checkers = Executors.newCachedThreadPool();
    private AwsCredentialsProvider credentials;
    private AccessRules rules = request -> Optional.empty();
    private Variables variables = new Variables(Map.of(), Set.of());
    private Optional<Supplier<Credential>> source = Optional.empty();
    private BackgroundChecks checks = unchecked(clients);
    private KnownDeployments known = new NothingKnown();
    private DeploymentQueue queue;
    private Duration ahead = Duration.ZERO;

    public SimulatedController(Path workspace, Scenario scenario) {
        this.workspace = workspace;
        home = temporary();
        restart(ticket -> true);
        aws = Simulator.start(scenario);
        credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(
                aws.accessKey(TwoAccounts.USER).id(),
                aws.accessKey(TwoAccounts.USER).secret()));
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("controller");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes the queue up from its file.
     *
     * @param isUnderWay whether a run that waits goes on
     */
    void restart(Predicate<Ticket> isUnderWay) {
        queue = new DeploymentQueue(home.resolve(QUEUE), isUnderWay);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(home.resolve(QUEUE));
            Files.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        checkers.shutdownNow();
        clients.close();
        aws.close();
    }

    public Simulator aws() {
        return aws;
    }

    /** No thread is free for the checks of runs. */
    static BackgroundChecks unchecked(Clients clients) {
        return checkedBy(clients, InstantSource.system(), task -> {
            throw new RejectedExecutionException();
        });
    }

    /** Checks by some threads. */
    static BackgroundChecks checkedBy(Clients clients, InstantSource clock, Executor executor) {
        return new BackgroundChecks(new Preflight(clients, executor, clock, LIMITS), executor);
    }

    /** Has threads for the checks of runs, as Jenkins has most of the time. */
    public void hasThreadsForChecks() {
        checks = checkedBy(clients, aws.clock(), checkers);
    }

    /** Knows of what was deployed before. */
    public void remember(KnownDeployments deployments) {
        known = deployments;
    }

    /** The controller's clock is wrong. */
    void clockIsAhead(Duration by) {
        ahead = by;
    }

    private InstantSource clock() {
        return () -> aws.clock().instant().plus(ahead);
    }

    void useCredentials(AwsCredentialsProvider others) {
        credentials = others;
    }

    /** The variables of the builds. */
    void useVariables(Variables others) {
        variables = others;
    }

    /** What administrators allow from now on. */
    void allow(AccessRules now) {
        rules = now;
    }

    /** Uses what is traded for a session of the environment's source role. */
    void useSource(Supplier<Credential> credential) {
        source = Optional.of(credential);
    }

    /**
     * The environment that an administrator would describe.
     *
     * @param s3 URL of the server that bundles are sent to
     */
    public static Environment environment(Simulator aws, String s3) {
        String endpoint = aws.endpoint().toString();
        return new Environment(
                "prod",
                TwoAccounts.REGION,
                new Role(
                        "arn:aws:iam::" + TwoAccounts.PRODUCTION + ":role/" + TwoAccounts.ROLE,
                        TwoAccounts.EXTERNAL_ID,
                        Role.DEFAULT_DURATION,
                        false,
                        false),
                new Endpoints(endpoint, s3, endpoint, endpoint, endpoint, endpoint, false, false),
                "");
    }

    /** What a step with nothing but the environment's name orders. */
    public DeploymentRequest order(int build) {
        return new DeploymentRequest(
                environment(aws, aws.endpoint().toString()),
                Stores.of(TwoAccounts.BUCKET, Store.Owner.DEVELOPMENT, "revisions", ""),
                new DeploymentRequest.Target(TwoAccounts.APPLICATION, TwoAccounts.GROUP, ""),
                new DeploymentRequest.FromWorkspace(Selection.ALL, ""),
                new Rules("", "", false, false, false, false, List.of()),
                new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL),
                new Requester("shop", build, "ada", "https://jenkins.example/job/shop/" + build + "/"));
    }

    /** A run that has not begun. */
    public Checkpoint fresh(DeploymentRequest request) {
        return Checkpoint.of(Deployment.of(request, clock().instant()));
    }

    /** Begins a run or takes it up, with an engine of its own. */
    public Driver driver(Checkpoint from, Driver.Console console, Driver.Memory memory) {
        return driver(from, UnaryOperator.identity(), console, memory, (deployment, events) -> {});
    }

    /** The same for a run that somebody listens to. */
    public Driver driver(Checkpoint from, Driver.Console console, Driver.Memory memory, RunListener listener) {
        return driver(from, UnaryOperator.identity(), console, memory, listener);
    }

    /**
     * Begins a run or takes it up.
     *
     * @param around what stands between the engine and the workspace
     */
    Driver driver(
            Checkpoint from,
            UnaryOperator<Workspace> around,
            Driver.Console console,
            Driver.Memory memory,
            RunListener listener) {
        Accounts accounts = accounts(from.deployment().request());
        return new Driver(
                new Engine(accounts, around.apply(new Here()), checks, known, queue, clock()),
                from,
                console,
                memory,
                listener,
                request -> rules.refusal(request));
    }

    /** The accounts of one run; they share their clients with those of all others. */
    Accounts accounts(DeploymentRequest request) {
        return new Accounts(
                clients,
                request.environment(),
                source.<AwsCredentialsProvider>map(credential -> new SourceCredentials(
                                clients, request.environment(), credential, request.requester(), clock()))
                        .orElse(() -> credentials.resolveCredentials()),
                request.requester(),
                request.sessionPolicies(),
                clock());
    }

    /** The workspace on this machine. */
    private final class Here implements Workspace {

        @Override
        public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
            return Bundler.bundle(workspace, selection, destination);
        }

        @Override
        public AppSpec appSpec(Selection selection) throws IOException {
            return AppSpec.read(workspace, selection);
        }

        @Override
        public String taskDefinition(Selection selection, String path) throws IOException {
            return AppSpec.readTaskDefinition(workspace, selection, path);
        }

        @Override
        public Variables variables() {
            return variables;
        }
    }
}
