package io.jenkins.plugins.crossaccountdeploy.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import io.jenkins.plugins.crossaccountdeploy.setup.SetupFile.Format;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SetupFilesTest {

    private static final String DEVELOPMENT = "111111111111";
    private static final String PRODUCTION = "222222222222";
    private static final String THIRD = "333333333333";
    private static final String KEY = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd";

    private static final DevelopmentPrincipal USER =
            new DevelopmentPrincipal("arn:aws:iam::111111111111:user/deployer", DEVELOPMENT, Optional.empty());

    private static final DevelopmentPrincipal TOKEN = new DevelopmentPrincipal(
            "arn:aws:iam::111111111111:role/ci/JenkinsTokens",
            DEVELOPMENT,
            Optional.of(new DevelopmentPrincipal.WebIdentity("jenkins.example/oidc", "sts.amazonaws.com", "*")));

    static Blueprint blueprint(DevelopmentPrincipal principal, String bucketAccount, String key, Part... existing) {
        return new Blueprint(
                "prod_1",
                "eu-west-1",
                principal,
                new Role(
                        "arn:aws:iam::222222222222:role/ci/CrossAccountRole",
                        "3f1c",
                        Duration.ofHours(2),
                        false,
                        false),
                new Blueprint.Bucket("my-demo-application", bucketAccount, "revisions", key),
                List.of("CodeDeployDemo"),
                List.of("Prod"),
                List.of("arn:aws:iam::222222222222:role/Web", "arn:aws:iam::222222222222:role/ec2/Worker"),
                Blueprints.NO_SERVERLESS,
                Arrays.stream(existing).collect(Collectors.toSet()));
    }

    private static SetupFile file(Blueprint blueprint, String path) {
        return SetupFiles.of(blueprint).stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        SetupFiles.of(blueprint).stream().map(SetupFile::path).toList()));
    }

    @Test
    void areNumberedInTheOrderInWhichTheyAreApplied() {
        assertThat(SetupFiles.of(blueprint(TOKEN, THIRD, KEY)))
                .extracting(SetupFile::path)
                .containsExactly(
                        "cloudformation/1-333333333333.json",
                        "cloudformation/2-111111111111.json",
                        "cloudformation/3-222222222222.json",
                        "terraform/main.tf.json",
                        "json/1-source-role-trust.json",
                        "json/2-role-trust.json",
                        "json/3-kms-key.json",
                        "json/4-development-principal.json",
                        "json/5-role-permissions.json",
                        "json/6-instance-profile.json",
                        "json/7-bucket.json");
    }

    @Test
    void sayWhoseAdministratorAppliesThem() {
        Blueprint blueprint = blueprint(USER, THIRD, "");

        assertThat(SetupFiles.of(blueprint))
                .filteredOn(file -> file.format() == Format.CLOUDFORMATION)
                .extracting(SetupFile::where)
                .containsExactly(
                        "bucket's account 333333333333",
                        "development account 111111111111",
                        "production account 222222222222");
        assertThat(file(blueprint, "terraform/main.tf.json").where())
                .isEqualTo("bucket's account 333333333333 and of the development account 111111111111"
                        + " and of the production account 222222222222");
        assertThat(file(blueprint, "json/1-role-trust.json").where()).isEqualTo("production account 222222222222");
    }

    @Test
    void haveACommandForEveryPrincipal() {
        assertThat(file(blueprint(USER, DEVELOPMENT, ""), "json/2-development-principal.json")
                        .commands())
                .containsExactly(
                        "aws iam create-policy --policy-name jenkins-deploys-prod_1-deployer"
                                + " --policy-document file://2-development-principal.json",
                        "aws iam attach-user-policy --user-name deployer"
                                + " --policy-arn arn:aws:iam::111111111111:policy/jenkins-deploys-prod_1-deployer");
        assertThat(file(blueprint(TOKEN, DEVELOPMENT, ""), "json/3-development-principal.json")
                        .commands())
                .containsExactly(
                        "aws iam put-role-policy --role-name JenkinsTokens --policy-name jenkins-deploys-prod_1"
                                + " --policy-document file://3-development-principal.json");
        assertThat(file(blueprint(USER, DEVELOPMENT, ""), "json/4-instance-profile.json")
                        .commands())
                .extracting(command -> command.split(" ")[4])
                .containsExactly("Web", "Worker");
    }

    @Test
    void sayHowThePolicyOfAUserIsChanged() {
        assertThat(file(blueprint(USER, DEVELOPMENT, ""), "json/2-development-principal.json")
                        .notes())
                .singleElement()
                .asString()
                .contains("aws iam create-policy-version"
                        + " --policy-arn arn:aws:iam::111111111111:policy/jenkins-deploys-prod_1-deployer"
                        + " --policy-document file://2-development-principal.json --set-as-default");
        assertThat(file(blueprint(TOKEN, DEVELOPMENT, ""), "json/3-development-principal.json")
                        .notes())
                .isEmpty();
    }

    @Test
    void createWhatIsNotThereYet() {
        Blueprint blueprint = blueprint(TOKEN, DEVELOPMENT, "");

        assertThat(file(blueprint, "json/1-source-role-trust.json").commands())
                .containsExactly(
                        "aws iam create-open-id-connect-provider --url https://jenkins.example/oidc"
                                + " --client-id-list sts.amazonaws.com",
                        "aws iam create-role --role-name JenkinsTokens --path /ci/"
                                + " --assume-role-policy-document file://1-source-role-trust.json");
        assertThat(file(blueprint, "json/2-role-trust.json").commands())
                .containsExactly("aws iam create-role --role-name CrossAccountRole --path /ci/"
                        + " --assume-role-policy-document file://2-role-trust.json --max-session-duration 7200");
        assertThat(file(blueprint, "json/6-bucket.json").commands())
                .hasSize(5)
                .first()
                .asString()
                .contains("create-bucket", "LocationConstraint=eu-west-1");
    }

    /** A bundle of long ago may be what all instances run, and what new ones will fetch. */
    @Test
    void neverLetAnAgeRemoveTheCurrentVersionOfABundle() {
        assertThat(SetupFiles.of(blueprint(USER, DEVELOPMENT, "")))
                .allSatisfy(file -> assertThat(file.content() + file.commands())
                        .doesNotContain("ExpirationInDays", "\"Expiration\"", "\"expiration\""))
                .extracting(file -> file.content() + file.commands())
                .filteredOn(text -> text.contains("AbortIncompleteMultipartUpload")
                        || text.contains("abort_incomplete_multipart_upload"))
                .hasSize(3)
                .allMatch(text ->
                        text.contains("NoncurrentVersionExpiration") || text.contains("noncurrent_version_expiration"));
    }

    @Test
    void letNoTokenSayAnythingToAShell() {
        DevelopmentPrincipal principal = new DevelopmentPrincipal(
                "arn:aws:iam::111111111111:role/JenkinsTokens",
                DEVELOPMENT,
                Optional.of(new DevelopmentPrincipal.WebIdentity("jenkins.example/$(id)", "it's; reboot", "*")));

        assertThat(file(blueprint(principal, DEVELOPMENT, ""), "json/1-source-role-trust.json")
                        .commands())
                .first()
                .isEqualTo("aws iam create-open-id-connect-provider --url 'https://jenkins.example/$(id)'"
                        + " --client-id-list 'it'\\''s; reboot'");
    }

    @Test
    void replaceNoPolicyOfWhatIsThereUnseen() {
        Blueprint blueprint = blueprint(TOKEN, DEVELOPMENT, KEY, Part.ROLE, Part.BUCKET, Part.SOURCE_ROLE);

        assertThat(file(blueprint, "json/1-source-role-trust.json").commands())
                .singleElement()
                .asString()
                .startsWith("aws iam update-assume-role-policy --role-name JenkinsTokens ");
        assertThat(file(blueprint, "json/2-role-trust.json"))
                .satisfies(file -> assertThat(file.commands())
                        .singleElement()
                        .asString()
                        .startsWith("aws iam update-assume-role-policy --role-name CrossAccountRole "))
                .satisfies(file ->
                        assertThat(file.notes()).singleElement().asString().contains("replaces"));
        assertThat(file(blueprint, "json/3-kms-key.json").commands())
                .first()
                .asString()
                .startsWith("aws kms get-key-policy --key-id " + KEY);
        assertThat(file(blueprint, "json/7-bucket.json"))
                .satisfies(
                        file -> assertThat(file.commands()).first().asString().contains("get-bucket-policy"))
                .satisfies(file ->
                        assertThat(file.notes()).singleElement().asString().contains("Add these statements"));
    }

    @Test
    void sayWhatATemplateLeavesAlone() {
        assertThat(file(blueprint(USER, DEVELOPMENT, KEY, Part.BUCKET), "cloudformation/1-111111111111.json")
                        .notes())
                .containsExactly("What exists in account 111111111111 keeps its own policies: add the statements of the"
                        + " JSON policies KMS key, Bucket policy to them.");
        assertThat(file(blueprint(USER, DEVELOPMENT, "", Part.ROLE), "cloudformation/2-222222222222.json")
                        .notes())
                .singleElement()
                .asString()
                .contains("Role trust");
        assertThat(file(blueprint(USER, DEVELOPMENT, ""), "cloudformation/1-111111111111.json")
                        .notes())
                .isEmpty();
    }

    @Test
    void passTheArnOfANewKeyOn() {
        Blueprint blueprint = blueprint(USER, DEVELOPMENT, "").withNewKey();

        assertThat(file(blueprint, "cloudformation/1-111111111111.json"))
                .satisfies(file -> assertThat(file.commands().get(0)).doesNotContain("KmsKeyArn"))
                .satisfies(file ->
                        assertThat(file.notes()).singleElement().asString().contains("Enter the ARN"));
        assertThat(file(blueprint, "cloudformation/2-222222222222.json"))
                .satisfies(file ->
                        assertThat(file.commands().get(0)).contains(" --parameter-overrides KmsKeyArn=KEY_ARN "))
                .satisfies(file ->
                        assertThat(file.notes()).singleElement().asString().contains("KeyArn"));
        assertThat(file(blueprint, "json/2-kms-key.json"))
                .satisfies(file -> assertThat(file.content()).contains("Administration", "kms:*"))
                .satisfies(file ->
                        assertThat(file.commands()).singleElement().asString().startsWith("aws kms create-key "))
                .satisfies(file ->
                        assertThat(file.notes()).singleElement().asString().contains(Blueprint.NEW_KEY));
    }

    @Test
    void giveTerraformAProfileForEachAccount() {
        assertThat(file(blueprint(USER, THIRD, ""), "terraform/main.tf.json").commands())
                .containsExactly(
                        "terraform init",
                        "terraform apply -var bucket_profile=bucket -var development_profile=development"
                                + " -var production_profile=production");
    }

    @Test
    void sayWhatStandsForAnUnknownPrincipal() {
        Blueprint blueprint = blueprint(DevelopmentPrincipal.unknown(new Partition("aws")), PRODUCTION, "");

        assertThat(SetupFiles.of(blueprint))
                .allSatisfy(file -> assertThat(file.notes())
                        .filteredOn(note -> note.contains("arn:aws:iam::000000000000:user/jenkins"))
                        .hasSize((file.content() + file.commands()).contains("000000000000") ? 1 : 0));
        assertThat(file(blueprint, "json/1-role-trust.json").notes()).hasSize(1);
        assertThat(file(blueprint, "json/2-development-principal.json").notes()).hasSize(2);
        assertThat(file(blueprint, "json/3-role-permissions.json").notes()).isEmpty();
    }

    @Test
    void showLongCommandsOverSeveralLines() {
        assertThat(file(blueprint(USER, DEVELOPMENT, ""), "cloudformation/2-222222222222.json")
                        .script())
                .isEqualTo("""
                        aws cloudformation deploy \\
                            --stack-name jenkins-deploys-prod-1 \\
                            --template-file 2-222222222222.json \\
                            --capabilities CAPABILITY_NAMED_IAM \\
                            --region eu-west-1""");
        assertThat(file(blueprint(USER, DEVELOPMENT, ""), "terraform/main.tf.json")
                        .script())
                .isEqualTo("""
                        terraform init
                        terraform apply -var development_profile=development -var production_profile=production""");
    }

    @Test
    void explainEachStatementThatTheyHave() {
        assertThat(SetupFiles.of(blueprint(USER, DEVELOPMENT, "")))
                .allSatisfy(file -> assertThat(file.permissions()).isNotEmpty().allSatisfy(permission -> {
                    assertThat(file.content()).contains(permission.statement().sid());
                    assertThat(permission.purpose()).isNotEmpty();
                }));
    }

    @Test
    void haveCommandsThatAShellTakesAsTheyAre() {
        assertThat(Set.of(
                        blueprint(USER, DEVELOPMENT, ""),
                        blueprint(TOKEN, THIRD, KEY),
                        blueprint(USER, PRODUCTION, KEY, Part.ROLE, Part.BUCKET)))
                .flatExtracting(SetupFiles::of)
                .flatExtracting(SetupFile::commands)
                .allSatisfy(command ->
                        assertThat(command.replaceAll("'[^']*'", "")).matches("[\\w ./:=,@+-]+( > [a-z-]+[.]json)?"));
    }
}
