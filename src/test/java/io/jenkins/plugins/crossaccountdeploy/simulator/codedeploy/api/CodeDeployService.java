package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.api;

import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.CodeDeployState;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.JsonService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** CodeDeploy in its protocol. */
public final class CodeDeployService extends JsonService {

    private static final String TARGET_PREFIX = "CodeDeploy_20141006.";

    private final CodeDeployState state;
    private final Pages pages = new Pages();
    private final ApplicationOperations applications;
    private final RevisionOperations revisions;
    private final DeploymentCreation creation;
    private final DeploymentOperations deployments;
    private final TargetOperations targets;

    public CodeDeployService(SignatureV4 signatures, CodeDeployState state) {
        super(TARGET_PREFIX, "codedeploy", signatures);
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
    protected Optional<Json> perform(Exchange exchange, Json input) {
        synchronized (state) {
            return Optional.ofNullable(output(exchange, input));
        }
    }

    private Json output(Exchange exchange, Json input) {
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
            default -> throw unknown(exchange);
        };
    }

    @Override
    public AwsError failed() {
        return new AwsError(500, "InternalFailure", "We encountered an internal error. Please try again.");
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
