package io.jenkins.plugins.crossaccountdeploy.simulator.service;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** A service that speaks JSON 1.1: one path, and the operation in a header. */
public abstract class JsonService implements Service {

    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

    private final String targetPrefix;
    private final String signingName;
    private final SignatureV4 signatures;

    /**
     * @param targetPrefix what requests have in front of the operation
     * @param signingName what requests are signed for
     */
    protected JsonService(String targetPrefix, String signingName, SignatureV4 signatures) {
        this.targetPrefix = targetPrefix;
        this.signingName = signingName;
        this.signatures = signatures;
    }

    /** Performs an operation; no output is an empty body. */
    protected abstract Optional<Json> perform(Exchange exchange, Json input) throws IOException;

    protected static AwsError unknown(Exchange exchange) {
        return new AwsError(400, "UnknownOperationException", "The simulator does not know " + exchange.action());
    }

    @Override
    public String action(Exchange exchange) {
        return exchange.request()
                .header("X-Amz-Target")
                .filter(target -> target.startsWith(targetPrefix))
                .map(target -> target.substring(targetPrefix.length()))
                .orElse("");
    }

    @Override
    public void authenticate(Exchange exchange) throws IOException {
        String hash = HexFormat.of().formatHex(SignatureV4.newSha256().digest(exchange.payload()));
        try {
            exchange.signature(signatures.verify(exchange.request(), signingName, hash));
        } catch (AuthenticationFailure failure) {
            throw failure.inJsonServices();
        }
    }

    @Override
    public Response answer(Exchange exchange) throws IOException {
        Json input;
        try {
            input = Json.parse(new String(exchange.payload(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            throw new AwsError(400, "SerializationException", malformed.getMessage());
        }
        Optional<Json> output = perform(exchange, input);
        Response response = Response.of(200).header("x-amzn-RequestId", exchange.requestId());
        return output.isEmpty()
                ? response.header("Content-Type", CONTENT_TYPE)
                : response.body(CONTENT_TYPE, output.get().toString());
    }

    @Override
    public Response error(AwsError error, Exchange exchange) {
        return Response.of(error.status())
                .header("x-amzn-RequestId", exchange.requestId())
                .header("x-amzn-ErrorType", error.code())
                .body(
                        CONTENT_TYPE,
                        Json.object()
                                .put("__type", error.code())
                                // the common errors of all services have a capital letter there
                                .put(
                                        error.code().equals("AccessDeniedException") ? "Message" : "message",
                                        error.getMessage())
                                .toString());
    }

    @Override
    public AwsError throttled() {
        return new AwsError(400, "ThrottlingException", "Rate exceeded");
    }

    @Override
    public AwsError expiredToken() {
        return new AwsError(400, "ExpiredTokenException", "The security token included in the request is expired");
    }
}
