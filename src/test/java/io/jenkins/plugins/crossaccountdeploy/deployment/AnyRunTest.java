package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.queue.DeploymentQueue;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a run, and however often the controller crashes: each event is told once and in order, one deployment
 * is created, the end is what AWS says.
 *
 * <p>A number stands for each run: {@code -Danyrun.seed=} runs one again, {@code -Danyrun.runs=} runs more of them.
 */
class AnyRunTest {

    /** Simulators forget nothing: after so many runs a new one starts. */
    private static final int RUNS_A_SIMULATOR = 200;

    private static final int AT_ONCE = 2;

    /** Hundreds of runs cannot be saved, which is logged each time. */
    private static final Logger LOGGER = Logger.getLogger(Driver.class.getName());

    @TempDir
    Path workspace;

    @TempDir
    Path home;

    @BeforeEach
    void keepQuiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        LOGGER.setLevel(null);
    }

    @BeforeEach
    void fill() throws Exception {
        Files.writeString(workspace.resolve("appspec.yml"), """
                version: 0.0
                os: linux
                files:
                  - source: index.html
                    destination: /var/www/html
                """);
        Files.writeString(workspace.resolve("index.html"), "<h1>It works</h1>");
    }

    @Test
    void tellsEachEventOnceAndCreatesOneDeploymentWhateverHappens() throws Exception {
        long first = Long.getLong("anyrun.seed", 1);
        int runs = Integer.getInteger("anyrun.runs", Long.getLong("anyrun.seed") == null ? 1_200 : 1);
        AtomicLong next = new AtomicLong(first);
        AtomicInteger crashes = new AtomicInteger();
        Map<Long, AssertionError> failures = new ConcurrentSkipListMap<>();
        long began = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                done.add(threads.submit(() -> {
                    while (next.get() < first + runs) {
                        some(next, first + runs, crashes, failures);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        failures.forEach((seed, failure) -> System.out.println(seed + ": "
                + failure.getMessage()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .limit(2)
                        .toList()));
        System.out.printf(
                "%,d runs with %,d crashes in %.1f s%n", runs, crashes.get(), (System.nanoTime() - began) / 1e9);
        assertThat(failures.keySet())
                .as(() -> "runs that went wrong; run one again with -Dtest=AnyRunTest -Danyrun.seed=. The first:\n"
                        + failures.values().iterator().next().getMessage())
                .isEmpty();
    }

    private void some(AtomicLong next, long end, AtomicInteger crashes, Map<Long, AssertionError> failures)
            throws Exception {
        Scenario scenario = Scenario.twoAccounts().startingAt(Instant.parse("2026-03-02T08:00:00Z"));
        try (Simulator aws = Simulator.start(scenario);
                Wire wire = new Wire();
                Clients clients = new Clients(wire)) {
            aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "existing.zip");
            DeploymentQueue queue = new DeploymentQueue(home.resolve(next + ".json"), ticket -> true);
            for (int i = 0; i < RUNS_A_SIMULATOR; i++) {
                long seed = next.getAndIncrement();
                if (seed >= end) {
                    return;
                }
                aws.calls().clear();
                AnyRun run = new AnyRun(aws, wire, clients, workspace, queue, seed);
                try {
                    crashes.addAndGet(run.run());
                } catch (AssertionError | RuntimeException failure) {
                    failures.put(seed, new AssertionError(failure + "\n" + run, failure));
                }
            }
        }
    }
}
