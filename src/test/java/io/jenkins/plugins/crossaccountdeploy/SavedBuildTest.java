package io.jenkins.plugins.crossaccountdeploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.CheckpointFile.Saved;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Interruption;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What version 1.0 has saved of its runs goes on in any later version; {@link #main} has made the files. */
class SavedBuildTest {

    private static final String SAVED = "/saved-runs/1.0";

    @TempDir
    Path workspace;

    private RunHarness harness;

    @BeforeEach
    void setUp() throws IOException {
        harness = harness(workspace);
    }

    /** Its files are of the same time always, so that the bundle is the same. */
    private static RunHarness harness(Path workspace) throws IOException {
        RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication();
        try (Stream<Path> files = Files.walk(workspace)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-01-01T00:00:00Z")));
            }
        }
        return harness;
    }

    @AfterEach
    void tearDown() {
        harness.close();
    }

    private static boolean isCreating(Deployment deployment) {
        return deployment.stage() instanceof Stage.Creating;
    }

    private static boolean isWatching(Deployment deployment) {
        return deployment.stage() instanceof Stage.Watching;
    }

    private static Driver until(Driver driver, RunHarness harness, Predicate<Deployment> there)
            throws InterruptedException {
        while (!there.test(driver.deployment())) {
            harness.aws().clock().advance(driver.step());
        }
        return driver;
    }

    private Driver resumed(String name) throws URISyntaxException, IOException {
        File files =
                new File(Objects.requireNonNull(getClass().getResource(SAVED)).toURI());
        Checkpoint saved = CheckpointFile.in(() -> files, name)
                .load()
                .orElseThrow()
                .checkpoint()
                .afterRestart();
        return harness.driver(new Checkpoint(here(saved.deployment()), 0, saved.lines()));
    }

    /** With the addresses of this test's simulator instead of those of the one that is long gone. */
    private Deployment here(Deployment saved) {
        DeploymentRequest request = saved.request();
        Environment environment = request.environment();
        return new Deployment(
                new DeploymentRequest(
                        new Environment(
                                environment.name(),
                                environment.region(),
                                environment.role(),
                                harness.request().environment().endpoints(),
                                ""),
                        request.store(),
                        request.target(),
                        request.content(),
                        request.rules(),
                        request.options(),
                        request.requester()),
                saved.token(),
                harness.aws().clock().instant(),
                Duration.ZERO,
                saved.stage(),
                saved.failureStreak(),
                saved.denied(),
                saved.resumed());
    }

    @ParameterizedTest
    @CsvSource({"checking, SUCCEEDED", "creating, SUCCEEDED", "watching, SUCCEEDED", "stopping, ABORTED"})
    void goesOn(String name, Outcome outcome) throws Exception {
        // The simulator gives the same IDs again.
        Driver before = harness.driver(harness.fresh(harness.request()));
        switch (name) {
            case "creating" -> until(before, harness, SavedBuildTest::isCreating);
            case "watching", "stopping" -> until(before, harness, SavedBuildTest::isWatching);
            default -> {}
        }
        Driver driver = until(resumed(name), harness, Deployment::isDone);
        assertThat(((Stage.Done) driver.deployment().stage()).result().outcome())
                .isEqualTo(outcome);
        assertThat(harness.aws().deployments()).hasSize(1);
    }

    /**
     * Saves runs as the version at hand does.
     *
     * @param args where to
     */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        Path workspace = Files.createTempDirectory("workspace");
        try (RunHarness harness = harness(workspace)) {
            Driver driver = harness.driver(harness.fresh(harness.request()));
            save(directory, "checking", driver);
            save(directory, "creating", until(driver, harness, SavedBuildTest::isCreating));
            save(directory, "watching", until(driver, harness, SavedBuildTest::isWatching));
            driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
            save(directory, "stopping", driver);
        }
    }

    private static void save(Path directory, String name, Driver driver) throws IOException {
        CheckpointFile.in(directory::toFile, name).save(Saved.first(Checkpoint.of(driver.deployment())));
    }
}
