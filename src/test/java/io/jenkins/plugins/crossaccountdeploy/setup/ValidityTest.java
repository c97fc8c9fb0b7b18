package io.jenkins.plugins.crossaccountdeploy.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is generated is what AWS and Terraform read, and says the same in each form. */
class ValidityTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Named<Blueprint>> blueprints() {
        return Stream.concat(
                        Blueprints.all().stream(),
                        Blueprints.all().stream()
                                .filter(known -> known.bucket().isEncryptedWithKey())
                                .map(Blueprint::withNewKey))
                .flatMap(blueprint -> Stream.of(blueprint, Blueprints.with(blueprint, Set.of(Part.values()))))
                .map(blueprint -> Named.of(Blueprints.name(blueprint), blueprint));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(json, malformed);
        }
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void policiesAreOfTheGrammarOfIamAndOfTheSizeThatAwsTakes(Blueprint blueprint) {
        for (PolicyDocument document : PolicyDocuments.of(blueprint)) {
            String json = document.policy().json();
            assertThat(IamGrammar.faults(document.kind(), parse(json))).isEmpty();
            assertThat(json)
                    .as(document.kind().title())
                    .hasSizeLessThanOrEqualTo(document.kind().longest());
        }
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void terraformIsOfItsSyntax(Blueprint blueprint) {
        assertThat(TerraformSyntax.faults(
                        parse(TerraformConfiguration.of(blueprint).json())))
                .isEmpty();
    }

    /** From its version 5.81.0 on, the AWS provider takes a provider of tokens without a thumbprint. */
    @Test
    void terraformAsksForAProviderThatNeedsNoThumbprint() {
        JsonNode file = parse(
                TerraformConfiguration.of(Blueprints.blueprint(Blueprints.Jenkins.WEB_IDENTITY, "111111111111", ""))
                        .json());

        assertThat(file.at("/resource/aws_iam_openid_connect_provider/jenkins").has("url"))
                .isTrue();
        assertThat(file.at("/terraform/required_providers/aws/version").asText())
                .isEqualTo(">= 5.81");
    }

    /** What exists already keeps its policy, and has its statements added by hand. */
    @ParameterizedTest
    @MethodSource("blueprints")
    void everyFormHasTheSameStatements(Blueprint blueprint) {
        Set<String> expected = new TreeSet<>();
        for (PolicyDocument document : PolicyDocuments.of(blueprint)) {
            boolean isByHand =
                    switch (document.kind()) {
                        case BUCKET -> blueprint.existing().contains(Part.BUCKET);
                        case KMS_KEY -> !blueprint.bucket().isKeyNew();
                        case ROLE_TRUST -> blueprint.existing().contains(Part.ROLE);
                        case SOURCE_ROLE_TRUST -> blueprint.existing().contains(Part.SOURCE_ROLE);
                        case DEVELOPMENT_PRINCIPAL, ROLE_PERMISSIONS, INSTANCE_PROFILE -> false;
                    };
            if (!isByHand) {
                document.permissions()
                        .forEach(permission -> expected.add(document.account() + " "
                                + parse(permission.statement().json())));
            }
        }

        assertThat(expected).isNotEmpty();
        assertThat(inCloudFormation(blueprint)).isEqualTo(expected);
        assertThat(inTerraform(blueprint)).isEqualTo(expected);
    }

    private static Set<String> inCloudFormation(Blueprint blueprint) {
        Set<String> statements = new TreeSet<>();
        CloudFormationTemplate.of(blueprint).forEach(template -> {
            String known = template.json()
                    .replaceAll(
                            "\\{\\s*\"(Ref|Fn::GetAtt)\": (\"KmsKeyArn\"|\\[\\s*\"Key\",\\s*\"Arn\"\\s*])\\s*}",
                            '"' + Blueprint.NEW_KEY + '"');
            collect(parse(known), template.account(), statements);
        });
        return statements;
    }

    private static Set<String> inTerraform(Blueprint blueprint) {
        Set<String> statements = new TreeSet<>();
        JsonNode file = parse(TerraformConfiguration.of(blueprint).json());
        Map<String, String> accounts = new HashMap<>();
        file.at("/provider/aws")
                .forEach(provider -> accounts.put(
                        "aws." + provider.path("alias").asText(),
                        provider.path("allowed_account_ids").path(0).asText()));
        file.path("resource")
                .forEach(type -> type.forEach(resource -> Stream.of("policy", "assume_role_policy")
                        .filter(resource::has)
                        .map(argument -> resource.path(argument).asText())
                        .map(text -> text.replace("${aws_kms_key.bundles.arn}", Blueprint.NEW_KEY)
                                .replace("$${", "${"))
                        .forEach(text -> collect(
                                parse(text),
                                accounts.get(resource.path("provider").asText()),
                                statements))));
        return statements;
    }

    private static void collect(JsonNode node, String account, Set<String> statements) {
        node.path("Statement").forEach(statement -> statements.add(account + " " + statement));
        node.forEach(member -> collect(member, account, statements));
    }

    // ---- many groups, many instances, long names

    private static Blueprint withMany(Blueprint blueprint, int groups, int roles, String partition) {
        Role role = blueprint.role();
        return new Blueprint(
                blueprint.environment(),
                blueprint.region(),
                blueprint.principal(),
                new Role(
                        role.arn().replace("arn:aws:", "arn:" + partition + ":"),
                        role.externalId(),
                        role.duration(),
                        role.sessionTags(),
                        role.sourceIdentity()),
                blueprint.bucket(),
                blueprint.applications(),
                IntStream.range(0, groups)
                        .mapToObj(i -> "Group-" + i + "-" + "g".repeat(80))
                        .toList(),
                IntStream.range(0, roles)
                        .mapToObj(i -> "arn:aws:iam::222222222222:role/Instances-" + i + "-" + "r".repeat(40))
                        .toList(),
                Blueprints.NO_SERVERLESS,
                blueprint.existing());
    }

    private static PolicyDocument find(Kind kind, Blueprint blueprint) {
        return PolicyDocuments.of(blueprint).stream()
                .filter(document -> document.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> resourcesOf(String sid, PolicyDocument document) {
        return statement(sid, document).resources();
    }

    private static Statement statement(String sid, PolicyDocument document) {
        return document.policy().statements().stream()
                .filter(statement -> statement.sid().equals(sid))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void groupsAreNamedOneByOneWhileTheyFitAndOtherwiseAllOfTheApplication() {
        Blueprint blueprint =
                Blueprints.blueprint(Blueprints.Jenkins.USER, "222222222222", Blueprints.keyArn("222222222222"));

        assertThat(resourcesOf("Deployments", find(Kind.ROLE_PERMISSIONS, withMany(blueprint, 10, 1, "aws"))))
                .hasSize(10);
        PolicyDocument many = find(Kind.ROLE_PERMISSIONS, withMany(blueprint, 100, 1, "aws"));
        assertThat(resourcesOf("Deployments", many))
                .containsExactly("arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:CodeDeployDemo/*");
        assertThat(many.policy().json()).hasSizeLessThanOrEqualTo(many.kind().longest());
    }

    @Test
    void applicationsAreNamedOneByOneWhileTheyFit() {
        Blueprint two = withApplications(List.of("CodeDeployDemo", "shop-*"));
        assertThat(resourcesOf("Revisions", find(Kind.ROLE_PERMISSIONS, two)))
                .containsExactly(
                        "arn:aws:codedeploy:eu-west-1:222222222222:application:CodeDeployDemo",
                        "arn:aws:codedeploy:eu-west-1:222222222222:application:shop-*");
        assertThat(resourcesOf("Deployments", find(Kind.ROLE_PERMISSIONS, two)))
                .containsExactly(
                        "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:CodeDeployDemo/Prod",
                        "arn:aws:codedeploy:eu-west-1:222222222222:deploymentgroup:shop-*/Prod");

        PolicyDocument many = find(
                Kind.ROLE_PERMISSIONS,
                withApplications(IntStream.range(0, 100)
                        .mapToObj(i -> "application-" + i)
                        .toList()));
        assertThat(resourcesOf("Revisions", many))
                .containsExactly("arn:aws:codedeploy:eu-west-1:222222222222:application:*");
        assertThat(many.policy().json()).hasSizeLessThanOrEqualTo(many.kind().longest());

        assertThat(resourcesOf("Revisions", find(Kind.ROLE_PERMISSIONS, withApplications(List.of()))))
                .containsExactly("arn:aws:codedeploy:eu-west-1:222222222222:application:*");
    }

    private static Blueprint withApplications(List<String> applications) {
        Blueprint blueprint = Blueprints.blueprint(Blueprints.Jenkins.USER, "222222222222", "");
        return new Blueprint(
                blueprint.environment(),
                blueprint.region(),
                blueprint.principal(),
                blueprint.role(),
                blueprint.bucket(),
                applications,
                blueprint.deploymentGroups(),
                blueprint.instanceRoleArns(),
                blueprint.serverless(),
                Set.of());
    }

    @Test
    void instancesAreNamedOneByOneWhileTheyFitAndOtherwiseTheirAccountDecides() {
        Blueprint blueprint =
                Blueprints.blueprint(Blueprints.Jenkins.USER, "111111111111", Blueprints.keyArn("111111111111"));

        for (Kind kind : List.of(Kind.BUCKET, Kind.KMS_KEY)) {
            String sid = kind == Kind.BUCKET ? "InstancesRead" : "InstancesDecrypt";
            assertThat(statement(sid, find(kind, withMany(blueprint, 1, 100, "aws")))
                            .principals()
                            .get("AWS"))
                    .hasSize(100);
            PolicyDocument many = find(kind, withMany(blueprint, 1, 1000, "aws"));
            assertThat(statement(sid, many).principals().get("AWS")).containsExactly("arn:aws:iam::222222222222:root");
            assertThat(many.policy().json()).hasSizeLessThanOrEqualTo(kind.longest());
        }
    }

    @Test
    void theLongestNamesFit() {
        String path = "/" + "p".repeat(150) + "/";
        List<PolicyDocument> documents = new ArrayList<>();
        for (String account : List.of("111111111111", "222222222222", "333333333333")) {
            Blueprint blueprint = new Blueprint(
                    "prod",
                    "us-gov-west-1",
                    new DevelopmentPrincipal(
                            "arn:aws-us-gov:iam::111111111111:role" + path + "j".repeat(64),
                            "111111111111",
                            Optional.of(new DevelopmentPrincipal.WebIdentity(
                                    "jenkins." + "x".repeat(100) + ".example/oidc", "a".repeat(100), "s".repeat(200)))),
                    new Role(
                            "arn:aws-us-gov:iam::222222222222:role" + path + "d".repeat(64),
                            "e".repeat(200),
                            Role.DEFAULT_DURATION,
                            true,
                            true),
                    new Blueprint.Bucket(
                            "b".repeat(63),
                            account,
                            "k".repeat(100),
                            "arn:aws-us-gov:kms:us-gov-west-1:" + account + ":key/mrk-" + "0".repeat(32)),
                    List.of("a".repeat(100)),
                    List.of("g".repeat(100)),
                    List.of("arn:aws-us-gov:iam::222222222222:role" + path + "i".repeat(64)),
                    Blueprints.NO_SERVERLESS,
                    Set.of());
            documents.addAll(PolicyDocuments.of(blueprint));
        }

        assertThat(documents)
                .allSatisfy(document -> assertThat(document.policy().json())
                        .as(document.kind().title())
                        .hasSizeLessThanOrEqualTo(document.kind().longest()));
    }

    @Test
    void policiesOfUsersHaveNamesThatAnAccountTakesBesideEachOther() {
        List<String> names = new ArrayList<>();
        for (String environment : List.of("e".repeat(62) + "1", "e".repeat(62) + "2", "prod")) {
            for (String user : List.of("u".repeat(63) + "1", "u".repeat(63) + "2", "deployer")) {
                DevelopmentPrincipal principal = new DevelopmentPrincipal(
                        "arn:aws:iam::111111111111:user/ci/" + user, "111111111111", Optional.empty());
                Blueprint blueprint = Blueprints.named(
                        Blueprints.blueprint(Blueprints.Jenkins.USER, "111111111111", ""), environment);
                names.add(Templates.managedPolicyName(Blueprints.of(principal, blueprint)));
            }
        }

        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("jenkins-deploys-prod-deployer")
                .allMatch(name -> name.matches("[\\w+=,.@-]{1,128}"));
    }

    @Test
    void otherPartitionsHaveTheirOwnArnsAndNames() {
        Blueprint china = withMany(
                Blueprints.blueprint(Blueprints.Jenkins.WEB_IDENTITY, "111111111111", Blueprint.NEW_KEY),
                1,
                0,
                "aws-cn");
        assertThat(PolicyDocuments.of(china)).isNotEmpty().allSatisfy(document -> {
            String json = document.policy().json().replace(Blueprints.SOURCE_ROLE_ARN, "");
            assertThat(json).doesNotContain("arn:aws:");
            assertThat(json.contains("ViaService")).isEqualTo(json.contains("s3.eu-west-1.amazonaws.com.cn"));
        });
    }
}
