package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Workers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLHandshakeException;

/**
 * Sends parts by the requests that the destination signs, through the proxy that the JVM is configured with. What may
 * pass, it tries again with a fresh signature.
 */
final class PartSender implements AutoCloseable {

    /**
     * How long to try.
     *
     * @param total how long a part is tried again after its first failure
     * @param firstPause before the second attempt; doubles with each more
     * @param longestPause between two attempts
     * @param stall how long a connection may take no byte and give no answer
     */
    record Patience(Duration total, Duration firstPause, Duration longestPause, Duration stall) {
        static final Patience DEFAULT =
                new Patience(Bundler.PATIENCE, Duration.ofMillis(250), Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    /** A fresh signature that is expired, too, tells that a clock is wrong, and that more of them will not help. */
    private static final int MOST_EXPIRED = 3;

    /** So many failures of a part in a row are nothing to speak of. */
    private static final int TOLD_AFTER = 3;

    private static final int LONGEST_ANSWER = 16 * 1024;

    private final Destination destination;
    private final Patience patience;
    private final ExecutorService executor = Executors.newCachedThreadPool(Workers.named("bundle-http-"));
    private final HttpClient http;
    private final AtomicBoolean told = new AtomicBoolean();

    PartSender(Destination destination, Patience patience) {
        this.destination = destination;
        this.patience = patience;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.stall())
                .executor(executor);
        Authenticator proxyAuthenticator = Authenticator.getDefault();
        if (proxyAuthenticator != null) {
            builder.authenticator(proxyAuthenticator);
        }
        http = builder.build();
    }

    /**
     * Sends one part; called from several threads.
     *
     * @throws SendException when S3 refuses it, or the patience is at its end
     */
    SentPart send(int number, byte[] bytes, int length, boolean whole) throws IOException, InterruptedException {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        byte[] sum = Arrays.copyOfRange(
                ByteBuffer.allocate(Long.BYTES).putLong(crc.getValue()).array(), 4, 8);
        Part part = new Part(number, length, Base64.getEncoder().encodeToString(sum), whole);
        long giveUp = Long.MAX_VALUE;
        int expired = 0;
        for (int attempt = 0; ; attempt++) {
            SignedRequest request = destination.sign(part);
            SendException failure;
            try {
                Answer answer = put(request, bytes, length);
                if (answer.isSuccess()) {
                    return new SentPart(part, answer.eTag(), answer.versionId());
                }
                if (answer.isTaken() && whole) {
                    return new SentPart(part, "", "");
                }
                failure = refused(part, request.url(), answer);
                if (answer.isExpired() ? ++expired == MOST_EXPIRED : !answer.isPassing()) {
                    throw failure;
                }
            } catch (SSLHandshakeException e) {
                throw unanswered(part, request.url(), e);
            } catch (SendException e) {
                throw e;
            } catch (IOException e) {
                failure = unanswered(part, request.url(), e);
            }
            long now = System.nanoTime();
            if (giveUp == Long.MAX_VALUE) {
                giveUp = now + patience.total().toNanos();
            }
            Duration pause = pause(attempt);
            if (now + pause.toNanos() - giveUp > 0) {
                throw failure;
            }
            if (attempt + 1 == TOLD_AFTER && told.compareAndSet(false, true)) {
                destination.failing(failure);
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }

    /** Exponential, and at random: parts that failed together do not come back together. */
    private Duration pause(int attempt) {
        long longest = Math.min(
                patience.longestPause().toNanos(), patience.firstPause().toNanos() << Math.min(attempt, 20));
        return Duration.ofNanos(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    private Answer put(SignedRequest signed, byte[] bytes, int length) throws IOException, InterruptedException {
        Body body = new Body(bytes, length);
        // By a stream, since the publisher of byte arrays would copy all of it first.
        BodyPublisher publisher = BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(body::again), length);
        HttpRequest request;
        try {
            HttpRequest.Builder builder =
                    HttpRequest.newBuilder(signed.url()).PUT(length == 0 ? BodyPublishers.noBody() : publisher);
            signed.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
            request = builder.build();
        } catch (IllegalArgumentException e) {
            // without its message, which may have the URL
            throw new SendException("The signed request for " + signed.url().getHost() + " is not valid");
        }
        StringBuilder answer = new StringBuilder();
        CompletableFuture<HttpResponse<Void>> response = http.sendAsync(
                request,
                info -> BodySubscribers.ofByteArrayConsumer(chunk -> chunk.ifPresent(some -> {
                    int most = Math.min(some.length, LONGEST_ANSWER - answer.length());
                    answer.append(new String(some, 0, most, StandardCharsets.ISO_8859_1));
                })));
        try {
            HttpResponse<Void> answered = await(response, body);
            return Answer.of(
                    answered.statusCode(),
                    answered.headers(),
                    new String(answer.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } finally {
            response.cancel(true); // frees the connection of what is not done
            body.release();
        }
    }

    /** Waits as long as bytes go out: a slow line may take minutes for a part, a dead one takes none. */
    private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> response, Body body)
            throws IOException, InterruptedException {
        long taken = -1;
        long since = System.nanoTime();
        while (true) {
            try {
                return response.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (body.taken() != taken) {
                    taken = body.taken();
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > patience.stall().toNanos()) {
                    throw new HttpTimeoutException(
                            "no answer within " + patience.stall().toSeconds() + " s");
                }
            } catch (ExecutionException e) {
                throw Workers.rethrow(e);
            }
        }
    }

    private static SendException refused(Part part, URI url, Answer answer) {
        return new SendException(
                what(part, url) + " was refused: " + answer,
                answer.status(),
                answer.code(),
                answer.reason(),
                answer.server(),
                answer.via());
    }

    private static SendException unanswered(Part part, URI url, IOException e) {
        String why = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
        SendException failure = new SendException(what(part, url) + " failed: " + Faults.oneLine(why));
        failure.initCause(e);
        return failure;
    }

    private static String what(Part part, URI url) {
        return (part.whole() ? "Sending the archive" : "Sending part " + part.number()) + " to " + url.getHost();
    }

    /** Stops what is under way. The client's own thread ends by itself, once the client is collected. */
    @Override
    public void close() {
        Workers.stop(executor);
    }

    /** The bytes of a part, counted as they are taken. */
    private static final class Body extends ByteArrayInputStream {

        Body(byte[] bytes, int length) {
            super(bytes, 0, length);
        }

        /** The client may start over by itself, on a new connection. */
        synchronized Body again() {
            reset();
            return this;
        }

        synchronized int taken() {
            return pos;
        }

        /** An idle connection keeps the request that it was used for, for minutes; the bytes of a part are too many for that. */
        synchronized void release() {
            buf = new byte[0];
            pos = 0;
            count = 0;
        }
    }
}
