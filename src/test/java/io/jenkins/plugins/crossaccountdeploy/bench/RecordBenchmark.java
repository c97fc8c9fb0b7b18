package io.jenkins.plugins.crossaccountdeploy.bench;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;

import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.RecordFile;
import io.jenkins.plugins.crossaccountdeploy.history.Recorder;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.page.RenderedPage;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the record of a large deployment costs: bytes on disk, milliseconds to render, bytes of a poll. */
public final class RecordBenchmark {

    private RecordBenchmark() {}

    public static void main(String[] args) throws Exception {
        System.out.printf(
                "%n%-34s %10s %10s %12s %12s %12s %12s%n",
                "record of", "on disk", "listed", "load", "render", "page", "idle poll");
        for (int targets : new int[] {50, 500, 1_000, 10_000}) {
            measure(targets, false);
            measure(targets, true);
        }
        System.exit(0);
    }

    private static void measure(int targets, boolean fails) throws Exception {
        Path directory = Files.createTempDirectory("record-benchmark");
        Path workspace = Files.createDirectory(directory.resolve("workspace"));
        Path build = Files.createDirectory(directory.resolve("build"));
        try (RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts()).withApplication()) {
            Journal journal = new Journal(directory.resolve("journal"));
            harness.listen(run -> new Recorder(
                    RecordFile.in(() -> build, run.token()),
                    journal,
                    run,
                    Origin.of("shop", 42, "job/shop/42/", "ada", "Started by Ada"),
                    harness.aws().clock()));
            harness.aws()
                    .group(TwoAccounts.APPLICATION, TwoAccounts.GROUP)
                    .instances(targets)
                    .config("CodeDeployDefault.AllAtOnce");
            if (fails) {
                harness.aws()
                        .nextDeployment()
                        .failsEverywhere(
                                "AfterInstall",
                                script("scripts/after_install.sh").log("npm ERR! missing script: build\n".repeat(40)));
            }
            Driver driver = harness.driver(harness.fresh(harness.request()));
            while (!driver.deployment().isDone()) {
                harness.aws().clock().advance(driver.step());
            }
            RunRecord record = RecordFile.all(build).get(0);
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %7.1f kB %10d %9.1f ms %9.1f ms %9.1f kB %10d B%n",
                    String.format(Locale.ROOT, "%,d targets, %s", targets, fails ? "all fail" : "none fails"),
                    size(build) / 1e3,
                    record.deployment().targets().size(),
                    milliseconds(() -> RecordFile.all(build)),
                    milliseconds(() -> RenderedPage.of(record)),
                    RenderedPage.of(record).length() / 1e3,
                    RenderedPage.poll(record, record.sequence()).length);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(RecordBenchmark::delete);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            System.err.println("Left behind: " + file);
        }
    }

    private static long size(Path build) throws IOException {
        try (Stream<Path> files = Files.list(build)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** The median of many, warm: time of the processor, since other programs take theirs. */
    private static double milliseconds(Supplier<?> what) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] times = new double[41];
        for (int i = 0; i < times.length; i++) {
            long began = threads.getCurrentThreadCpuTime();
            what.get();
            times[i] = (threads.getCurrentThreadCpuTime() - began) / 1e6;
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
