package io.jenkins.plugins.crossaccountdeploy.bench;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;

import io.jenkins.plugins.crossaccountdeploy.SimulatedRuns;
import io.jenkins.plugins.crossaccountdeploy.account.RateLimiter;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.SimulatedController;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What it costs to watch: a thousand deployments at once, and one with ten thousand targets. Runs are driven as Jenkins
 * drives them; the accounts are simulated in the same process, and time is, too.
 */
public final class WatchBenchmark {

    private static final int DEPLOYMENTS = 1_000;
    private static final int TARGETS = 100;
    private static final int MANY_TARGETS = 10_000;
    private static final int THREADS = 8;

    private static final Set<String> WATCHING = Set.of(
            "CodeDeploy.GetDeployment", "CodeDeploy.ListDeploymentTargets", "CodeDeploy.BatchGetDeploymentTargets");

    /** What is written of one run, which costs no memory: Jenkins has its log and its state on disk. */
    private static final class Disk implements Driver.Console, Driver.Memory {

        private final AtomicLong lines = new AtomicLong();
        private final AtomicInteger largestState = new AtomicInteger();

        @Override
        public long lines() {
            return lines.get();
        }

        @Override
        public void print(String line) {
            lines.incrementAndGet();
        }

        @Override
        public void save(Checkpoint checkpoint) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(checkpoint.deployment());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            largestState.accumulateAndGet(bytes.size(), Math::max);
        }
    }

    private final Path workspace;

    /** Calls by simulated second. */
    private final Map<Long, Integer> watching = new HashMap<>();

    private final Map<Long, Integer> starting = new HashMap<>();

    private WatchBenchmark(Path workspace) {
        this.workspace = workspace;
    }

    public static void main(String[] args) throws Exception {
        Path workspace = Files.createTempDirectory("watch-benchmark");
        try {
            WatchBenchmark benchmark = new WatchBenchmark(workspace);
            System.out.printf(
                    "%n%d cores, %.0f MB heap, Java %s; time is simulated%n",
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() / 1e6,
                    System.getProperty("java.version"));
            benchmark.manyDeployments();
            benchmark.manyTargets();
        } finally {
            Files.delete(workspace);
        }
        System.exit(0);
    }

    // ---- a thousand deployments

    private void manyDeployments() throws Exception {
        Set<Thread> before = threads();
        try (SimulatedController controller = new SimulatedController(workspace, Scenario.twoAccounts());
                SimulatedRuns runs = new SimulatedRuns(controller.aws().clock(), THREADS)) {
            Simulator aws = controller.aws();
            aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "existing.zip");
            Map<String, Integer> outcomes = new ConcurrentHashMap<>();
            Disk disk = new Disk();
            for (int build = 0; build < DEPLOYMENTS; build++) {
                DeploymentRequest request = order(controller, build, TARGETS, LogLevel.NORMAL);
                // One in ten has a target that fails: then targets are asked for, too.
                plan(aws, request, build % 10 == 0);
                runs.begin(
                        Duration.ofMillis(build * 600L),
                        () -> controller.driver(controller.fresh(request), disk, disk),
                        result -> outcomes.merge(result.outcome().words(), 1, Integer::sum));
            }
            int peakOfServer = 0;
            long began = System.nanoTime();
            for (int minute = 0; minute < 20; minute++) {
                runs.pass(Duration.ofMinutes(1));
                count(aws);
                peakOfServer = Math.max(peakOfServer, (int)
                        threads().stream().filter(WatchBenchmark::isServers).count());
            }
            Duration processor = runs.processorTime();
            double seconds = (System.nanoTime() - began) / 1e9;
            long running = aws.deployments().stream()
                    .filter(deployment -> aws.status(deployment).equals("InProgress"))
                    .count();
            Set<String> others = threads().stream()
                    .filter(thread -> !before.contains(thread) && !isServers(thread))
                    .map(Thread::getName)
                    .filter(name -> !name.equals("calls"))
                    .collect(Collectors.toSet());
            System.out.printf(
                    Locale.ROOT,
                    "%n%,d deployments of %d targets, begun within 10 minutes; after 20 minutes %,d run%n",
                    DEPLOYMENTS,
                    TARGETS,
                    running);
            row("threads that talk to AWS, at most", String.valueOf(runs.mostThreads()));
            row("other threads of plugin and SDK", others.size() + " " + others);
            row("threads of the simulated accounts", String.valueOf(peakOfServer));
            calls("calls to watch", watching);
            calls("calls to start", starting);
            row("saved state of one, at most", "%.1f kB", disk.largestState.get() / 1e3);
            row(
                    "processor time for a call to watch",
                    "%.2f ms",
                    processor.toMillis() / (double) (sum(watching) + sum(starting)));
            row("real seconds", "%.0f", seconds);
            long with = heap();
            runs.forget();
            long without = heap();
            row("heap of one that waits", "%.1f kB", (with - without) / 1e3 / DEPLOYMENTS);
            System.out.println("ended so far: " + outcomes);
        }
    }

    private static void plan(Simulator aws, DeploymentRequest request, boolean fails) {
        aws.everyDeployment(plan -> plan.takes("AfterInstall", Duration.ofMinutes(25)));
        if (fails) {
            // Plans are taken in the order in which the deployments are created: which one fails does not matter.
            aws.nextDeployment()
                    .takes("AfterInstall", Duration.ofMinutes(25))
                    .fails(
                            aws.group(TwoAccounts.APPLICATION, request.target().deploymentGroup())
                                    .instances()
                                    .get(0),
                            "BeforeInstall",
                            script("scripts/before_install.sh").log("no space left on device"));
        }
    }

    private void count(Simulator aws) {
        for (Call call : aws.calls().list()) {
            if (call.service().equals("CodeDeploy")) {
                (WATCHING.contains(call.operation()) ? watching : starting)
                        .merge(call.at().getEpochSecond(), 1, Integer::sum);
            }
        }
        aws.calls().clear();
    }

    private static int sum(Map<Long, Integer> bySecond) {
        return bySecond.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static void calls(String name, Map<Long, Integer> bySecond) {
        TreeMap<Long, Integer> sorted = new TreeMap<>(bySecond);
        long seconds = sorted.lastKey() - sorted.firstKey() + 1;
        int busiest = sorted.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        // What AWS grants is a rate with a burst, so that ten seconds say more than one.
        int tenSeconds = sorted.keySet().stream()
                .mapToInt(from -> sorted.subMap(from, from + 10).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .max()
                .orElse(0);
        row(
                name,
                "%,d: %.1f a second on average, %d in the busiest, %.1f in the busiest ten (rate %d, burst %d)",
                sum(bySecond),
                sum(bySecond) / (double) seconds,
                busiest,
                tenSeconds / 10.0,
                RateLimiter.CALLS_A_SECOND,
                RateLimiter.BURST);
    }

    // ---- ten thousand targets

    private void manyTargets() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%none deployment of %,d targets, all at once%n%-34s %8s %12s %14s %12s %10s %10s%n",
                MANY_TARGETS,
                "log level, what happens",
                "looks",
                "calls a look",
                "processor/look",
                "between looks",
                "state",
                "lines");
        manyTargets("normal, nothing fails", LogLevel.NORMAL, false);
        manyTargets("normal, every target fails", LogLevel.NORMAL, true);
        manyTargets("all, nothing fails", LogLevel.ALL, false);
    }

    private void manyTargets(String name, LogLevel logLevel, boolean fails) throws Exception {
        try (SimulatedController controller = new SimulatedController(workspace, Scenario.twoAccounts());
                SimulatedRuns runs = new SimulatedRuns(controller.aws().clock(), THREADS)) {
            Simulator aws = controller.aws();
            aws.deployedBefore(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "existing.zip");
            DeploymentRequest request = order(controller, 1, MANY_TARGETS, logLevel);
            aws.everyDeployment(plan -> {
                plan.takes("Install", Duration.ofMinutes(10)).takes("ValidateService", Duration.ofMinutes(10));
                if (fails) {
                    plan.failsEverywhere("AfterInstall", script("scripts/after_install.sh"));
                }
            });
            Disk disk = new Disk();
            AtomicInteger ended = new AtomicInteger();
            runs.begin(
                    Duration.ZERO,
                    () -> controller.driver(controller.fresh(request), disk, disk),
                    (Result result) -> ended.incrementAndGet());
            long from = aws.clock().instant().getEpochSecond();
            runs.pass(Duration.ofHours(2));
            if (ended.get() != 1) {
                throw new IllegalStateException("the deployment has not ended");
            }
            Map<String, Long> calls =
                    aws.calls().list().stream().collect(Collectors.groupingBy(Call::operation, Collectors.counting()));
            long looks = calls.get("CodeDeploy.GetDeployment");
            long all = WATCHING.stream()
                    .mapToLong(operation -> calls.getOrDefault(operation, 0L))
                    .sum();
            long last = aws.calls().of("CodeDeploy.GetDeployment").stream()
                    .mapToLong(call -> call.at().getEpochSecond())
                    .max()
                    .orElse(from);
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %8d %12.1f %12.0f ms %10.1f s %7.1f kB %10d%n",
                    name,
                    looks,
                    all / (double) looks,
                    runs.processorTime().toMillis() / (double) looks,
                    (last - from) / (double) looks,
                    disk.largestState.get() / 1e3,
                    disk.lines());
        }
    }

    // ---- what is common

    private static DeploymentRequest order(SimulatedController controller, int build, int targets, LogLevel logLevel) {
        Simulator aws = controller.aws();
        DeploymentGroup sample = aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        String name = "Prod-" + build;
        aws.application(TwoAccounts.APPLICATION)
                .createGroup(name)
                .instances(targets)
                .config("CodeDeployDefault.AllAtOnce")
                .instanceRole(sample.instanceRole().orElseThrow())
                .serviceRole(sample.serviceRole().orElseThrow());
        DeploymentRequest usual = controller.order(build);
        Options options = usual.options();
        return new DeploymentRequest(
                usual.environment(),
                usual.store(),
                new DeploymentRequest.Target(TwoAccounts.APPLICATION, name, ""),
                new DeploymentRequest.Existing(new S3Revision(TwoAccounts.BUCKET, "existing.zip", "", "", "")),
                usual.rules(),
                new Options(
                        options.waits(),
                        options.timeout(),
                        options.whenBusy(),
                        options.onAbort(),
                        options.dryRun(),
                        logLevel),
                usual.requester());
    }

    private static boolean isServers(Thread thread) {
        return thread.getName().startsWith("simulator-");
    }

    private static Set<Thread> threads() {
        Thread[] all = new Thread[10_000];
        int count = Thread.enumerate(all);
        return Stream.of(Arrays.copyOf(all, count)).collect(Collectors.toSet());
    }

    /** What is reachable. */
    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static void row(String name, String format, Object... values) {
        row(name, String.format(Locale.ROOT, format, values));
    }

    private static void row(String name, String value) {
        System.out.printf("  %-36s %s%n", name, value);
    }
}
