package io.jenkins.plugins.crossaccountdeploy.request;

import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.SessionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a session needs to be allowed to carry out a request, in steps: nothing else, and wider where names and session tags
 * leave no space for that. Actions for which IAM knows no narrower resource have {@code *} (<a
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

    private SessionScopes(DeploymentRequest request) {
        this.request = request;
        this.application = request.target().application();
    }

    /** From the narrowest on. */
    static List<SessionPolicy> of(DeploymentRequest request) {
        SessionScopes scopes = new SessionScopes(request);
        String group = request.target().deploymentGroup();
        boolean writes = scopes.writes();
        if (request.isPush()) {
            return List.of(
                    SessionPolicy.exact(scopes.policy(List.of(), request.objects())),
                    new SessionPolicy(
                            scopes.policy(List.of(), scopes.anyObject()),
                            "all of bucket " + request.store().bucket()));
        }
        return List.of(
                SessionPolicy.exact(scopes.policy(scopes.codeDeploy(group), request.objects())),
                new SessionPolicy(
                        scopes.policy(scopes.codeDeploy("*"), scopes.anyObject()),
                        "all deployment groups of application " + scopes.application
                                + (writes
                                        ? " and all of bucket "
                                                + request.store().bucket()
                                        : "")),
                scopes.everywhere(
                        Stream.of(scopes.onApplication(), scopes.onGroup(), scopes.onConfigs(), scopes.onAnything())
                                .flatMap(List::stream)
                                .toList(),
                        "all applications of the account",
                        writes),
                scopes.everywhere(List.of("codedeploy:*"), "all that the role may do in CodeDeploy", writes));
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

    private SessionPolicy everywhere(List<String> actions, String widenedTo, boolean writes) {
        return new SessionPolicy(
                policy(List.of(Statement.allow(actions, List.of("*"))), anyObject()),
                widenedTo + (writes ? " and all of bucket " + request.store().bucket() : ""));
    }

    private Policy policy(List<Statement> codeDeploy, String objects) {
        List<Statement> statements = new ArrayList<>(codeDeploy);
        statements.addAll(PreparationScope.of(request));
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
