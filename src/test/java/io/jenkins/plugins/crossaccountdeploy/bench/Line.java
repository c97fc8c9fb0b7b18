package io.jenkins.plugins.crossaccountdeploy.bench;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What lies between an agent and an endpoint in the same process.
 *
 * @param latency from a request to its answer, besides the bytes
 * @param bytesPerSecond what goes through one connection; none for as many as can be read
 */
record Line(Duration latency, long bytesPerSecond) {

    /** Bytes are taken as fast as they come. */
    static final Line LOCAL = new Line(Duration.ZERO, 0);

    /** To another continent. */
    static final Line LONG = new Line(Duration.ofMillis(50), 20_000_000);

    /** The way there and back, without bytes. */
    void roundTrip() {
        pause(latency.toNanos());
    }

    /** Takes what a request has, no faster than the line is, and throws it away. */
    long take(InputStream body) throws IOException {
        roundTrip();
        long start = System.nanoTime();
        byte[] buffer = new byte[64 * 1024];
        long taken = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            taken += read;
            if (bytesPerSecond > 0) {
                pause(start + TimeUnit.SECONDS.toNanos(1) * taken / bytesPerSecond - System.nanoTime());
            }
        }
        return taken;
    }

    private static void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
