package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Credential;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.drift.KnownDeployments;
import io.jenkins.plugins.crossaccountdeploy.request.AccessRules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Content;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Two simulated accounts, a workspace and a console: all that a run needs. A run is driven as Jenkins drives it, except that
 * time does not pass by itself: the pauses move the simulated clock.
 */
public final class RunHarness implements AutoCloseable, Driver.Console, Driver.Memory {

    /** A run that takes more steps than this has lost its way. */
    private static final int MOST_STEPS = 20_000;

    private final SimulatedController controller;
    private final Simulator aws;
    private final Path workspace;
    private final List<String> console = new ArrayList<>();
    private byte[] saved = {};
    private int largestSave;
    private Predicate<Checkpoint> unsafe = checkpoint -> false;
    private Function<Deployment, RunListener> listener = run -> (deployment, events) -> {};

    public RunHarness(Path workspace, Scenario scenario) {
        this.workspace = workspace;
        controller = new SimulatedController(workspace, scenario);
        aws = controller.aws();
    }

    @Override
    public void close() {
        controller.close();
    }

    public SimulatedController controller() {
        return controller;
    }

    public Simulator aws() {
        return aws;
    }

    /** A workspace that CodeDeploy can deploy to instances. */
    public RunHarness withApplication() {
        file("appspec.yml", """
                version: 0.0
                os: linux
                files:
                  - source: index.html
                    destination: /var/www/html
                hooks:
                  AfterInstall:
                    - location: scripts/after_install.sh
                      timeout: 300
                """);
        script("scripts/after_install.sh");
        return file("index.html", "<h1>It works</h1>");
    }

    public RunHarness file(String path, String content) {
        try {
            Path file = workspace.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void link(String path, String target) {
        try {
            Path link = workspace.resolve(path);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void script(String path) {
        file(path, "#!/bin/sh\nexit 0\n");
        try {
            Files.setPosixFilePermissions(workspace.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void useCredentials(AwsCredentialsProvider others) {
        controller.useCredentials(others);
    }

    void allow(AccessRules now) {
        controller.allow(now);
    }

    public void useSource(Supplier<Credential> credential) {
        controller.useSource(credential);
    }

    /** What was deployed before, as far as the controller knows. */
    public void remember(KnownDeployments deployments) {
        controller.remember(deployments);
    }

    /** Who listens to the runs that begin or are taken up from now on. */
    public void listen(Function<Deployment, RunListener> to) {
        listener = to;
    }

    public DeploymentRequest request() {
        return controller.order(42);
    }

    public static DeploymentRequest with(DeploymentRequest request, Environment environment) {
        return new DeploymentRequest(
                environment,
                request.store(),
                request.target(),
                request.content(),
                request.rules(),
                request.options(),
                request.requester());
    }

    public static DeploymentRequest with(DeploymentRequest request, Role role) {
        Environment environment = request.environment();
        return with(
                request,
                new Environment(
                        environment.name(),
                        environment.region(),
                        role,
                        environment.endpoints(),
                        environment.sourceRoleArn()));
    }

    public static DeploymentRequest with(DeploymentRequest request, Store store) {
        return new DeploymentRequest(
                request.environment(),
                store,
                request.target(),
                request.content(),
                request.rules(),
                request.options(),
                request.requester());
    }

    public static DeploymentRequest with(DeploymentRequest request, DeploymentRequest.Target target) {
        return new DeploymentRequest(
                request.environment(),
                request.store(),
                target,
                request.content(),
                request.rules(),
                request.options(),
                request.requester());
    }

    public static DeploymentRequest with(DeploymentRequest request, Content content) {
        return new DeploymentRequest(
                request.environment(),
                request.store(),
                request.target(),
                content,
                request.rules(),
                request.options(),
                request.requester());
    }

    public static DeploymentRequest with(DeploymentRequest request, Rules rules) {
        return new DeploymentRequest(
                request.environment(),
                request.store(),
                request.target(),
                request.content(),
                rules,
                request.options(),
                request.requester());
    }

    public static DeploymentRequest with(DeploymentRequest request, Options options) {
        return new DeploymentRequest(
                request.environment(),
                request.store(),
                request.target(),
                request.content(),
                request.rules(),
                options,
                request.requester());
    }

    /** The same in another time. */
    public static DeploymentRequest within(Duration most, DeploymentRequest request) {
        Options options = request.options();
        return with(
                request,
                new Options(
                        options.waits(),
                        most,
                        options.whenBusy(),
                        options.onAbort(),
                        options.dryRun(),
                        options.logLevel(),
                        options.action(),
                        options.until()));
    }

    public Checkpoint fresh(DeploymentRequest request) {
        return controller.fresh(request);
    }

    /** Takes a run up, with an engine of its own, as a restarted controller does. */
    public Driver driver(Checkpoint from) {
        return driver(from, UnaryOperator.identity());
    }

    Driver driver(Checkpoint from, UnaryOperator<Workspace> around) {
        return controller.driver(from, around, this, this, listener.apply(from.deployment()));
    }

    /** Runs an order to its end. */
    public Result run(DeploymentRequest request) throws InterruptedException {
        return finish(driver(fresh(request)));
    }

    public Result finish(Driver driver) throws InterruptedException {
        for (int step = 0; step < MOST_STEPS; step++) {
            if (driver.deployment().stage() instanceof Stage.Done done) {
                return done.result();
            }
            Duration pause = driver.step();
            if (!pause.isZero()) {
                aws.clock().advance(pause);
            }
        }
        throw new AssertionError(
                "no end after " + MOST_STEPS + " steps: " + driver.deployment().stage());
    }

    /** Begins a run, and lets it come to a stage. */
    public Driver until(DeploymentRequest request, Class<? extends Stage> stage) throws InterruptedException {
        return until(driver(fresh(request)), stage);
    }

    /** Steps until a stage is reached. */
    public Driver until(Driver driver, Class<? extends Stage> stage) throws InterruptedException {
        for (int step = 0;
                step < MOST_STEPS && !stage.isInstance(driver.deployment().stage());
                step++) {
            aws.clock().advance(driver.step());
        }
        return driver;
    }

    /** Lets the run go on for a while. */
    public Driver pass(Driver driver, Duration time) throws InterruptedException {
        Instant until = aws.clock().instant().plus(time);
        while (!driver.deployment().isDone() && aws.clock().instant().isBefore(until)) {
            aws.clock().advance(driver.step());
        }
        return driver;
    }

    /** The lines that contain some text. */
    public List<String> told(String text) {
        return console.stream().filter(line -> line.contains(text)).toList();
    }

    /** The ID of the deployment that was created last. */
    public String deploymentId() {
        return deployment().id();
    }

    io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment deployment() {
        return aws.deployments().stream().reduce((earlier, later) -> later).orElseThrow();
    }

    io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role production() {
        return aws.production().role(TwoAccounts.ROLE);
    }

    public List<String> console() {
        return List.copyOf(console);
    }

    /** What was saved last, read back as after a restart. */
    public Checkpoint saved() {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(saved))) {
            return ((Checkpoint) in.readObject()).afterRestart();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Which saves fail from now on. */
    void failToSave(Predicate<Checkpoint> which) {
        unsafe = which;
    }

    /** The size of the largest saved form so far, in bytes. */
    int largestSave() {
        return largestSave;
    }

    /** The size of what was saved last without the lines that come with it, in bytes. */
    int stateBytes() {
        return serialized(saved().deployment()).length;
    }

    int savedBytes() {
        return saved.length;
    }

    @Override
    public long lines() {
        return console.size();
    }

    @Override
    public void print(String line) {
        console.add(line);
    }

    @Override
    public void save(Checkpoint checkpoint) throws IOException {
        if (unsafe.test(checkpoint)) {
            throw new IOException("No space left on device");
        }
        saved = serialized(checkpoint);
        largestSave = Math.max(largestSave, saved.length);
    }

    private static byte[] serialized(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException e) {
            throw new AssertionError("a run must be serializable", e);
        }
        return bytes.toByteArray();
    }
}
