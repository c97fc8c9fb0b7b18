package io.jenkins.plugins.crossaccountdeploy.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Effect;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.deployment.Outcome;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Action;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Until;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.setup.Exercise.Told;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Permission;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documents are enough, and nothing in them is too much: without any of their statements, or any single action,
 * something fails or is gone without, and the user is told which policy lacks it. What is taken away is read from the
 * documents themselves.
 */
class NecessityTest {

    /** What was found necessary for one environment is not tried again for the next that has the very same. */
    private static final Set<String> PROVEN = new HashSet<>();

    @TempDir
    Path workspace;

    static Stream<Named<Blueprint>> blueprints() {
        return Blueprints.all().stream().map(blueprint -> Named.of(Blueprints.name(blueprint), blueprint));
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void everythingGoesWellWithAllDocuments(Blueprint blueprint) throws InterruptedException {
        try (SetUpAccounts accounts = new SetUpAccounts(blueprint, workspace)) {
            boolean isSeen = blueprint.principal().isRole();
            for (Exercise exercise : isSeen ? Exercise.QUICK : Exercise.ALL) {
                Told told = exercise.run(accounts);

                assertThat(told.outcome()).as(exercise + ": " + told.lines()).isEqualTo(exercise.goesWell());
                assertThat(told.lines()).as(exercise.name()).noneMatch(NecessityTest::isAboutPermissions);
            }
        }
    }

    /** Sessions are narrowed to what a run does: what they may do in CodeDeploy, and the role may not, would be forgotten. */
    @ParameterizedTest
    @MethodSource("blueprints")
    void allThatARunMayDoInCodeDeployIsInTheDocuments(Blueprint blueprint) {
        try (SetUpAccounts accounts = new SetUpAccounts(blueprint, workspace)) {
            assertThat(codeDeployActions(accounts.request().sessionPolicy()))
                    .isNotEmpty()
                    .isEqualTo(PolicyDocuments.of(blueprint).stream()
                            .filter(document -> document.kind() == PolicyDocument.Kind.ROLE_PERMISSIONS)
                            .map(PolicyDocument::policy)
                            .map(NecessityTest::codeDeployActions)
                            .findFirst()
                            .orElseThrow());
        }
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void whatIsDoneToADeploymentThatRunsIsInTheDocumentsToo(Blueprint blueprint) {
        try (SetUpAccounts accounts = new SetUpAccounts(blueprint, workspace)) {
            Set<String> documented = codeDeployActions(accounts.request().sessionPolicy());
            for (Action action : List.of(Action.FOLLOW, Action.CONTINUE, Action.STOP, Action.ROLLBACK)) {
                DeploymentRequest request = RunHarness.with(
                        RunHarness.with(accounts.request(), new DeploymentRequest.Running("d-DE98QIKFH")),
                        new Options(
                                true,
                                Duration.ZERO,
                                WhenBusy.WAIT,
                                OnAbort.STOP,
                                false,
                                LogLevel.NORMAL,
                                action,
                                Until.END));
                assertThat(documented).containsAll(codeDeployActions(request.sessionPolicy()));
            }
        }
    }

    private static Set<String> codeDeployActions(Policy policy) {
        return policy.statements().stream()
                .flatMap(statement -> statement.actions().stream())
                .filter(action -> action.startsWith("codedeploy:"))
                .collect(Collectors.toSet());
    }

    private static boolean isAboutPermissions(String line) {
        return line.matches(".*(lacks|not allowed|not authorized|needs \\w+:|FAILED|WARNING).*");
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void nothingGoesWithoutAnyStatementOrAction(Blueprint blueprint) throws InterruptedException {
        List<PolicyDocument> documents = PolicyDocuments.of(blueprint);
        List<String> wrong = new ArrayList<>();
        try (SetUpAccounts accounts = new SetUpAccounts(blueprint, workspace)) {
            for (PolicyDocument document : documents) {
                for (Permission permission : document.permissions()) {
                    Statement statement = permission.statement();
                    if (statement.effect() == Effect.DENY || !PROVEN.add(proof(blueprint, document, statement))) {
                        continue;
                    }
                    accounts.apply(changed(documents, document, permission, all -> List.of()));
                    wrong.addAll(missed(accounts, document, permission, statement.actions()));
                    if (statement.actions().size() > 1) {
                        for (String action : statement.actions()) {
                            accounts.apply(changed(documents, document, permission, all -> without(all, action)));
                            wrong.addAll(missed(accounts, document, permission, List.of(action)));
                        }
                    }
                    accounts.apply(documents);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /**
     * What is the same for two environments: who Jenkins is does not matter to what it needs, and where the bucket is matters
     * to those statements only that are about it, or about its key.
     */
    private static String proof(Blueprint blueprint, PolicyDocument document, Statement statement) {
        boolean isAboutStorage = statement.actions().stream().anyMatch(action -> action.matches("(s3|kms):.*"));
        return document.kind()
                + statement.json().replace(blueprint.principal().arn(), "Jenkins")
                + (isAboutStorage ? blueprint.bucket() : "");
    }

    private static List<String> without(List<String> actions, String action) {
        return actions.stream().filter(other -> !other.equals(action)).toList();
    }

    /** The documents with fewer actions in one statement; without the statement where none is left. */
    private static List<PolicyDocument> changed(
            List<PolicyDocument> documents,
            PolicyDocument document,
            Permission permission,
            UnaryOperator<List<String>> actions) {
        Statement statement = permission.statement();
        List<String> left = actions.apply(statement.actions());
        List<Permission> permissions = new ArrayList<>(document.permissions());
        int index = permissions.indexOf(permission);
        permissions.remove(index);
        if (!left.isEmpty()) {
            permissions.add(
                    index,
                    new Permission(
                            new Statement(
                                    statement.sid(),
                                    statement.effect(),
                                    statement.principals(),
                                    left,
                                    statement.resources(),
                                    statement.conditions()),
                            permission.purpose(),
                            permission.without()));
        }
        List<PolicyDocument> changed = new ArrayList<>(documents);
        changed.set(
                documents.indexOf(document),
                new PolicyDocument(document.kind(), document.account(), document.target(), permissions));
        return changed;
    }

    /** What is wrong with how the lack of actions shows. */
    private static List<String> missed(
            SetUpAccounts accounts, PolicyDocument document, Permission permission, List<String> actions)
            throws InterruptedException {
        String which = document.kind() + " " + permission.statement().sid() + " " + actions + ": ";
        List<String> seen = new ArrayList<>();
        for (Exercise exercise : Exercise.ALL) {
            Told told = exercise.run(accounts);
            boolean isHurt = told.outcome() != exercise.goesWell();
            seen.addAll(told.lines());
            if (isHurt && permission.isOptional() && exercise == Exercise.DEPLOYING) {
                return List.of(which + "is optional, but " + told);
            }
            List<String> telling = told.lines().stream()
                    .filter(line -> actions.stream().anyMatch(line::contains))
                    .toList();
            if (isHurt && telling.isEmpty()) {
                return List.of(which + "is not told in " + exercise + ": " + told);
            }
            if (isHurt && telling.stream().noneMatch(line -> line.contains(name(document)))) {
                return List.of(which + name(document) + " is not named in " + exercise + ": " + telling);
            }
            boolean isAllGone =
                    actions.size() == permission.statement().actions().size();
            if (isHurt || !telling.isEmpty() && (permission.isOptional() || !isAllGone)) {
                return List.of();
            }
        }
        return List.of(which + "is not missed: " + seen);
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void whatIsDeniedIsRefusedAndNothingElseRefusesIt(Blueprint blueprint) throws InterruptedException {
        List<PolicyDocument> documents = PolicyDocuments.of(blueprint);
        for (PolicyDocument document : documents) {
            for (Permission permission : document.permissions()) {
                if (permission.statement().effect() == Effect.DENY) {
                    String sid = permission.statement().sid();
                    Told with = violation(blueprint, documents, sid);
                    Told without =
                            violation(blueprint, changed(documents, document, permission, all -> List.of()), sid);

                    assertThat(with.outcome()).as(sid).isEqualTo(Outcome.FAILED);
                    assertThat(with.lines()).as(sid).last().asString().contains("s3:PutObject", "denies");
                    assertThat(without.lines()).as(sid).noneMatch(line -> line.contains("s3:PutObject"));
                }
            }
        }
    }

    /** Does what a statement denies. */
    private Told violation(Blueprint blueprint, List<PolicyDocument> documents, String sid)
            throws InterruptedException {
        Scenario scenario = sid.equals("OnlyTls") ? Scenario.empty().withInsecureTransport() : Scenario.empty();
        try (SetUpAccounts accounts = new SetUpAccounts(blueprint, workspace, scenario)) {
            accounts.apply(documents);
            return sid.equals("OnlyTls")
                    ? Exercise.DEPLOYING.run(accounts)
                    : Exercise.told(accounts, RunHarness.with(accounts.newRequest(), accounts.storeWithoutKey()));
        }
    }

    /** What an explanation calls a document. */
    private static String name(PolicyDocument document) {
        return switch (document.kind()) {
            case SOURCE_ROLE_TRUST, ROLE_TRUST -> "trust policy";
            case DEVELOPMENT_PRINCIPAL -> "principal";
            case BUCKET -> "policy of bucket " + document.target();
            case KMS_KEY -> "key";
            case ROLE_PERMISSIONS -> "the role";
            case INSTANCE_PROFILE -> "the instances' role";
        };
    }
}
