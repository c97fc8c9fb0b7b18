package io.jenkins.plugins.crossaccountdeploy.request;

import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.SessionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a session is allowed for a request: what it needs and nothing else; and step by step more, for requests whose names and
 * session tags leave no space for a policy as narrow as that. Actions for which IAM knows no narrower resource have {@code *} (<a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html">Actions of AWS
 * CodeDeploy</a>).
 */
final class SessionScopes {

    private static final List<String> ON_APPLICATION =
            List.of("codedeploy:RegisterApplicationRevision", "codedeploy:GetApplicationRevision");

    private static final List<String> ON_GROUP = List.of(
            "codedeploy:CreateDeployment",
            "codedeploy:GetDeployment",
            "codedeploy:GetDeploymentGroup",
            "codedeploy:ListDeployments",
            "codedeploy:BatchGetDeployments");

    /** CodeDeploy asks it of who creates a deployment with other alarms than its group's. */
    private static final String OVERRIDING_ALARMS = "codedeploy:UpdateDeploymentGroup";

    private static final List<String> ON_CONFIGS = List.of("codedeploy:GetDeploymentConfig");

    private static final List<String> TARGETS =
            List.of("codedeploy:ListDeploymentTargets", "codedeploy:BatchGetDeploymentTargets");

    private static final String STOPPING = "codedeploy:StopDeployment";

    private static final String CONTINUING = "codedeploy:ContinueDeployment";

    private static final List<String> ON_ANYTHING =
            Stream.concat(TARGETS.stream(), Stream.of(STOPPING, CONTINUING)).toList();

    private final DeploymentRequest request;
    private final String application;
    private final List<Statement> preparation;
    private final List<String> widened;

    /** @param widened what the statements for the preparation allow beyond what is needed */
    private SessionScopes(DeploymentRequest request, List<Statement> preparation, List<String> widened) {
        this.request = request;
        this.application = request.target().application();
        this.preparation = preparation;
        this.widened = widened;
    }

    /** From the narrowest on. Roles and functions that the environment names take more space than all else: they go first. */
    static List<SessionPolicy> of(DeploymentRequest request) {
        List<SessionPolicy> named = new SessionScopes(request, PreparationScope.of(request, true), List.of()).steps();
        List<String> widened = PreparationScope.widened(request);
        return widened.isEmpty()
                ? named
                : Stream.concat(
                                Stream.of(named.get(0)),
                                new SessionScopes(request, PreparationScope.of(request, false), widened)
                                        .steps().stream())
                        .toList();
    }

    private List<SessionPolicy> steps() {
        String group = request.target().deploymentGroup();
        if (request.isPush()) {
            return List.of(
                    policy(List.of(), request.objects()),
                    policy(
                            List.of(),
                            anyObject(),
                            "all of bucket " + request.store().bucket()));
        }
        return List.of(
                policy(codeDeploy(group), request.objects()),
                onAnyObject(codeDeploy("*"), "all deployment groups of application " + application),
                onAnyObject(
                        everywhere(Stream.of(onApplication(), onGroup(), onConfigs(), onAnything())
                                .flatMap(List::stream)
                                .toList()),
                        "all applications of the account"),
                onAnyObject(everywhere(List.of("codedeploy:*")), "all that the role may do in CodeDeploy"));
    }

    /** Whether the run takes up a deployment that there is already: it makes none, and sends no bundle. */
    private boolean isOnRunning() {
        return request.options().action().isOnRunning();
    }

    private boolean writes() {
        return request.store().isWrittenByRole() && !isOnRunning();
    }

    private List<String> onApplication() {
        return isOnRunning() ? List.of() : ON_APPLICATION;
    }

    private List<String> onConfigs() {
        return isOnRunning() ? List.of() : ON_CONFIGS;
    }

    /** The page of a run that watches has it stopped and continued. */
    private List<String> onAnything() {
        boolean watches = request.options().waits();
        return switch (request.options().action()) {
            case DEPLOY, PUSH, FOLLOW -> ON_ANYTHING;
            case CONTINUE -> watches ? ON_ANYTHING : List.of(CONTINUING);
            case STOP, ROLLBACK ->
                watches ? Stream.concat(TARGETS.stream(), Stream.of(STOPPING)).toList() : List.of(STOPPING);
        };
    }

    private List<String> onGroup() {
        if (isOnRunning()) {
            return List.of("codedeploy:GetDeployment");
        }
        return request.rules().ignoreAlarms()
                ? Stream.concat(ON_GROUP.stream(), Stream.of(OVERRIDING_ALARMS)).toList()
                : ON_GROUP;
    }

    private List<Statement> codeDeploy(String group) {
        return Stream.of(
                        Statement.allow(onApplication(), List.of(request.arn("application", application))),
                        Statement.allow(onGroup(), List.of(request.arn("deploymentgroup", application + "/" + group))),
                        Statement.allow(onConfigs(), List.of(request.arn("deploymentconfig", "*"))),
                        Statement.allow(onAnything(), List.of("*")))
                .filter(statement -> !statement.actions().isEmpty())
                .toList();
    }

    private static List<Statement> everywhere(List<String> actions) {
        return List.of(Statement.allow(actions, List.of("*")));
    }

    private SessionPolicy onAnyObject(List<Statement> codeDeploy, String widenedTo) {
        return writes()
                ? policy(
                        codeDeploy,
                        anyObject(),
                        widenedTo,
                        "all of bucket " + request.store().bucket())
                : policy(codeDeploy, anyObject(), widenedTo);
    }

    private SessionPolicy policy(List<Statement> codeDeploy, String objects, String... widenedTo) {
        return new SessionPolicy(
                statements(codeDeploy, objects),
                Stream.concat(Stream.of(widenedTo), widened.stream()).collect(Collectors.joining(" and ")));
    }

    private Policy statements(List<Statement> codeDeploy, String objects) {
        List<Statement> statements = new ArrayList<>(codeDeploy);
        statements.addAll(preparation);
        if (writes()) {
            statements.add(Statement.allow(BundleScope.WRITE, List.of(objects)));
            statements.add(Statement.allow(BundleScope.FIND, List.of(bucket())));
            statements.add(encryption());
        }
        return new Policy(statements);
    }

    /** The key that the environment names, or the one that S3 uses by itself for the bucket. */
    private Statement encryption() {
        String key = request.store().kmsKeyArn();
        if (!key.isEmpty()) {
            return Statement.allow(BundleScope.ENCRYPT, List.of(key));
        }
        Environment environment = request.environment();
        return BundleScope.throughS3(
                Statement.allow(BundleScope.ENCRYPT, List.of(environment.arnOf("kms") + ":key/*")),
                environment.role().partition(),
                environment.region());
    }

    private String anyObject() {
        return bucket() + "/*";
    }

    private String bucket() {
        return request.bucket();
    }
}
