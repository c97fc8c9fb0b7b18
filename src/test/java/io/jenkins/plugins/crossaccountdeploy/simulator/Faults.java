package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/**
 * What goes wrong on demand:
 *
 * <pre>{@code
 * aws.faults().on("CodeDeploy.GetDeployment").times(3).throttle();
 * aws.faults().on("CodeDeploy.CreateDeployment").cutAfter();
 * aws.faults().on("S3.UploadPart").after(2).times(1).fail();
 * }</pre>
 *
 * Without {@code times} a fault strikes once. Requests that are not properly signed are refused before any fault strikes but
 * those of an intermediary, which knows nothing of signatures.
 */
public final class Faults {

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

    /** What somebody between client and service answers, so that the service never sees the request. */
    Optional<Response> inFront(Service service, Exchange exchange) throws IOException {
        Optional<Fault> struck = struck(Place.IN_FRONT, service, exchange);
        return struck.isPresent()
                ? Optional.of(struck.get().effect.apply(service, exchange, () -> Response.cut()))
                : Optional.empty();
    }

    Response around(Service service, Exchange exchange, Effect.Answer answer) throws IOException {
        Optional<Fault> struck = struck(Place.IN_SERVICE, service, exchange);
        return struck.isPresent() ? struck.get().effect.apply(service, exchange, answer) : answer.answer();
    }

    private Optional<Fault> struck(Place place, Service service, Exchange exchange) throws IOException {
        for (Fault fault : faults) {
            if (fault.place == place && fault.strikes.strike(service.name(), exchange)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Where a fault strikes: before the service has seen the request, or once it knows who asks. */
    private enum Place {
        IN_FRONT,
        IN_SERVICE
    }

    /** When a fault strikes; the methods that take no number say what it does. */
    public final class Rule {

        private final String operation;
        private int spared;
        private int times = 1;
        private String about = "";

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

        /** Strikes only what names that. */
        public Rule about(String text) {
            about = text;
            return this;
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

        /**
         * Some policy does not allow it, and the service says so in words that nobody expects.
         *
         * @param message instead of the service's own; may be empty
         */
        public Fault denyAccess(String message) {
            return error((service, exchange) -> {
                AwsError usual = service.accessDenied(exchange);
                return new AwsError(usual.status(), usual.code(), message);
            });
        }

        /** A proxy answers with a page in HTML: the service never sees the request. */
        public Fault gatewayError(int status) {
            return add(Place.IN_FRONT, (service, exchange, answer) -> ProxyPages.gateway(status));
        }

        /** Everything is done as asked, but a proxy answers with a page in HTML. */
        public Fault gatewayErrorAfter(int status) {
            return add(Effect.gatewayErrorAfter(status));
        }

        /** A firewall answers with status 403 and a page in HTML: the service never sees the request. */
        public Fault firewall() {
            return add(Place.IN_FRONT, (service, exchange, answer) -> ProxyPages.firewall());
        }

        /** Nothing but a status comes back; the service never sees the request. */
        public Fault bareStatus(int status) {
            return add(Place.IN_FRONT, (service, exchange, answer) -> Response.of(status));
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
            return add(Effect.cutAfter());
        }

        /** Everything is done as asked, but the service answers with status 500. */
        public Fault failAfter() {
            return add(Effect.failAfter());
        }

        /** Everything is done as asked, but only half of the answer's body makes sense. */
        public Fault malformed() {
            return add(Effect.malformed());
        }

        /** Everything is done as asked, but the answer is another one. */
        public Fault rewrite(UnaryOperator<String> body) {
            return add(Effect.rewritten(body));
        }

        /** Everything is done at once, but the answer comes late, by real time. */
        public Fault slowAnswer(Duration delay) {
            return add(Effect.lateAnswer(new CountDownLatch(1), delay));
        }

        /** Everything is done at once, but the answer waits until the fault is ended. */
        public Fault blockAnswer() {
            CountDownLatch gate = new CountDownLatch(1);
            return add(Place.IN_SERVICE, Optional.of(gate), Effect.lateAnswer(gate, Effect.FOR_EVER));
        }

        /** The request is dealt with late, by real time. */
        public Fault slow(Duration delay) {
            return add(Effect.late(new CountDownLatch(1), delay));
        }

        /** The request waits, before anything is done, until the fault is ended. */
        public Fault block() {
            CountDownLatch gate = new CountDownLatch(1);
            return add(Place.IN_SERVICE, Optional.of(gate), Effect.late(gate, Effect.FOR_EVER));
        }

        private Fault error(java.util.function.BiFunction<Service, Exchange, AwsError> error) {
            return add((service, exchange, answer) -> {
                throw error.apply(service, exchange);
            });
        }

        private Fault add(Effect effect) {
            return add(Place.IN_SERVICE, effect);
        }

        private Fault add(Place place, Effect effect) {
            return add(place, Optional.empty(), effect);
        }

        private Fault add(Place place, Optional<CountDownLatch> gate, Effect effect) {
            Fault fault = new Fault(new Strikes(operation, about, spared, times), place, effect, gate);
            faults.add(fault);
            return fault;
        }
    }

    /** A fault that has been arranged. */
    public final class Fault {

        private final Strikes strikes;
        private final Place place;
        private final Effect effect;
        private final Optional<CountDownLatch> gate;

        private Fault(Strikes strikes, Place place, Effect effect, Optional<CountDownLatch> gate) {
            this.strikes = strikes;
            this.place = place;
            this.effect = effect;
            this.gate = gate;
        }

        /** How often it has struck. */
        public int hits() {
            return strikes.hits();
        }

        /** Returns once it has struck. */
        public void awaitHit() throws InterruptedException {
            strikes.awaitHit();
        }

        /** Strikes no more, and lets go whatever it holds up. */
        public void end() {
            strikes.end();
            gate.ifPresent(CountDownLatch::countDown);
        }
    }
}
