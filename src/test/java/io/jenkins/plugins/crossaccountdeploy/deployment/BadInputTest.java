package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
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

    private RunHarness harness;

    @BeforeEach
    void start() {
        harness = new RunHarness(workspace, Scenario.twoAccounts());
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    @Test
    void refusesAnEmptyWorkspace() throws Exception {
        assertThat(errorOf(harness.request())).contains("the workspace is empty");
        assertNothingIsLeftBehind();
    }

    @Test
    void refusesAWorkspaceWithoutAppSpec() throws Exception {
        harness.file("index.html", "<h1>It works</h1>");

        assertThat(errorOf(harness.request())).contains("appspec.yml");
        assertNothingIsLeftBehind();
    }

    @Test
    void tellsEachFaultOfAnAppSpecInALineOfItsOwn() throws Exception {
        harness.file("appspec.yml", """
                version: 0.0
                os: linux
                files:
                  - source: missing.html
                    destination: /var/www/html
                hooks:
                  AfterInstall:
                    - location: scripts/missing.sh
                """);

        assertThat(errorOf(harness.request()))
                .startsWith("The workspace cannot be bundled: ")
                .contains("faults, told above");
        assertThat(harness.console())
                .anyMatch(line -> line.startsWith("[prod] appspec.yml:4: "))
                .anyMatch(line -> line.startsWith("[prod] appspec.yml:8: ") && line.contains("scripts/missing.sh"));
        assertNothingIsLeftBehind();
    }

    @Test
    void refusesPatternsThatMatchNothing() throws Exception {
        harness.withApplication();
        Selection nothing = new Selection("", List.of("dist/**"), List.of(), false, "");

        assertThat(errorOf(RunHarness.with(harness.request(), new DeploymentRequest.FromWorkspace(nothing, ""))))
                .contains("dist/**");
        assertNothingIsLeftBehind();
    }

    @Test
    void namesTheRegionOfABucketThatIsElsewhere() throws Exception {
        harness.withApplication();
        harness.aws().createBucket(TwoAccounts.DEVELOPMENT, "far-away", "us-east-1");
        harness.aws()
                .development()
                .user(TwoAccounts.USER)
                .putPolicy("far", allow("s3:*", "arn:aws:s3:::far-away", "arn:aws:s3:::far-away/*"));

        assertThat(errorOf(RunHarness.with(harness.request(), store("far-away"))))
                .contains("s3://far-away")
                .contains("us-east-1")
                .contains("eu-west-1")
                .contains("bucket of its own region");
        assertNothingIsLeftBehind();
    }

    @Test
    void saysThatABucketDoesNotExist() throws Exception {
        harness.withApplication();
        harness.aws().development().user(TwoAccounts.USER).putPolicy("any", allow("s3:*", "arn:aws:s3:::*"));

        assertThat(errorOf(RunHarness.with(harness.request(), store("no-such-bucket"))))
                .contains("NoSuchBucket", "no-such-bucket");
        assertNothingIsLeftBehind();
    }

    @Test
    void pointsToTrustPolicyAndExternalIdWhenTheExternalIdIsWrong() throws Exception {
        harness.withApplication();
        Role role = harness.request().environment().role();

        String error = errorOf(
                RunHarness.with(harness.request(), new Role(role.arn(), "wrong", Role.DEFAULT_DURATION, false, false)));

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
        harness.withApplication();
        harness.aws().development().user(TwoAccounts.USER).removePolicy("deploy");

        assertThat(errorOf(harness.request()))
                .contains("The role CrossAccountRole cannot be assumed")
                .contains("{\"Effect\":\"Allow\",\"Action\":[\"sts:AssumeRole\"],\"Resource\":[\""
                        + harness.request().environment().role().arn() + "\"]}");
        assertNothingIsLeftBehind();
    }

    @Test
    void saysThatTheAccessKeyIsUnknown() throws Exception {
        harness.withApplication();
        harness.useCredentials(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "not-a-secret")));

        assertThat(errorOf(harness.request()))
                .contains("InvalidClientTokenId")
                .contains("Check the access key")
                .doesNotContain("not-a-secret");
        assertNothingIsLeftBehind();
    }

    @Test
    void namesTheMissingPermissionToWriteTheBucket() throws Exception {
        harness.withApplication();
        harness.aws().development().user(TwoAccounts.USER).putPolicy("deploy", allow("sts:AssumeRole", "*"));

        assertThat(errorOf(harness.request()))
                .startsWith("The bundle cannot be written to s3://my-demo-application")
                .doesNotContain("&quot;")
                .contains("user/deployer", "s3:PutObject on arn:aws:s3:::my-demo-application/revisions/*");
        assertNothingIsLeftBehind();
    }

    @Test
    void namesTheMissingPermissionToWriteALargeBundle() throws Exception {
        harness.withApplication();
        byte[] large = new byte[12_000_000];
        new Random(1).nextBytes(large);
        harness.file("large.bin", new String(large, java.nio.charset.StandardCharsets.ISO_8859_1));
        harness.aws().development().user(TwoAccounts.USER).putPolicy("deploy", allow("sts:AssumeRole", "*"));

        assertThat(errorOf(harness.request()))
                .startsWith("The bundle cannot be written to s3://my-demo-application")
                .contains("Development account 111111111111, user/deployer")
                .contains("Add to the policy of this principal: {", "\"s3:PutObject\"");
        assertNothingIsLeftBehind();
    }

    @Test
    void doesNotAskForAStatementThatADenyOutweighs() throws Exception {
        harness.withApplication();
        harness.aws().bucket(TwoAccounts.BUCKET).policy("""
                        {"Version": "2012-10-17", "Statement": [{
                          "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
                          "Resource": "arn:aws:s3:::my-demo-application/*",
                          "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
                        }]}
                        """);

        assertThat(errorOf(harness.request()))
                .startsWith("The bundle cannot be written to s3://my-demo-application")
                .contains("A policy denies it", "kmsKeyArn")
                .doesNotContain("Add to the policy");
        assertNothingIsLeftBehind();
    }

    @Test
    void namesEachMissingPermissionThatARunCannotDoWithout() throws Exception {
        for (String action : List.of("RegisterApplicationRevision", "CreateDeployment", "GetDeployment")) {
            harness.withApplication();
            harness.aws().faults().on("CodeDeploy." + action).times(1).denyAccess();

            assertThat(errorOf(harness.request()))
                    .contains("Production account 222222222222, role CrossAccountRole")
                    .contains("codedeploy:" + action)
                    .contains(
                            "Add to the policy of the role: {\"Effect\":\"Allow\",\"Action\":[\"codedeploy:" + action);
            harness.aws().clock().advance(Duration.ofHours(1));
        }
    }

    @Test
    void saysThatTheApplicationDoesNotExist() throws Exception {
        harness.withApplication();
        harness.aws().production().role(TwoAccounts.ROLE).putPolicy("any", allow("codedeploy:*", "*"));

        assertThat(errorOf(RunHarness.with(
                        harness.request(), new DeploymentRequest.Target("NoSuchApplication", "Prod", ""))))
                .contains("ApplicationDoesNotExistException")
                .contains("Create the application 'NoSuchApplication' in region eu-west-1 of account 222222222222");
        assertNothingIsLeftBehind();
    }

    @Test
    void saysThatTheDeploymentGroupDoesNotExist() throws Exception {
        harness.withApplication();
        harness.aws().production().role(TwoAccounts.ROLE).putPolicy("any", allow("codedeploy:*", "*"));

        assertThat(errorOf(RunHarness.with(
                        harness.request(), new DeploymentRequest.Target("CodeDeployDemo", "NoSuchGroup", ""))))
                .contains("DeploymentGroupDoesNotExistException")
                .contains("Create the deployment group 'NoSuchGroup' of application 'CodeDeployDemo'");
        assertNothingIsLeftBehind();
    }

    @Test
    void saysThatTheDeploymentConfigDoesNotExist() throws Exception {
        harness.withApplication();
        harness.aws().production().role(TwoAccounts.ROLE).putPolicy("any", allow("codedeploy:*", "*"));

        assertThat(errorOf(RunHarness.with(
                        harness.request(), new DeploymentRequest.Target("CodeDeployDemo", "Prod", "NoSuchConfig"))))
                .contains("Correct the deployment config 'NoSuchConfig'");
        assertThat(harness.aws().deployments()).isEmpty();
    }

    private String errorOf(DeploymentRequest request) throws InterruptedException {
        Result result = harness.run(request);
        assertThat(result.outcome().isGood()).isFalse();
        assertThat(result.error()).isNotBlank().doesNotContain("\n");
        return result.error();
    }

    private void assertNothingIsLeftBehind() {
        assertThat(harness.aws().deployments()).isEmpty();
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).objects()).isEmpty();
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).openMultipartUploads())
                .isEmpty();
    }

    private static Store store(String bucket) {
        return Stores.of(bucket, Store.Owner.DEVELOPMENT, "revisions", "");
    }

    private static String allow(String action, String... resources) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"" + action
                + "\",\"Resource\":[\"" + String.join("\",\"", resources) + "\"]}]}";
    }
}
