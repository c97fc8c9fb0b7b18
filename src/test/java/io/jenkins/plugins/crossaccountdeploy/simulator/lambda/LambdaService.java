package io.jenkins.plugins.crossaccountdeploy.simulator.lambda;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Authorization;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS Lambda as those see it who publish versions.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html">API reference</a>
 */
public final class LambdaService implements Service {

    /** What the paths of all requests to this service begin with. */
    public static final String PATH = "/2015-03-31/functions/";

    private static final Pattern OPERATION = Pattern.compile(PATH + "([^/]+)/(versions|configuration|aliases/([^/]+))");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Map<String, Function> functions = new ConcurrentHashMap<>();
    private final SignatureV4 signatures;
    private Runnable deployments = () -> {};

    public LambdaService(SignatureV4 signatures) {
        this.signatures = signatures;
    }

    /** What has the deployments that have ended by now point aliases to other versions. */
    public void settling(Runnable settle) {
        deployments = settle;
    }

    public Function create(String accountId, String region, String name) {
        Function function = new Function(name, accountId, region);
        functions.put(function.arn(), function);
        return function;
    }

    public Optional<Function> find(String accountId, String region, String name) {
        return Optional.ofNullable(functions.get(new Function(name, accountId, region).arn()));
    }

    public Function function(String name) {
        deployments.run();
        return functions.values().stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no function " + name));
    }

    @Override
    public String name() {
        return "Lambda";
    }

    @Override
    public String action(Exchange exchange) {
        Matcher operation = OPERATION.matcher(exchange.request().rawPath());
        if (!operation.matches()) {
            return "";
        }
        return switch (exchange.request().method() + " " + operation.group(2).replaceFirst("/.*", "")) {
            case "POST versions" -> "PublishVersion";
            case "GET configuration" -> "GetFunctionConfiguration";
            case "GET aliases" -> "GetAlias";
            default -> "";
        };
    }

    @Override
    public void authenticate(Exchange exchange) throws IOException {
        String hash = HexFormat.of().formatHex(SignatureV4.newSha256().digest(exchange.payload()));
        try {
            exchange.signature(signatures.verify(exchange.request(), "lambda", hash));
        } catch (AuthenticationFailure failure) {
            throw failure.inJsonServices();
        }
    }

    @Override
    public Response answer(Exchange exchange) {
        Matcher operation = OPERATION.matcher(exchange.request().rawPath());
        if (!operation.matches() || exchange.action().isEmpty()) {
            throw new AwsError(404, "UnknownOperationException", "");
        }
        String name = Request.decode(operation.group(1), false);
        if (!NAME.matcher(name).matches()) {
            throw new AwsError(
                    400,
                    "ValidationException",
                    "1 validation error detected: Value '" + name
                            + "' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression"
                            + " pattern");
        }
        String arn =
                "arn:aws:lambda:" + exchange.region() + ":" + exchange.caller().accountId() + ":function:" + name;
        Optional<String> qualifier = exchange.request().query("Qualifier");
        exchange.resource(arn);
        deployments.run();
        Authorization.require(
                exchange,
                403,
                "lambda:" + exchange.action(),
                arn + qualifier.map(version -> ":" + version).orElse(""),
                exchange.context());
        Function function = functions.get(arn);
        if (function == null) {
            throw notFound("Function not found: " + arn);
        }
        Json output =
                switch (exchange.action()) {
                    case "PublishVersion" -> publish(exchange, function);
                    case "GetFunctionConfiguration" -> configuration(exchange, function, qualifier.orElse("$LATEST"));
                    default -> alias(function, Request.decode(operation.group(3), false));
                };
        return Response.of(exchange.action().equals("PublishVersion") ? 201 : 200)
                .header("x-amzn-RequestId", exchange.requestId())
                .body("application/json", output.toString());
    }

    private static Json publish(Exchange exchange, Function function) {
        if (function.isUpdating(exchange.time())) {
            throw new AwsError(
                    409,
                    "ResourceConflictException",
                    "The operation cannot be performed at this time. An update is in progress for resource: "
                            + function.arn());
        }
        return configuration(exchange, function, String.valueOf(function.publish(exchange.time())));
    }

    private static Json configuration(Exchange exchange, Function function, String version) {
        boolean isLatest = version.equals("$LATEST");
        if (!isLatest && !(version.matches("\\d{1,9}") && function.has(Integer.parseInt(version)))) {
            throw notFound("Function not found: " + function.arn() + ":" + version);
        }
        boolean isPending = !isLatest
                && version.equals(String.valueOf(function.version()))
                && function.isVersionPending(exchange.time());
        boolean isUpdating = isLatest && function.isUpdating(exchange.time());
        boolean hasFailed = isLatest && !function.failure().isEmpty();
        Json output = Json.object()
                .put("FunctionName", function.name())
                .put("FunctionArn", function.arn() + (isLatest ? "" : ":" + version))
                .put("Version", version)
                .put("State", isPending ? "Pending" : isLatest ? function.stateOfLatest() : function.stateOfVersions())
                .put("LastUpdateStatus", hasFailed ? "Failed" : isUpdating ? "InProgress" : "Successful");
        return hasFailed ? output.put("LastUpdateStatusReason", function.failure()) : output;
    }

    private static Json alias(Function function, String alias) {
        String arn = function.arn() + ":" + alias;
        String version = function.aliased(alias).orElseThrow(() -> notFound("Cannot find alias arn: " + arn));
        Json output = Json.object().put("AliasArn", arn).put("Name", alias).put("FunctionVersion", version);
        if (!function.weights(alias).isEmpty()) {
            Json weights = Json.object();
            function.weights(alias).forEach(weights::put);
            output.put("RoutingConfig", Json.object().put("AdditionalVersionWeights", weights));
        }
        return output;
    }

    private static AwsError notFound(String message) {
        return new AwsError(404, "ResourceNotFoundException", message);
    }

    @Override
    public Response error(AwsError error, Exchange exchange) {
        return Response.of(error.status())
                .header("x-amzn-RequestId", exchange.requestId())
                .header("x-amzn-ErrorType", error.code() + ":http://internal.amazon.com/coral/com.amazonaws.awsgirapi/")
                .body(
                        "application/json",
                        Json.object()
                                .put("Type", error.status() < 500 ? "User" : "Service")
                                .put("Message", error.getMessage())
                                .toString());
    }

    @Override
    public AwsError throttled() {
        return new AwsError(429, "TooManyRequestsException", "Rate exceeded");
    }

    @Override
    public AwsError failed() {
        return new AwsError(500, "ServiceException", "An error occurred and the request cannot be processed.");
    }

    @Override
    public AwsError expiredToken() {
        return new AwsError(403, "ExpiredTokenException", "The security token included in the request is expired");
    }

    @Override
    public AwsError accessDenied(Exchange exchange) {
        return Authorization.denied(exchange, 403, "lambda:" + exchange.action(), "*", Decision.NO_IDENTITY_POLICY);
    }
}
