package io.jenkins.plugins.crossaccountdeploy.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import io.jenkins.plugins.crossaccountdeploy.setup.Exercise.Told;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation.Stack;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The CloudFormation templates, applied to accounts that are empty but for an application and its instances. */
class AppliedTemplatesTest {

    @TempDir
    Path workspace;

    static Stream<Named<Blueprint>> blueprints() {
        return Stream.concat(
                        Blueprints.all().stream()
                                .filter(known -> !known.bucket().isEncryptedWithKey()),
                        Blueprints.all().stream()
                                .filter(known -> known.bucket().isEncryptedWithKey())
                                .map(Blueprint::withNewKey))
                .map(blueprint -> Named.of(Blueprints.name(blueprint), blueprint));
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void makeCheckGreenAndLetADeploymentGoThrough(Blueprint blueprint) throws InterruptedException {
        try (SetUpAccounts accounts =
                new SetUpAccounts(blueprint, workspace, Scenario.empty(), AppliedTemplatesTest::createStacks)) {
            assertAllIsWell(accounts);
        }
    }

    static Stream<Named<Blueprint>> existing() {
        return Stream.of(Blueprints.Jenkins.USER, Blueprints.Jenkins.WEB_IDENTITY)
                .flatMap(jenkins -> Stream.of(TwoAccounts.DEVELOPMENT, TwoAccounts.PRODUCTION, Blueprints.THIRD)
                        .map(account -> Blueprints.blueprint(jenkins, account, Blueprints.keyArn(account))))
                .map(blueprint -> Blueprints.with(blueprint, Set.of(Part.values())))
                .map(blueprint -> Named.of(Blueprints.name(blueprint), blueprint));
    }

    /** Policies of what is there already are nothing that a template could add statements to. */
    @ParameterizedTest
    @MethodSource("existing")
    void areEnoughBesidesWhatIsDoneByHandWhereEverythingIsThereAlready(Blueprint blueprint)
            throws InterruptedException {
        try (SetUpAccounts accounts = new SetUpAccounts(blueprint, workspace, Scenario.empty(), (aws, known) -> {
            if (known.principal().webIdentity().isPresent()) {
                aws.development().createOidcProvider(SetUpAccounts.ISSUER, List.of(Blueprints.AUDIENCE));
                aws.development().createRole(known.principal().name(), SetUpAccounts.trustOf("ec2"));
            }
            aws.createBucket(known.bucket().account(), known.bucket().name(), TwoAccounts.REGION);
            Set<Kind> byHand = Set.of(Kind.BUCKET, Kind.KMS_KEY, Kind.ROLE_TRUST, Kind.SOURCE_ROLE_TRUST);
            new Administrator(aws, known)
                    .apply(PolicyDocuments.of(known).stream()
                            .filter(document -> byHand.contains(document.kind()))
                            .toList());
            return createStacks(aws, known);
        })) {
            assertAllIsWell(accounts);
        }
    }

    private static Blueprint createStacks(Simulator aws, Blueprint blueprint) {
        Map<String, String> outputs = new LinkedHashMap<>();
        CloudFormationTemplate.of(blueprint).forEach(template -> {
            Map<String, String> parameters =
                    template.needsKey() ? Map.of("KmsKeyArn", outputs.get("KeyArn")) : Map.of();
            outputs.putAll(Stack.create(
                            aws,
                            template.account(),
                            TwoAccounts.REGION,
                            template.json(),
                            parameters,
                            List.of(SetUpAccounts.ISSUER))
                    .outputs());
        });
        assertThat(aws.defects()).isEmpty();
        return outputs.containsKey("KeyArn") ? Blueprints.withKey(blueprint, outputs.get("KeyArn")) : blueprint;
    }

    private static void assertAllIsWell(SetUpAccounts accounts) throws InterruptedException {
        Checklist checklist = accounts.check();
        assertThat(checklist.isGreen()).as(String.join("\n", checklist.lines())).isTrue();
        assertThat(checklist.items())
                .extracting(CheckItem::status)
                .doesNotContain(CheckItem.Status.WARNING, CheckItem.Status.FAILED);
        for (Exercise exercise : List.of(Exercise.DEPLOYING, Exercise.IN_PARTS)) {
            Told told = exercise.run(accounts);
            assertThat(told.outcome()).as(told.toString()).isEqualTo(exercise.goesWell());
            assertThat(told.lines()).isEmpty();
        }
    }

    /** The inline policies of a user have 2,048 characters between them: two of these would be too many. */
    @Test
    void letOneUserDeployToSeveralEnvironments() {
        List<String> environments = List.of("prod", "staging", "test");
        Blueprint blueprint = Blueprints.blueprint(
                Blueprints.Jenkins.USER, TwoAccounts.DEVELOPMENT, Blueprints.keyArn(TwoAccounts.DEVELOPMENT));
        try (SetUpAccounts accounts = new SetUpAccounts(blueprint, workspace, Scenario.empty(), (aws, known) -> {
            new Administrator(aws, known).createKey("");
            environments.forEach(name -> createStacks(aws, Blueprints.named(known, name)));
            return known;
        })) {
            assertThat(environments)
                    .allSatisfy(name -> assertThat(accounts.aws()
                                    .development()
                                    .policy(Templates.managedPolicyName(Blueprints.named(blueprint, name))))
                            .isPresent());
        }
    }

    @Test
    void createWhatKeepsBundlesSafeAndCheap() {
        Blueprint blueprint = Blueprints.blueprint(Blueprints.Jenkins.USER, TwoAccounts.DEVELOPMENT, "")
                .withNewKey();
        try (SetUpAccounts accounts = new SetUpAccounts(blueprint, workspace, Scenario.empty(), (aws, known) -> {
            Stack stack = Stack.create(
                    aws,
                    TwoAccounts.DEVELOPMENT,
                    TwoAccounts.REGION,
                    CloudFormationTemplate.of(known).get(0).json(),
                    Map.of(),
                    List.of());
            String bucket = stack.properties().get("Bucket").toString();
            assertThat(bucket)
                    .contains("\"VersioningConfiguration\":{\"Status\":\"Enabled\"}")
                    .contains("\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":1}")
                    .contains("\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":30}", "\"Prefix\":\"revisions/\"")
                    .contains("\"KMSMasterKeyID\":\"" + stack.outputs().get("KeyArn") + "\"");
            assertThat(stack.properties().get("Key").toString()).contains("\"EnableKeyRotation\":true");
            return Blueprints.withKey(known, stack.outputs().get("KeyArn"));
        })) {
            assertThat(accounts.aws().bucket(TwoAccounts.BUCKET).isVersioned()).isTrue();
        }
    }
}
