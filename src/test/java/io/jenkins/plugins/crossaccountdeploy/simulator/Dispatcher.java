package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.ecs.EcsService;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.HttpServer;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsService;
import io.jenkins.plugins.crossaccountdeploy.simulator.lambda.LambdaService;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hands each request to the service that it is meant for, around the faults that have been arranged, and records it. */
final class Dispatcher implements HttpServer.Handler {

    private final Service s3;
    private final Service sts;
    private final Service kms;
    private final Service codeDeploy;
    private final Service ecs;
    private final Service lambda;
    private final SimulatedClock clock;
    private final boolean secureTransport;
    private final Faults faults = new Faults();
    private final Calls calls = new Calls();
    private final List<RuntimeException> defects = new CopyOnWriteArrayList<>();

    Dispatcher(
            Service s3,
            Service sts,
            Service kms,
            Service codeDeploy,
            Service ecs,
            Service lambda,
            SimulatedClock clock,
            boolean secureTransport) {
        this.s3 = s3;
        this.sts = sts;
        this.kms = kms;
        this.codeDeploy = codeDeploy;
        this.ecs = ecs;
        this.lambda = lambda;
        this.clock = clock;
        this.secureTransport = secureTransport;
    }

    Faults faults() {
        return faults;
    }

    Calls calls() {
        return calls;
    }

    /** What the simulator itself failed at. */
    List<RuntimeException> defects() {
        return new ArrayList<>(defects);
    }

    @Override
    public Response handle(Request request) throws IOException {
        Exchange exchange = new Exchange(request, UUID.randomUUID().toString(), clock.now(), secureTransport);
        Service service = service(request);
        Response response;
        try {
            exchange.action(service.action(exchange));
            Optional<Response> intercepted = faults.inFront(service, exchange);
            if (intercepted.isPresent()) {
                response = intercepted.get();
            } else {
                service.authenticate(exchange);
                response = faults.around(service, exchange, () -> answer(service, exchange));
            }
        } catch (AwsError error) {
            exchange.errorCode(error.code());
            response = service.error(error, exchange);
        } catch (IOException lost) {
            record(service, exchange, 0, false);
            throw lost;
        } catch (RuntimeException defect) {
            defects.add(defect);
            exchange.errorCode("SimulatorDefect");
            response = Response.of(501).body("text/plain", "The simulator cannot answer this: " + defect);
        }
        record(service, exchange, response.isCut() ? exchange.lostAnswer() : response.status(), !response.isCut());
        return response;
    }

    /** An error of the service is still an answer, which a fault may let get lost. */
    private static Response answer(Service service, Exchange exchange) throws IOException {
        try {
            return service.answer(exchange);
        } catch (AwsError error) {
            exchange.errorCode(error.code());
            return service.error(error, exchange);
        }
    }

    private void record(Service service, Exchange exchange, int status, boolean answered) {
        calls.add(new Call(
                service.name(),
                exchange.action(),
                exchange.knownCaller().map(Caller::arn).orElse(""),
                exchange.resource(),
                status,
                exchange.errorCode(),
                exchange.time(),
                answered));
    }

    private Service service(Request request) {
        Optional<String> target = request.header("X-Amz-Target");
        if (target.isPresent()) {
            return target.get().startsWith(KmsService.TARGET_PREFIX)
                    ? kms
                    : target.get().startsWith(EcsService.TARGET_PREFIX) ? ecs : codeDeploy;
        }
        if (request.rawPath().startsWith(LambdaService.PATH)) {
            return lambda;
        }
        boolean form = request.header("Content-Type")
                .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
                .isPresent();
        return request.method().equals("POST") && request.rawPath().equals("/") && form ? sts : s3;
    }
}
