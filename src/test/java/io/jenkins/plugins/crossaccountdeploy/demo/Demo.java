package io.jenkins.plugins.crossaccountdeploy.demo;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.unknownError;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.SimulatedController;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Deploys an application across two simulated accounts with the engine that Jenkins runs, and prints the console as it
 * happens: a deployment that succeeds, and one whose hook fails and that CodeDeploy rolls back.
 *
 * <p>System properties: {@code demo.sample}, the folder of the sample application; {@code demo.workspace}, another
 * folder to deploy instead of it.
 */
public final class Demo {

    /** Simulated seconds a real second. */
    private static final double SPEED = 3;

    /** A product as it should not be: the column of the price is empty. */
    static final String WITHOUT_PRICE = "T0289;Uji Gyokuro;Uji;Kyoto, Japan;green;Sweet, with umami.;50;;60;2";

    /** What the sample's own script prints about it. */
    static final List<String> COMPLAINT =
            List.of("products/T0289.html has no price", "check_pages: 1 of 289 pages cannot go live");

    private static final List<String> EVENTS_WITH_HOOKS =
            List.of("AfterInstall", "ApplicationStart", "ValidateService", "BeforeInstall");

    private final PrintStream out;
    private final SimulatedController controller;

    private Demo(PrintStream out, SimulatedController controller) {
        this.out = out;
        this.controller = controller;
    }

    public static void main(String[] arguments) throws IOException {
        String given = System.getProperty("demo.workspace", "");
        if (!given.isEmpty() && !Files.isDirectory(Path.of(given))) {
            System.out.println(
                    "demo.workspace: there is no folder " + Path.of(given).toAbsolutePath());
            System.exit(1);
        }
        System.exit(runUntilInterrupted(given) ? 0 : 1);
    }

    /** Leaves no temporary file behind, even if it is interrupted. */
    private static boolean runUntilInterrupted(String given) throws IOException {
        Thread demo = Thread.currentThread();
        CountDownLatch cleaned = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            demo.interrupt();
                            awaitQuietly(cleaned);
                        },
                        "clean up"));
        Path temporary = Files.createTempDirectory("cross-account-deploy-demo");
        try {
            return given.isEmpty() ? deploySample(temporary, System.out) : deployFolder(Path.of(given), System.out);
        } catch (InterruptedException stopped) {
            return false;
        } finally {
            delete(temporary);
            cleaned.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch cleaned) {
        try {
            if (!cleaned.await(5, TimeUnit.SECONDS)) {
                System.err.println("Temporary files may be left behind");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean deploySample(Path workspace, PrintStream out) throws IOException, InterruptedException {
        SampleApplication sample = new SampleApplication(Path.of(System.getProperty("demo.sample")));
        sample.build(workspace);
        try (SimulatedController controller = controller(workspace)) {
            Demo demo = new Demo(out, controller);
            demo.introduce();
            demo.head("1. A release of the sample shop", "Nothing goes wrong.");
            if (!demo.succeeds()) {
                return false;
            }
            sample.build(workspace, WITHOUT_PRICE);
            demo.head(
                    "2. Its next release has a product without a price",
                    "A hook of the sample finds that out, and CodeDeploy rolls back.");
            return demo.failsAndRollsBack("AfterInstall", script().exit(1).log(COMPLAINT.toArray(String[]::new)))
                    && demo.conclude();
        }
    }

    private static boolean deployFolder(Path workspace, PrintStream out) throws IOException, InterruptedException {
        try (SimulatedController controller = controller(workspace)) {
            Demo demo = new Demo(out, controller);
            demo.introduce();
            demo.head("1. " + workspace.toAbsolutePath().normalize(), "Nothing goes wrong.");
            if (!demo.succeeds()) {
                return false;
            }
            demo.head("2. The same once more", "This time a hook fails, and CodeDeploy rolls back.");
            Optional<String> hooked = firstHooked(AppSpec.read(workspace, Selection.ALL));
            return demo.failsAndRollsBack(
                            hooked.orElse("Install"),
                            hooked.isPresent()
                                    ? script().exit(1).log("(simulated: this script was not really run)")
                                    : unknownError("No space left on device"))
                    && demo.conclude();
        }
    }

    /** The instances are simulated: scripts are not run, so that any event that has one can be told to fail. */
    private static Optional<String> firstHooked(AppSpec appSpec) {
        return EVENTS_WITH_HOOKS.stream()
                .filter(event -> appSpec.content().contains(event + ":"))
                .findFirst();
    }

    private static SimulatedController controller(Path workspace) {
        Scenario scenario = Scenario.twoAccounts()
                .with(aws ->
                        aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP).rollsBackOn("DEPLOYMENT_FAILURE"))
                .atSpeed(SPEED);
        SimulatedController controller = new SimulatedController(workspace, scenario);
        controller.hasThreadsForChecks();
        return controller;
    }

    private void introduce() {
        out.printf(
                """

                Two simulated AWS accounts, %.0f times as fast as real ones:
                  development  %s   user %s, bucket %s
                  production   %s   role %s, %s / %s on %s
                """,
                SPEED,
                TwoAccounts.DEVELOPMENT,
                TwoAccounts.USER,
                TwoAccounts.BUCKET,
                TwoAccounts.PRODUCTION,
                TwoAccounts.ROLE,
                TwoAccounts.APPLICATION,
                TwoAccounts.GROUP,
                String.join(" ", instances()));
    }

    private void head(String title, String expectation) {
        out.printf("%n%s%n%s%n%s%n%n", title, "-".repeat(title.length()), expectation);
    }

    private boolean succeeds() throws InterruptedException {
        Result result = run(1);
        return expect(result.outcome() == Outcome.SUCCEEDED, "The deployment should have succeeded.");
    }

    private boolean failsAndRollsBack(String event, Script how) throws InterruptedException {
        controller.aws().nextDeployment().fails(instances().get(0), event, how);
        Result result = run(2);
        return expect(
                result.outcome() == Outcome.FAILED
                        && !result.rollbackDeploymentId().isEmpty(),
                "The deployment should have failed and been rolled back.");
    }

    private boolean conclude() {
        out.printf("""

                Both ended as they should. What to do next:
                  mvn -B -f central verify                           runs the tests and packages the plugin
                  mvn -B -f central -Pdemo verify -Ddemo.workspace=  with the path of a folder of yours that has an appspec.yml
                  README.md, "Set up in five steps"                  connects a Jenkins to two accounts of yours

                """);
        return true;
    }

    private boolean expect(boolean came, String what) {
        if (!came) {
            out.printf("%nThis is not how the demo should end. %s%n%n", what);
        }
        return came;
    }

    private List<String> instances() {
        return controller
                .aws()
                .group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                .instances();
    }

    /** A build of the job: as in Jenkins, except that the wall clock is too slow. */
    private Result run(int build) throws InterruptedException {
        Console console = new Console();
        Driver driver = controller.driver(controller.fresh(controller.order(build)), console, saved -> {});
        while (true) {
            if (driver.deployment().stage() instanceof Stage.Done done) {
                if (!done.result().error().isEmpty()) {
                    out.println("ERROR: " + done.result().error());
                }
                return done.result();
            }
            Duration pause = driver.step();
            Thread.sleep((long) (pause.toMillis() / SPEED));
        }
    }

    private final class Console implements Driver.Console {

        private long lines;

        @Override
        public long lines() {
            return lines;
        }

        @Override
        public void print(String line) {
            lines++;
            out.println(line);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException stubborn) {
                    throw new UncheckedIOException(stubborn);
                }
            });
        }
    }
}
