package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.CodeDeployState;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** CodeDeploy in its protocol. */
public final class CodeDeployService implements Service {

    private static final String TARGET_PREFIX = "CodeDeploy_20141006.";

    private final SignatureV4 signatures;
    private final CodeDeployState state;
    private final Pages pages = new Pages();
    private final ApplicationOperations applications;
    private final RevisionOperations revisions;
    private final DeploymentCreation creation;
    private final DeploymentOperations deployments;
    private final TargetOperations targets;

    public CodeDeployService(SignatureV4 signatures, CodeDeployState state) {
        this.signatures = signatures;
        this.state = state;
        this.applications = new ApplicationOperations(state, pages);
        this.revisions = new RevisionOperations(state, pages);
        this.creation = new DeploymentCreation(state);
        this.deployments = new DeploymentOperations(state, pages);
        this.targets = new TargetOperations(state, deployments, pages);
    }

    /** How many entries a page of a list has: 100 unless set. */
    public void pageSize(int entries) {
        pages.size(entries);
    }

    @Override
    public String name() {
        return "CodeDeploy";
    }

    @Override
    public String action(Exchange exchange) {
        return exchange.request()
                .header("X-Amz-Target")
                .filter(target -> target.startsWith(TARGET_PREFIX))
                .map(target -> target.substring(TARGET_PREFIX.length()))
                .orElse("");
    }

    @Override
    public void authenticate(Exchange exchange) throws IOException {
        String hash = HexFormat.of().formatHex(SignatureV4.newSha256().digest(exchange.payload()));
        try {
            exchange.signature(signatures.verify(exchange.request(), "codedeploy", hash));
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
        Json output;
        synchronized (state) {
            output = perform(exchange, input);
        }
        Response response = Response.of(200).header("x-amzn-RequestId", exchange.requestId());
        return output == null
                ? response.header("Content-Type", "application/x-amz-json-1.1")
                : response.body("application/x-amz-json-1.1", output.toString());
    }

    private Json perform(Exchange exchange, Json input) {
        return switch (exchange.action()) {
            case "RegisterApplicationRevision" -> revisions.registerRevision(exchange, input);
            case "GetApplicationRevision" -> revisions.getRevision(exchange, input);
            case "ListApplicationRevisions" -> revisions.listRevisions(exchange, input);
            case "GetApplication" -> applications.getApplication(exchange, input);
            case "ListApplications" -> applications.listApplications(exchange, input);
            case "GetDeploymentGroup" -> applications.getGroup(exchange, input);
            case "BatchGetDeploymentGroups" -> applications.batchGetGroups(exchange, input);
            case "ListDeploymentGroups" -> applications.listGroups(exchange, input);
            case "GetDeploymentConfig" -> applications.getConfig(exchange, input);
            case "ListDeploymentConfigs" -> applications.listConfigs(exchange, input);
            case "CreateDeployment" -> creation.createDeployment(exchange, input);
            case "GetDeployment" -> deployments.getDeployment(exchange, input);
            case "BatchGetDeployments" -> deployments.batchGetDeployments(exchange, input);
            case "ListDeployments" -> deployments.listDeployments(exchange, input);
            case "StopDeployment" -> deployments.stopDeployment(exchange, input);
            case "ContinueDeployment" -> deployments.continueDeployment(exchange, input);
            case "ListDeploymentTargets" -> targets.listTargets(exchange, input);
            case "GetDeploymentTarget" -> targets.getTarget(exchange, input);
            case "BatchGetDeploymentTargets" -> targets.batchGetTargets(exchange, input);
            case "ListDeploymentInstances" -> targets.listInstances(exchange, input);
            case "BatchGetDeploymentInstances" -> targets.batchGetInstances(exchange, input);
            default ->
                throw new AwsError(
                        400, "UnknownOperationException", "The simulator does not know " + exchange.action());
        };
    }

    @Override
    public Response error(AwsError error, Exchange exchange) {
        return Response.of(error.status())
                .header("x-amzn-RequestId", exchange.requestId())
                .header("x-amzn-ErrorType", error.code())
                .body(
                        "application/x-amz-json-1.1",
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
    public AwsError failed() {
        return new AwsError(500, "InternalFailure", "We encountered an internal error. Please try again.");
    }

    @Override
    public AwsError expiredToken() {
        return new AwsError(400, "ExpiredTokenException", "The security token included in the request is expired");
    }

    @Override
    public AwsError accessDenied(Exchange exchange) {
        return Permissions.denied(exchange, exchange.action(), resource(exchange), Decision.NO_IDENTITY_POLICY);
    }

    /** What a request is about, before it has been looked at any closer. */
    private String resource(Exchange exchange) {
        Json input;
        try {
            input = Json.parse(new String(exchange.payload(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Optional<Deployment> deployment = input.string("deploymentId").flatMap(id -> state.find(exchange, id));
        if (deployment.isPresent()) {
            return deployment.get().group().arn();
        }
        String application = input.string("applicationName").orElse("*");
        return input.string("deploymentConfigName")
                .filter(name -> exchange.action().equals("GetDeploymentConfig"))
                .map(name -> Permissions.configArn(exchange, name))
                .or(() -> input.string("deploymentGroupName")
                        .map(name -> Permissions.groupArn(exchange, application, name)))
                .orElseGet(() -> Permissions.applicationArn(exchange, application));
    }
}
