package io.jenkins.plugins.crossaccountdeploy.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * How long it takes to bundle and send, next to the usual way: one file after the other into a temporary file, which is
 * uploaded then. Both send to the same endpoint in this process, which throws away what it gets.
 *
 * <p>With {@code -Dbench.line=long}, over a line with a latency of 50 ms, to the controller and to S3, and 20 MB/s for each
 * connection: next to {@code aws s3 cp}, which has the archive already.
 *
 * <p>Arguments: the folders to bundle; without any, corpora that are made below {@code bench.corpora}.
 */
public final class BundleBenchmark {

    private static final int RUNS = 3;

    /** What takes longer than this, in seconds, runs once. */
    private static final int LONG = 20;

    /** What one way of bundling took. */
    private record Result(long bytesOut, double seconds, long peakHeap) {}

    @FunctionalInterface
    private interface Way {
        long run() throws Exception;
    }

    private final Line line;
    private final URI endpoint;

    private BundleBenchmark(Line line, HttpServer server) {
        this.line = line;
        endpoint = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        Line line = System.getProperty("bench.line", "").equals("long") ? Line.LONG : Line.LOCAL;
        server.createContext("/", exchange -> swallow(line, exchange));
        server.start();
        try {
            new BundleBenchmark(line, server).run(folders(args));
        } finally {
            server.stop(0);
        }
        System.exit(0);
    }

    private static Map<String, Path> folders(String[] args) throws IOException {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (String arg : args) {
            for (String folder : arg.split(",")) {
                if (!folder.isBlank()) {
                    folders.put(folder.strip(), Path.of(folder.strip()));
                }
            }
        }
        return folders.isEmpty()
                ? Corpora.make(Path.of(System.getProperty("bench.corpora", "target/bench-corpora")))
                : folders;
    }

    private void run(Map<String, Path> folders) throws Exception {
        Optional<AwsCli> aws = AwsCli.find(line);
        System.out.printf(
                "%d cores, %s heap, Java %s, best of %d runs (one where it takes more than %d s)%n",
                Runtime.getRuntime().availableProcessors(),
                megabytes(Runtime.getRuntime().maxMemory()),
                System.getProperty("java.version"),
                RUNS,
                LONG);
        if (aws.isEmpty()) {
            System.out.println("aws is not on the PATH: without 'aws deploy push'");
        }
        if (!line.equals(Line.LOCAL)) {
            System.out.printf(
                    "over a line of %d ms and %s/s a connection%n",
                    line.latency().toMillis(), megabytes(line.bytesPerSecond()));
        }
        System.out.printf(
                "%-34s %-18s %8s %10s %10s %8s %8s %10s %7s%n",
                "folder", "by", "files", "in", "out", "seconds", "MB/s", "peak heap", "ratio");
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            Path path = folder.getValue();
            Path appSpec = path.resolve("appspec.yml");
            boolean withoutAppSpec = !Files.exists(appSpec);
            if (withoutAppSpec) {
                Files.writeString(appSpec, "version: 0.0\nos: linux\n");
            }
            Contents contents = bundle(path, false).contents();
            Result ours = best(() -> bundle(path, false).archiveBytes());
            row(folder.getKey(), "this plugin", contents, ours, ours);
            if (line.equals(Line.LOCAL)) {
                row(
                        "",
                        "the same, unchanged",
                        contents,
                        best(() -> bundle(path, true).archiveBytes()),
                        ours);
                row("", "one after another", contents, best(() -> oneAfterAnother(path)), ours);
                if (aws.isPresent()) {
                    row("", "aws deploy push", contents, best(() -> aws.get().push(path)), ours);
                }
            } else if (aws.isPresent()) {
                Path file = Files.createTempFile("bundle", ".zip");
                zip(path, file);
                row("", "aws s3 cp", contents, best(() -> aws.get().copy(file)), ours);
                Files.delete(file);
            }
            if (withoutAppSpec) {
                Files.delete(appSpec);
            }
        }
    }

    private static void row(String folder, String by, Contents contents, Result result, Result ours) {
        System.out.printf(
                Locale.ROOT,
                "%-34s %-18s %8d %10s %10s %8.2f %8.1f %10s %6.2fx%n",
                folder,
                by,
                contents.files(),
                megabytes(contents.bytes()),
                megabytes(result.bytesOut()),
                result.seconds(),
                contents.bytes() / 1e6 / result.seconds(),
                megabytes(result.peakHeap()),
                result.seconds() / ours.seconds());
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static Result best(Way way) throws Exception {
        Result best = null;
        for (int i = 0; i < RUNS && (best == null || best.seconds() < LONG); i++) {
            System.gc();
            AtomicLong peak = new AtomicLong();
            ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
            sampler.scheduleAtFixedRate(() -> peak.accumulateAndGet(heap(), Math::max), 0, 5, TimeUnit.MILLISECONDS);
            long start = System.nanoTime();
            long bytesOut = way.run();
            double seconds = (System.nanoTime() - start) / 1e9;
            sampler.shutdownNow();
            if (best == null || seconds < best.seconds()) {
                best = new Result(bytesOut, seconds, peak.get());
            }
        }
        return best;
    }

    /** What is used of the heap, with the garbage in it. */
    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private Bundle bundle(Path folder, boolean held) throws Exception {
        return Bundler.bundle(folder, Selection.ALL, new Destination() {
            @Override
            public boolean holds(Contents contents) {
                return held;
            }

            @Override
            public SignedRequest sign(Part part) {
                line.roundTrip();
                return new SignedRequest(endpoint, Map.of());
            }

            @Override
            public void failing(SendException failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void progress(Progress progress) {}
        });
    }

    private long oneAfterAnother(Path folder) throws Exception {
        Path file = Files.createTempFile("bundle", ".zip");
        try {
            zip(folder, file);
            HttpRequest request = HttpRequest.newBuilder(endpoint)
                    .PUT(HttpRequest.BodyPublishers.ofFile(file))
                    .build();
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.discarding());
            return Files.size(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void zip(Path folder, Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
                Stream<Path> paths = Files.walk(folder)) {
            zip.setLevel(Deflater.DEFAULT_COMPRESSION);
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                zip.putNextEntry(new ZipEntry(folder.relativize(path).toString()));
                try (InputStream in = Files.newInputStream(path)) {
                    in.transferTo(zip);
                }
                zip.closeEntry();
            }
        }
    }

    private static void swallow(Line line, HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            line.take(body);
        }
        exchange.getResponseHeaders().add("ETag", "\"0\"");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }
}
