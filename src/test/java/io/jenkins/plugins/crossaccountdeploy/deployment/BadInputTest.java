package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.bundle.Selection;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Whatever is wrong ends in one line that says what, where and what to do, and leaves nothing behind. */
class BadInputTest {

    @TempDir
    Path workspace;

    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(workspace, Scenario.twoAccounts());
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void refusesAnEmptyWorkspace() throws Exception {
        assertThat(errorOf(rig.order())).contains("the workspace is empty");
        assertNothingIsLeftBehind();
    }

    @Test
    void refusesAWorkspaceWithoutAppSpec() throws Exception {
        rig.file("index.html", "<h1>It works</h1>");

        assertThat(errorOf(rig.order())).contains("appspec.yml");
        assertNothingIsLeftBehind();
    }

    @Test
    void tellsEachFaultOfAnAppSpecInALineOfItsOwn() throws Exception {
        rig.file("appspec.yml", """
                version: 0.0
                os: linux
                files:
                  - source: missing.html
                    destination: /var/www/html
                hooks:
                  AfterInstal:
                    - location: scripts/missing.sh
                """);

        assertThat(errorOf(rig.order()))
                .startsWith("The workspace cannot be bundled: ")
                .contains("faults, told above");
        assertThat(rig.console())
                .anyMatch(line -> line.startsWith("[prod] appspec.yml:4: "))
                .anyMatch(line -> line.startsWith("[prod] appspec.yml:7: ") && line.contains("AfterInstall"));
        assertNothingIsLeftBehind();
    }

    @Test
    void refusesPatternsThatMatchNothing() throws Exception {
        rig.withApplication();
        Selection nothing = new Selection("", List.of("dist/**"), List.of(), false, "");

        assertThat(errorOf(Rig.with(rig.order(), new Order.FromWorkspace(nothing, ""))))
                .contains("dist/**");
        assertNothingIsLeftBehind();
    }

    @Test
    void namesTheRegionOfABucketThatIsElsewhere() throws Exception {
        rig.withApplication();
        rig.aws().createBucket(TwoAccounts.DEVELOPMENT, "far-away", "us-east-1");
        rig.aws()
                .development()
                .user(TwoAccounts.USER)
                .putPolicy("far", allow("s3:*", "arn:aws:s3:::far-away", "arn:aws:s3:::far-away/*"));

        assertThat(errorOf(Rig.with(rig.order(), store("far-away"))))
                .contains("s3://far-away")
                .contains("us-east-1")
                .contains("eu-west-1")
                .contains("bucket of its own region");
        assertNothingIsLeftBehind();
    }

    @Test
    void saysThatABucketDoesNotExist() throws Exception {
        rig.withApplication();
        rig.aws().development().user(TwoAccounts.USER).putPolicy("any", allow("s3:*", "arn:aws:s3:::*"));

        assertThat(errorOf(Rig.with(rig.order(), store("no-such-bucket")))).contains("NoSuchBucket", "no-such-bucket");
        assertNothingIsLeftBehind();
    }

    @Test
    void pointsToTrustPolicyAndExternalIdWhenTheExternalIdIsWrong() throws Exception {
        rig.withApplication();
        Role role = rig.order().environment().role();

        String error =
                errorOf(Rig.with(rig.order(), new Role(role.arn(), "wrong", Role.DEFAULT_DURATION, false, false)));

        assertThat(error)
                .startsWith(
                        "The role CrossAccountRole cannot be assumed. Development account 111111111111, user/deployer")
                .contains("sts:AssumeRole on " + role.arn())
                .contains("trust policy")
                .contains("sts:ExternalId that environment 'prod' has")
                .doesNotContain(TwoAccounts.EXTERNAL_ID);
        assertNothingIsLeftBehind();
    }

    @Test
    void givesTheStatementThatTheDevelopmentPrincipalLacks() throws Exception {
        rig.withApplication();
        rig.aws().development().user(TwoAccounts.USER).removePolicy("deploy");

        assertThat(errorOf(rig.order()))
                .contains("The role CrossAccountRole cannot be assumed")
                .contains("{\"Effect\":\"Allow\",\"Action\":[\"sts:AssumeRole\"],\"Resource\":[\""
                        + rig.order().environment().role().arn() + "\"]}");
        assertNothingIsLeftBehind();
    }

    @Test
    void saysThatTheAccessKeyIsUnknown() throws Exception {
        rig.withApplication();
        rig.useCredentials(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "not-a-secret")));

        assertThat(errorOf(rig.order()))
                .contains("InvalidClientTokenId")
                .contains("Check the access key")
                .doesNotContain("not-a-secret");
        assertNothingIsLeftBehind();
    }

    @Test
    void namesTheMissingPermissionToWriteTheBucket() throws Exception {
        rig.withApplication();
        rig.aws().development().user(TwoAccounts.USER).putPolicy("deploy", allow("sts:AssumeRole", "*"));

        assertThat(errorOf(rig.order()))
                .startsWith("The bundle cannot be written to s3://my-demo-application")
                .doesNotContain("&quot;")
                .contains("user/deployer", "s3:PutObject on arn:aws:s3:::my-demo-application/revisions/*");
        assertNothingIsLeftBehind();
    }

    @Test
    void namesTheMissingPermissionToWriteALargeBundle() throws Exception {
        rig.withApplication();
        byte[] large = new byte[12_000_000];
        new Random(1).nextBytes(large);
        rig.file("large.bin", new String(large, java.nio.charset.StandardCharsets.ISO_8859_1));
        rig.aws().development().user(TwoAccounts.USER).putPolicy("deploy", allow("sts:AssumeRole", "*"));

        assertThat(errorOf(rig.order()))
                .startsWith("The bundle cannot be written to s3://my-demo-application")
                .contains("Development account 111111111111, user/deployer")
                .contains("Add to the policy of this principal: {", "\"s3:PutObject\"");
        assertNothingIsLeftBehind();
    }

    @Test
    void doesNotAskForAStatementThatADenyOutweighs() throws Exception {
        rig.withApplication();
        rig.aws().bucket(TwoAccounts.BUCKET).policy("""
                        {"Version": "2012-10-17", "Statement": [{
                          "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
                          "Resource": "arn:aws:s3:::my-demo-application/*",
                          "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
                        }]}
                        """);

        assertThat(errorOf(rig.order()))
                .startsWith("The bundle cannot be written to s3://my-demo-application")
                .contains("A policy denies it", "kmsKeyArn")
                .doesNotContain("Add to the policy");
        assertNothingIsLeftBehind();
    }

    @Test
    void namesEachMissingPermissionThatARunCannotDoWithout() throws Exception {
        for (String action : List.of("RegisterApplicationRevision", "CreateDeployment", "GetDeployment")) {
            rig.withApplication();
            rig.aws().faults().on("CodeDeploy." + action).times(1).denyAccess();

            assertThat(errorOf(rig.order()))
                    .contains("Production account 222222222222, role CrossAccountRole")
                    .contains("codedeploy:" + action)
                    .contains(
                            "Add to the policy of the role: {\"Effect\":\"Allow\",\"Action\":[\"codedeploy:" + action);
            rig.aws().clock().advance(Duration.ofHours(1));
        }
    }

    @Test
    void saysThatTheApplicationDoesNotExist() throws Exception {
        rig.withApplication();
        rig.aws().production().role(TwoAccounts.ROLE).putPolicy("any", allow("codedeploy:*", "*"));

        assertThat(errorOf(Rig.with(rig.order(), new Order.Target("NoSuchApplication", "Prod", ""))))
                .contains("ApplicationDoesNotExistException")
                .contains("Create the application 'NoSuchApplication' in region eu-west-1 of account 222222222222");
        assertNothingIsLeftBehind();
    }

    @Test
    void saysThatTheDeploymentGroupDoesNotExist() throws Exception {
        rig.withApplication();
        rig.aws().production().role(TwoAccounts.ROLE).putPolicy("any", allow("codedeploy:*", "*"));

        assertThat(errorOf(Rig.with(rig.order(), new Order.Target("CodeDeployDemo", "NoSuchGroup", ""))))
                .contains("DeploymentGroupDoesNotExistException")
                .contains("Create the deployment group 'NoSuchGroup' of application 'CodeDeployDemo'");
        assertNothingIsLeftBehind();
    }

    @Test
    void saysThatTheDeploymentConfigDoesNotExist() throws Exception {
        rig.withApplication();
        rig.aws().production().role(TwoAccounts.ROLE).putPolicy("any", allow("codedeploy:*", "*"));

        assertThat(errorOf(Rig.with(rig.order(), new Order.Target("CodeDeployDemo", "Prod", "NoSuchConfig"))))
                .contains("Correct the deployment config 'NoSuchConfig'");
        assertThat(rig.aws().deployments()).isEmpty();
    }

    private String errorOf(Order order) throws InterruptedException {
        Result result = rig.run(order);
        assertThat(result.outcome().isGood()).isFalse();
        assertThat(result.error()).isNotBlank().doesNotContain("\n");
        return result.error();
    }

    private void assertNothingIsLeftBehind() {
        assertThat(rig.aws().deployments()).isEmpty();
        assertThat(rig.aws().bucket(TwoAccounts.BUCKET).objects()).isEmpty();
        assertThat(rig.aws().bucket(TwoAccounts.BUCKET).openMultipartUploads()).isEmpty();
    }

    private static Store store(String bucket) {
        return new Store(bucket, Store.Owner.DEVELOPMENT, "revisions", "");
    }

    private static String allow(String action, String... resources) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"" + action
                + "\",\"Resource\":[\"" + String.join("\",\"", resources) + "\"]}]}";
    }
}
