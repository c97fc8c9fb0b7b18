package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** What happens instead of, or around, the ordinary answer to a request. */
@FunctionalInterface
interface Effect {

    /** Longer than any test waits. */
    Duration FOR_EVER = Duration.ofMinutes(5);

    /** Does the request, as the service would have. */
    @FunctionalInterface
    interface Answer {
        Response answer() throws IOException;
    }

    Response apply(Service service, Exchange exchange, Answer answer) throws IOException;

    static Effect cutAfter() {
        return (service, exchange, answer) -> {
            lose(exchange, answer);
            return Response.cut();
        };
    }

    static Effect failAfter() {
        return (service, exchange, answer) -> {
            answer.answer();
            throw service.failed();
        };
    }

    static Effect gatewayErrorAfter(int status) {
        return (service, exchange, answer) -> {
            lose(exchange, answer);
            return ProxyPages.gateway(status);
        };
    }

    private static void lose(Exchange exchange, Answer answer) throws IOException {
        Response lost = answer.answer();
        exchange.errorCode(lost.status() < 400 ? "" : exchange.errorCode());
        exchange.lostAnswer(lost.status());
    }

    static Effect malformed() {
        return otherBody(whole -> Arrays.copyOf(whole, whole.length / 2));
    }

    static Effect rewritten(UnaryOperator<String> body) {
        return otherBody(
                whole -> body.apply(new String(whole, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    private static Effect otherBody(UnaryOperator<byte[]> change) {
        return (service, exchange, answer) -> {
            Response whole = answer.answer();
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            whole.body().writeTo(body);
            byte[] other = change.apply(body.toByteArray());
            return whole.body(other.length, out -> out.write(other));
        };
    }

    /** Deals with the request once the gate is open, or that much time has passed. */
    static Effect late(CountDownLatch gate, Duration atMost) {
        return (service, exchange, answer) -> {
            pause(gate, atMost);
            return answer.answer();
        };
    }

    /** The same, but only the answer waits. */
    static Effect lateAnswer(CountDownLatch gate, Duration atMost) {
        return (service, exchange, answer) -> {
            Response late = answer.answer();
            pause(gate, atMost);
            return late;
        };
    }

    private static void pause(CountDownLatch gate, Duration atMost) throws IOException {
        try {
            if (!gate.await(atMost.toMillis(), TimeUnit.MILLISECONDS) && atMost.compareTo(FOR_EVER) >= 0) {
                throw new IOException("nobody released the blocked request");
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException(closing);
        }
    }
}
