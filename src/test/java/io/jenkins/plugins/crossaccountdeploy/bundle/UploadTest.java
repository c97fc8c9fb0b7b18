package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {

    private static final int PART = 300_000;
    private static final int IN_FLIGHT = 6;

    @TempDir
    Path workspace;

    private final PartServer server = new PartServer();

    @BeforeEach
    void files() throws IOException {
        Files.writeString(workspace.resolve("appspec.yml"), Trees.APP_SPEC);
        Files.write(workspace.resolve("noise"), Trees.content(2_500_000, 3, new Random(1)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsAnArchiveThatFitsAsOnePart() throws Exception {
        Bundle bundle = bundle(server, 1 << 23);

        assertThat(bundle.parts()).singleElement().satisfies(sent -> {
            assertThat(sent.part().whole()).isTrue();
            assertThat(sent.part().number()).isOne();
            assertThat(sent.part().length()).isEqualTo(server.archive().length);
            assertThat(sent.eTag()).isEqualTo("\"" + server.archive().length + "\"");
            assertThat(sent.versionId()).isEqualTo("v1");
        });
        assertThat(bundle.archiveBytes()).isEqualTo(server.archive().length);
    }

    @Test
    void sendsOnePartWhenTheArchiveFillsItExactly() throws Exception {
        bundle(server, 1 << 23);
        int size = server.archive().length;

        assertThat(bundle(server, size).parts())
                .hasSize(1)
                .allMatch(sent -> sent.part().whole());
        assertThat(bundle(server, size - 1).parts())
                .hasSize(2)
                .noneMatch(sent -> sent.part().whole());
    }

    @Test
    void sendsPartsWithTheirCheckSums() throws Exception {
        Bundle bundle = bundle(server, PART);

        assertThat(bundle.parts()).hasSizeGreaterThan(8);
        for (SentPart sent : bundle.parts()) {
            byte[] bytes = server.parts.get(sent.part().number());
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            long value = crc.getValue();
            byte[] sum = {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
            assertThat(sent.part().crc32c()).isEqualTo(Base64.getEncoder().encodeToString(sum));
            assertThat(sent.part().length()).isEqualTo(bytes.length);
            assertThat(sent.part().whole()).isFalse();
        }
        assertThat(server.progress).last().satisfies(progress -> {
            assertThat(progress.read()).isEqualTo(progress.total());
            assertThat(progress.sent()).isEqualTo(bundle.archiveBytes());
        });
    }

    /** A connection that is kept for the next part remembers the last one's request. */
    @Test
    void keepsNoPartOnceItIsSent() throws Exception {
        try (PartSender sender = new PartSender(server, PartSender.Patience.DEFAULT)) {
            WeakReference<byte[]> part = send(sender, new byte[PART]);
            for (int i = 0; i < 100 && part.get() != null; i++) {
                System.gc();
            }

            assertThat(part.get()).isNull();
            assertThat(server.parts.get(1)).hasSize(PART);
        }
    }

    private static WeakReference<byte[]> send(PartSender sender, byte[] bytes) throws Exception {
        sender.send(1, bytes, bytes.length, false);
        return new WeakReference<>(bytes);
    }

    @Test
    void ridesOutWhatPasses() throws Exception {
        Map<String, PartServer.Fault> faults = Map.of(
                "500", (n, x) -> PartServer.answer(x, 500, "InternalError", "We encountered an internal error."),
                "503", (n, x) -> PartServer.answer(x, 503, "SlowDown", "Please reduce your request rate."),
                "429", (n, x) -> PartServer.answer(x, 429, "TooManyRequests", ""),
                "expired", (n, x) -> PartServer.answer(x, 403, "AccessDenied", "Request has expired"),
                "token", (n, x) -> PartServer.answer(x, 400, "ExpiredToken", "The provided token has expired."),
                "time-out", (n, x) -> PartServer.answer(x, 400, "RequestTimeout", "Your socket was idle."),
                "digest", (n, x) -> PartServer.answer(x, 400, "BadDigest", "The CRC32C did not match."),
                "cut", UploadTest::cut,
                "cut halfway", UploadTest::cutHalfway);
        byte[] expected = expected();
        for (int partSize : new int[] {PART, 1 << 23}) {
            for (Map.Entry<String, PartServer.Fault> fault : faults.entrySet()) {
                Set<Integer> met = new HashSet<>();
                server.parts.clear();
                server.signed.clear();
                server.misbehaving((n, exchange) -> {
                    int part = PartServer.number(exchange);
                    boolean first;
                    synchronized (met) {
                        first = part % 2 == 1 && met.add(part);
                    }
                    return first && fault.getValue().handle(n, exchange);
                });

                Bundle bundle = bundle(server, partSize);

                assertThat(server.archive()).as(fault.getKey()).isEqualTo(expected);
                assertThat(server.signed)
                        .as("a fresh signature for each attempt: " + fault.getKey())
                        .hasSize(bundle.parts().size() + met.size());
            }
        }
    }

    @Test
    void ridesOutAnEndpointThatIsSlowOrHangs() throws Exception {
        byte[] expected = expected();
        AtomicInteger hangs = new AtomicInteger(2);
        CountDownLatch over = new CountDownLatch(1);
        server.misbehaving((n, exchange) -> hangs.getAndDecrement() > 0 && hang(over));

        bundle(
                server,
                PART,
                new PartSender.Patience(
                        Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(300)));

        over.countDown();
        assertThat(server.archive()).isEqualTo(expected);
    }

    @Test
    void endsWithWhatS3SaidAndNeverWithTheUrl() {
        server.misbehaving((n, exchange) -> PartServer.answer(
                exchange, 403, "AccessDenied", "User: arn:aws:sts::1:x is not authorized to perform: s3:PutObject"));

        assertThatThrownBy(() -> bundle(server, PART)).isInstanceOfSatisfying(SendException.class, e -> {
            assertThat(e.status()).isEqualTo(403);
            assertThat(e.code()).isEqualTo("AccessDenied");
            assertThat(e.reason()).startsWith("User: arn:aws:sts::1:x is not authorized");
            assertThat(e)
                    .hasMessageContaining("HTTP 403 AccessDenied: User: arn")
                    .hasMessageContaining("localhost");
            assertKeepsTheSecret(e);
        });
        assertThat(server.requests()).as("no second attempt").isLessThanOrEqualTo(IN_FLIGHT);
    }

    @Test
    void tellsOnceWhatIsAnsweredWhilePartsDoNotGetThrough() throws Exception {
        byte[] expected = expected();
        Map<Integer, AtomicInteger> attempts = new ConcurrentHashMap<>();
        server.misbehaving((n, exchange) -> {
            int attempt = attempts.computeIfAbsent(PartServer.number(exchange), part -> new AtomicInteger())
                    .incrementAndGet();
            return attempt <= 4 && PartServer.page(exchange, 502, "<html><title>502 Bad Gateway</title></html>");
        });

        bundle(server, PART);

        assertThat(server.archive()).isEqualTo(expected);
        assertThat(server.troubles).singleElement().satisfies(trouble -> {
            assertThat(trouble.status()).isEqualTo(502);
            assertThat(trouble.code()).isEmpty();
            assertThat(trouble.reason()).isEqualTo("502 Bad Gateway");
            assertThat(trouble.server()).isEqualTo("squid/5.7");
            assertThat(trouble.via()).isEqualTo("1.1 proxy");
        });
    }

    @Test
    void saysNothingOfWhatPassesAtOnce() throws Exception {
        Set<Integer> met = ConcurrentHashMap.newKeySet();
        server.misbehaving((n, exchange) -> met.add(PartServer.number(exchange))
                && PartServer.answer(exchange, 503, "SlowDown", "Please reduce your request rate."));

        bundle(server, PART);

        assertThat(server.troubles).isEmpty();
    }

    @Test
    void endsWithWhatAProxySaysInSteadOfS3AndNeverWithTheUrl() {
        server.misbehaving((n, exchange) -> PartServer.page(exchange, 503, """
                <!DOCTYPE html><html><head><style>h1 { color: red }</style><script>alert('x')</script></head><body>
                <h1>ERROR</h1>\r\n<p>While trying to retrieve
                http://bucket/part/1?X-Amz-Credential=geheim&amp;X-Amz-Signature=geheim &amp; /part/1?X-Amz-Signature=geheim
                a &quot;connection\u0000 refused&quot; came.</p>""" + "<p>word</p>".repeat(100)));

        assertThatThrownBy(() -> bundle(server, PART)).isInstanceOfSatisfying(SendException.class, e -> {
            assertThat(e.reason())
                    .startsWith("ERROR While trying to retrieve ... & ... a \"connection? refused\" came. word word")
                    .hasSizeLessThan(150);
            assertThat(e).hasMessageContaining("HTTP 503: ERROR");
            assertKeepsTheSecret(e);
        });
    }

    @Test
    void doesNotTryAgainWhatTheEndpointCannotDo() {
        server.misbehaving((n, exchange) -> PartServer.answer(
                exchange,
                501,
                "NotImplemented",
                "A header you provided implies functionality that is not implemented"));

        assertThatThrownBy(() -> bundle(server, 1 << 23))
                .isInstanceOf(SendException.class)
                .hasMessageContaining("HTTP 501 NotImplemented");
        assertThat(server.requests()).isOne();
    }

    @Test
    void reportsThatAnObjectIsThereAlready() throws Exception {
        server.misbehaving((n, exchange) -> PartServer.answer(
                exchange, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"));

        assertThat(bundle(server, 1 << 23).parts())
                .singleElement()
                .satisfies(sent -> assertThat(sent.isTaken()).isFalse());
        assertThatThrownBy(() -> bundle(server, PART)).hasMessageContaining("HTTP 412 PreconditionFailed");
    }

    @Test
    void stopsAtOnceWhileItWaitsToTryAgain() throws Exception {
        CountDownLatch failed = new CountDownLatch(4);
        server.misbehaving((n, exchange) -> {
            failed.countDown();
            return PartServer.answer(exchange, 500, "InternalError", "We encountered an internal error.");
        });
        FutureTask<Bundle> task = new FutureTask<>(() -> bundle(
                server,
                PART,
                new PartSender.Patience(
                        Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(10))));
        Thread thread = new Thread(task);
        thread.start();
        assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        thread.interrupt();

        assertThatThrownBy(() -> task.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(threads()).isEmpty();
    }

    @Test
    void givesUpWhenTheEndpointStaysAway() throws Exception {
        URI nobody;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            nobody = URI.create("http://localhost:" + socket.getLocalPort() + "/?X-Amz-Signature=geheim");
        }
        Destination away = new Destinations.Wrapped(server) {
            @Override
            public SignedRequest sign(Part part) {
                return new SignedRequest(nobody, Map.of());
            }
        };

        assertThatThrownBy(() -> bundle(away, PART)).isInstanceOfSatisfying(SendException.class, e -> {
            assertThat(e.status()).isZero();
            assertThat(e).hasMessageContaining("ConnectException");
            assertKeepsTheSecret(e);
        });
    }

    @Test
    void givesUpOnSignaturesThatAreAllExpired() {
        server.misbehaving((n, x) -> PartServer.answer(x, 403, "AccessDenied", "Request has expired"));

        assertThatThrownBy(() -> bundle(server, 1 << 23))
                .isInstanceOf(SendException.class)
                .hasMessageContaining("Request has expired");
        assertThat(server.requests()).isEqualTo(3);
    }

    @Test
    void keepsTheSecretOfARequestThatIsNotValid() {
        Destination wrong = new Destinations.Wrapped(server) {
            @Override
            public SignedRequest sign(Part part) {
                return new SignedRequest(URI.create("nonsense://localhost/x?X-Amz-Signature=geheim"), Map.of());
            }
        };

        assertThatThrownBy(() -> bundle(wrong, PART))
                .isInstanceOfSatisfying(SendException.class, UploadTest::assertKeepsTheSecret);
    }

    @Test
    void endsWithWhatTheDestinationThrows() {
        IOException gone = new IOException("the controller went away");
        Destination failing = new Destinations.Wrapped(server) {
            @Override
            public SignedRequest sign(Part part) throws IOException {
                if (part.number() == 3) {
                    throw gone;
                }
                return server.sign(part);
            }
        };
        assertThatThrownBy(() -> bundle(failing, PART)).isSameAs(gone);

        Destination dead = new Destinations.Wrapped(server) {
            @Override
            public SignedRequest sign(Part part) {
                throw new IllegalStateException("channel closed");
            }
        };
        assertThatThrownBy(() -> bundle(dead, PART))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("channel closed");
        assertThat(threads()).isEmpty();
    }

    @Test
    void keepsAsManyPartsUnderWayAsThereIsRoomForAndNoMore() throws Exception {
        CountDownLatch all = new CountDownLatch(IN_FLIGHT);
        AtomicInteger underway = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Destination counting = new Destinations.Wrapped(server) {
            @Override
            public SignedRequest sign(Part part) throws IOException {
                most.accumulateAndGet(underway.incrementAndGet(), Math::max);
                return server.sign(part);
            }
        };
        // A line on which nothing arrives before the last of them has begun.
        server.misbehaving((n, exchange) -> {
            all.countDown();
            boolean haveAllBegun = await(all);
            underway.decrementAndGet();
            return !haveAllBegun && PartServer.answer(exchange, 400, "Alone", "The others never began.");
        });

        assertThat(bundle(counting, 10_000).parts()).hasSizeGreaterThan(200);
        assertThat(most).hasValue(IN_FLIGHT);
    }

    private static boolean await(CountDownLatch all) throws InterruptedIOException {
        try {
            return all.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Test
    void givesPartsUnderWayAQuarterOfTheHeap() {
        assertThat(List.of(64L, 128L, 256L, 384L, 512L, 8192L))
                .extracting(megabytes -> Upload.mostInFlight(megabytes << 20, Part.LARGEST))
                .containsExactly(4, 4, 8, 12, 16, 16);
    }

    @Test
    void stopsWithinASecondOfAnInterruptAtAnyMoment() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.misbehaving((n, exchange) -> n > 4 && hang(over));
        Random random = new Random(7);
        for (int i = 0; i < 15; i++) {
            FutureTask<Bundle> task = new FutureTask<>(() -> bundle(server, PART));
            Thread thread = new Thread(task);
            thread.start();
            // any moment from the first file to waiting for an endpoint that does not answer
            thread.join(1 + random.nextInt(300));
            long start = System.nanoTime();
            thread.interrupt();

            assertThatThrownBy(() -> task.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(threads()).as("threads left").isEmpty();
        }
        over.countDown();
    }

    @Test
    void goesThroughTheProxyOfTheJvm() throws Exception {
        ProxySelector selector = ProxySelector.getDefault();
        InetSocketAddress proxy = server.address();
        try {
            ProxySelector.setDefault(new ProxySelector() {
                @Override
                public List<Proxy> select(URI uri) {
                    return List.of(new Proxy(Proxy.Type.HTTP, proxy));
                }

                @Override
                public void connectFailed(URI uri, SocketAddress address, IOException e) {}
            });
            Destination beyond = new Destinations.Wrapped(server) {
                @Override
                public SignedRequest sign(Part part) {
                    return new SignedRequest(URI.create("http://bucket.s3.invalid/part/" + part.number()), Map.of());
                }
            };

            assertThat(bundle(beyond, PART).archiveBytes()).isEqualTo(server.archive().length);
        } finally {
            ProxySelector.setDefault(selector);
        }
    }

    private static boolean cut(int request, HttpExchange exchange) {
        exchange.close();
        return true;
    }

    private static boolean cutHalfway(int request, HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            body.readNBytes(PART / 3);
            throw new IOException("cut");
        }
    }

    private static boolean hang(CountDownLatch over) {
        try {
            over.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static void assertKeepsTheSecret(Throwable failure) {
        java.io.StringWriter all = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(all));
        assertThat(all.toString()).doesNotContain("geheim").doesNotContain("X-Amz");
    }

    /** Our threads; the selector of the HTTP client ends by itself, once the client is collected. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("bundle-"))
                .filter(UploadTest::stays)
                .map(Thread::getName)
                .toList();
    }

    /** A thread that has left its pool may need a moment more to end. */
    private static boolean stays(Thread thread) {
        try {
            thread.join(500);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return thread.isAlive();
    }

    private byte[] expected() throws Exception {
        bundle(server, 1 << 23);
        byte[] expected = server.archive();
        server.parts.clear();
        server.signed.clear();
        return expected;
    }

    private Bundle bundle(Destination destination, int partSize) throws Exception {
        return bundle(
                destination,
                partSize,
                new PartSender.Patience(
                        Duration.ofSeconds(2), Duration.ofMillis(1), Duration.ofMillis(50), Duration.ofSeconds(10)));
    }

    private Bundle bundle(Destination destination, int partSize, PartSender.Patience patience) throws Exception {
        server.parts.clear();
        return new Bundler(destination, 2, partSize, IN_FLIGHT, patience).bundle(workspace, Selection.ALL);
    }
}
