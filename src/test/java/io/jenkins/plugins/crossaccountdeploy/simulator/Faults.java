package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What goes wrong on demand:
 *
 * <pre>{@code
 * aws.faults().on("CodeDeploy.GetDeployment").times(3).throttle();
 * aws.faults().on("CodeDeploy.CreateDeployment").cutAfter();
 * aws.faults().on("S3.UploadPart").after(2).times(1).fail();
 * }</pre>
 *
 * Without {@code times} a fault strikes once. Requests that are not properly signed are refused before any fault strikes.
 */
public final class Faults {

    /** Does the request, as the service would have. */
    @FunctionalInterface
    interface Answer {
        Response answer() throws IOException;
    }

    /** What happens instead of, or around, the ordinary answer. */
    @FunctionalInterface
    private interface Effect {
        Response apply(Service service, Exchange exchange, Answer answer) throws IOException;
    }

    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    /** @param operation such as {@code S3.UploadPart}; {@code S3} for all of a service, {@code *} for all there is */
    public Rule on(String operation) {
        return new Rule(operation);
    }

    /** Nothing goes wrong any more. */
    public void clear() {
        faults.forEach(Fault::end);
        faults.clear();
    }

    Response around(Service service, Exchange exchange, Answer answer) throws IOException {
        for (Fault fault : faults) {
            if (fault.strikes(service.name(), exchange.action())) {
                return fault.effect.apply(service, exchange, answer);
            }
        }
        return answer.answer();
    }

    /** When a fault strikes; the methods that take no number say what it does. */
    public final class Rule {

        private final String operation;
        private int spared;
        private int times = 1;

        private Rule(String operation) {
            this.operation = operation;
        }

        /** Strikes that many times. */
        public Rule times(int count) {
            times = count;
            return this;
        }

        /** Strikes until it is ended. */
        public Rule always() {
            return times(Integer.MAX_VALUE);
        }

        /** Lets that many calls pass first. */
        public Rule after(int calls) {
            spared = calls;
            return this;
        }

        /** The service says that it is asked too often. */
        public Fault throttle() {
            return error((service, exchange) -> service.throttled());
        }

        /** The service fails with status 500. */
        public Fault fail() {
            return error((service, exchange) -> service.failed());
        }

        /** The service is not available: status 503. */
        public Fault unavailable() {
            return error((service, exchange) -> service.name().equals("S3")
                    ? service.throttled()
                    : new AwsError(503, "ServiceUnavailable", "Service is unavailable"));
        }

        /** The session's credentials have run out. */
        public Fault expiredToken() {
            return error((service, exchange) -> service.expiredToken());
        }

        /** The presigned URL has run out, as far as S3 is concerned. */
        public Fault expiredUrl() {
            return error((service, exchange) -> new AwsError(403, "AccessDenied", "Request has expired"));
        }

        /** Some policy does not allow it. */
        public Fault denyAccess() {
            return error((service, exchange) -> service.accessDenied(exchange));
        }

        /** Another write or deletion came in between: status 409, for conditional requests to S3. */
        public Fault conflict() {
            return error((service, exchange) -> service.conflict(exchange));
        }

        /** Any other error. */
        public Fault error(int status, String code, String message) {
            return error((service, exchange) -> new AwsError(status, code, message));
        }

        /** The connection is closed before anything was done. */
        public Fault cutBefore() {
            return add((service, exchange, answer) -> Response.cut());
        }

        /** Everything is done as asked, but the connection is closed before the answer. */
        public Fault cutAfter() {
            return add((service, exchange, answer) -> {
                Response lost = answer.answer();
                exchange.errorCode(lost.status() < 400 ? "" : exchange.errorCode());
                exchange.lostAnswer(lost.status());
                return Response.cut();
            });
        }

        /** Everything is done as asked, but the service answers with status 500. */
        public Fault failAfter() {
            return add((service, exchange, answer) -> {
                answer.answer();
                throw service.failed();
            });
        }

        /** Everything is done as asked, but only half of the answer's body makes sense. */
        public Fault malformed() {
            return add((service, exchange, answer) -> {
                Response whole = answer.answer();
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                whole.body().writeTo(body);
                byte[] half = java.util.Arrays.copyOf(body.toByteArray(), body.size() / 2);
                return whole.body(half.length, out -> out.write(half));
            });
        }

        /** The answer comes late, by real time. */
        public Fault slow(Duration delay) {
            return add((service, exchange, answer) -> {
                pause(new CountDownLatch(1), delay);
                return answer.answer();
            });
        }

        /** The request waits, before anything is done, until the fault is ended. */
        public Fault block() {
            CountDownLatch gate = new CountDownLatch(1);
            Fault fault = new Fault(
                    operation,
                    spared,
                    times,
                    (service, exchange, answer) -> {
                        pause(gate, Duration.ofMinutes(5));
                        return answer.answer();
                    },
                    Optional.of(gate));
            faults.add(fault);
            return fault;
        }

        private Fault error(java.util.function.BiFunction<Service, Exchange, AwsError> error) {
            return add((service, exchange, answer) -> {
                throw error.apply(service, exchange);
            });
        }

        private Fault add(Effect effect) {
            Fault fault = new Fault(operation, spared, times, effect, Optional.empty());
            faults.add(fault);
            return fault;
        }
    }

    private static void pause(CountDownLatch gate, Duration atMost) throws IOException {
        try {
            if (!gate.await(atMost.toMillis(), TimeUnit.MILLISECONDS) && atMost.toMinutes() >= 5) {
                throw new IOException("nobody released the blocked request");
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException(closing);
        }
    }

    /** A fault that has been arranged. */
    public final class Fault {

        private final String operation;
        private final Effect effect;
        private final Optional<CountDownLatch> gate;
        private int toSpare;
        private int left;
        private int hits;

        private Fault(String operation, int toSpare, int left, Effect effect, Optional<CountDownLatch> gate) {
            this.operation = operation;
            this.toSpare = toSpare;
            this.left = left;
            this.effect = effect;
            this.gate = gate;
        }

        private synchronized boolean strikes(String service, String action) {
            boolean meant =
                    operation.equals("*") || operation.equals(service) || operation.equals(service + "." + action);
            if (!meant || left == 0) {
                return false;
            }
            if (toSpare > 0) {
                toSpare--;
                return false;
            }
            left--;
            hits++;
            notifyAll();
            return true;
        }

        /** How often it has struck. */
        public synchronized int hits() {
            return hits;
        }

        /** Returns once it has struck. */
        public synchronized void awaitHit() throws InterruptedException {
            while (hits == 0) {
                wait();
            }
        }

        /** Strikes no more, and lets go whatever it holds up. */
        public void end() {
            synchronized (this) {
                left = 0;
            }
            gate.ifPresent(CountDownLatch::countDown);
        }
    }
}
