package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.simulator.PublishedPolicies.published;
import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run deploys with the policies of the published walkthroughs, word for word but for the ARNs in their placeholders: what
 * they do not allow it does without. Each walkthrough is followed step by step; the methods have the names of its steps.
 */
class PublishedSetupsTest {

    private static final String PRODUCTION_BUCKET = "my-production-application";

    private static final String NO_LOOKING_BACK =
            "[prod] note    s3:GetObject is not allowed on the bucket: an unchanged bundle is sent again each time";
    private static final String NO_GROUP = "[prod] note    role CrossAccountRole lacks codedeploy:GetDeploymentGroup:"
            + " whether the group exists shows when it is deployed to";
    private static final String NO_TARGETS =
            "[prod] note    role CrossAccountRole lacks codedeploy:ListDeploymentTargets and"
                    + " codedeploy:BatchGetDeploymentTargets: counts are told instead of events";

    @TempDir
    Path workspace;

    private RunHarness harness;

    @BeforeEach
    void startWithoutPolicies() {
        // The scenario has the production bucket besides all that the others need.
        harness = new RunHarness(workspace, Scenario.named("production-bucket")).withApplication();
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    /** The order of an environment that has no external ID, since none of the walkthroughs has one. */
    private DeploymentRequest request() {
        DeploymentRequest request = harness.request();
        return RunHarness.with(
                request, new Role(request.environment().role().arn(), "", Role.DEFAULT_DURATION, false, false));
    }

    private static DeploymentRequest into(
            DeploymentRequest request, String bucket, Store.Owner owner, String kmsKeyArn) {
        return RunHarness.with(request, Stores.of(bucket, owner, "revisions", kmsKeyArn));
    }

    /** As if somebody had tested the revision before: it is in the bucket, whoever put it there. */
    private S3Revision uploaded(Store store) throws InterruptedException {
        Options dryRun = new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL);
        Result result = harness.run(RunHarness.with(RunHarness.with(harness.request(), store), dryRun));
        assertThat(result.outcome()).isEqualTo(Outcome.CHECKED);
        return (S3Revision) result.revision().orElseThrow();
    }

    private void dropAllPolicies() {
        harness.aws().bucket(TwoAccounts.BUCKET).removePolicy();
        user().removePolicy("deploy");
        role().removePolicy("deploy");
        role().removePolicy("bundles");
        instanceRole().removePolicy("bundles");
    }

    private List<String> notes() {
        return harness.console().stream()
                .filter(line -> line.startsWith("[prod] note"))
                .toList();
    }

    /** A dry run checks everything: nothing fails, and no warning is about what the walkthrough has set up. */
    private void assertChecked(DeploymentRequest request) throws InterruptedException {
        Options dryRun = new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, true, LogLevel.NORMAL);
        int before = harness.console().size();

        Result result = harness.run(RunHarness.with(request, dryRun));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.CHECKED);
        assertThat(harness.console().stream().skip(before))
                .noneMatch(line -> line.contains("FAILED"))
                .filteredOn(line -> line.contains("WARNING"))
                .allMatch(line -> line.contains("external ID"));
    }

    private void assertDeployed(Result result) {
        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.console()).contains("[prod] 3 targets: 3 succeeded");
    }

    private User user() {
        return harness.aws().development().user(TwoAccounts.USER);
    }

    private io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role role() {
        return harness.aws().production().role(TwoAccounts.ROLE);
    }

    private io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role instanceRole() {
        return harness.aws().production().role(TwoAccounts.INSTANCE_ROLE);
    }

    /** AWS DevOps Blog: Deploying from a Development Account to a Production Account. */
    @Nested
    class Blog {

        private void follow() {
            dropAllPolicies();
            step1CreateTheApplicationAndDeploymentGroupInTheProductionAccount();
            step2CreateARoleUnderTheProductionAccountForCrossAccountDeployment();
            step3GiveTheInstanceProfilePermissionToTheBucketUnderTheDevelopmentAccount();
            step4GiveTheUserUnderTheDevelopmentAccountAccessToTheProductionRole();
        }

        private void step1CreateTheApplicationAndDeploymentGroupInTheProductionAccount() {
            instanceRole().putPolicy("CodeDeployDemo-EC2-Permissions", published("instance-profile"));
        }

        private void step2CreateARoleUnderTheProductionAccountForCrossAccountDeployment() {
            role().trust(published("trust-in-the-account"));
            role().putPolicy("AmazonS3FullAccess", published("s3-full-access"));
            role().putPolicy("AWSCodeDeployDeployerAccess", published("deployer-access"));
        }

        private void step3GiveTheInstanceProfilePermissionToTheBucketUnderTheDevelopmentAccount() {
            harness.aws().bucket(TwoAccounts.BUCKET).policy(published("blog-bucket"));
        }

        private void step4GiveTheUserUnderTheDevelopmentAccountAccessToTheProductionRole() {
            user().putPolicy("switch", published("assume-role"));
        }

        @Test
        void step5DeployToProductionAccountTheRevisionThatWasTested() throws InterruptedException {
            S3Revision tested = uploaded(harness.request().store());
            follow();

            assertDeployed(harness.run(RunHarness.with(request(), new DeploymentRequest.Existing(tested))));

            assertThat(notes()).noneMatch(note -> note.contains("lacks"));
        }

        @Test
        void step5DeployToProductionAccountTheWorkspaceOnceTheUserMayUpload() throws InterruptedException {
            follow();
            user().putPolicy("upload", published("codeship-s3"));

            assertDeployed(harness.run(request()));

            assertThat(notes()).containsExactly(NO_LOOKING_BACK);
            assertThat(harness.console()).anyMatch(line -> line.contains("i-0c3d4e5f  AfterInstall      Succeeded"));
        }

        /** Next steps: scope the permissions down to the bucket and the group, and trust the user only. */
        @Test
        void nextStepsScopeThePermissionsDown() throws InterruptedException {
            follow();
            role().removePolicy("AmazonS3FullAccess");
            role().removePolicy("AWSCodeDeployDeployerAccess");
            role().putPolicy("codedeploy", published("codeship-codedeploy"));
            role().trust(published("trust-in-the-user"));
            user().putPolicy("upload", published("codeship-s3"));

            assertDeployed(harness.run(request()));
        }

        @Test
        void isGreenWhenItIsChecked() throws InterruptedException {
            follow();
            user().putPolicy("upload", published("codeship-s3"));

            assertChecked(request());
        }
    }

    /** CodeDeploy user guide: Deploy an application in a different AWS account. */
    @Nested
    class UserGuide {

        private void follow() {
            dropAllPolicies();
            step3CreateResourcesAndACrossAccountRoleInTheProductionAccount();
            user().putPolicy("switch", published("assume-role"));
        }

        private void step2GrantBucketPermissionsToTheProductionAccountsInstanceProfile() {
            harness.aws().bucket(TwoAccounts.BUCKET).policy(published("guide-bucket"));
        }

        private void step3CreateResourcesAndACrossAccountRoleInTheProductionAccount() {
            instanceRole().putPolicy("CodeDeployDemo-EC2-Permissions", published("instance-profile"));
            role().trust(published("trust-in-the-account"));
            role().putPolicy("AWSCodeDeployDeployerAccess", published("deployer-access"));
        }

        private void step4UploadTheApplicationRevisionToTheBucket() {
            user().putPolicy("upload", published("codeship-s3"));
        }

        @Test
        void step5AssumeTheCrossAccountRoleAndDeployFromABucketOfTheDevelopmentAccount() throws InterruptedException {
            follow();
            role().putPolicy("AmazonS3FullAccess", published("s3-full-access"));
            step2GrantBucketPermissionsToTheProductionAccountsInstanceProfile();
            step4UploadTheApplicationRevisionToTheBucket();

            assertDeployed(harness.run(request()));

            assertThat(notes()).containsExactly(NO_LOOKING_BACK);
            assertChecked(request());
        }

        @Test
        void step5AssumeTheCrossAccountRoleAndDeployFromABucketOfTheProductionAccount() throws InterruptedException {
            follow();
            role().putPolicy("AmazonS3FullAccess", published("s3-full-access"));
            DeploymentRequest request = into(request(), PRODUCTION_BUCKET, Store.Owner.PRODUCTION, "");

            assertDeployed(harness.run(request));
            assertDeployed(harness.run(request));

            assertThat(notes()).isEmpty();
            assertThat(harness.console()).anyMatch(line -> line.contains("unchanged, not sent again"));
            assertChecked(request);
        }

        /** The guide says that the role has access to a bucket of its account; it is the instances who need it. */
        @Test
        void step5DeployWhatIsInABucketOfTheProductionAccountWithoutAnyRightToIt() throws InterruptedException {
            Store store = Stores.of(PRODUCTION_BUCKET, Store.Owner.PRODUCTION, "revisions", "");
            S3Revision tested = uploaded(store);
            follow();

            assertDeployed(harness.run(
                    RunHarness.with(RunHarness.with(request(), store), new DeploymentRequest.Existing(tested))));
        }
    }

    /** CodePipeline user guide: Create a pipeline that uses resources from another AWS account. */
    @Nested
    class PipelineGuide {

        private String key;

        @BeforeEach
        void follow() {
            dropAllPolicies();
            prerequisiteCreateAnEncryptionKey();
            configurePoliciesAndRolesInTheAccountThatWillCreateThePipeline();
            configurePoliciesAndRolesInTheAccountThatOwnsTheResource();
            user().putPolicy("upload", published("codeship-s3"));
        }

        private void prerequisiteCreateAnEncryptionKey() {
            key = harness.aws()
                    .createKey(
                            TwoAccounts.DEVELOPMENT,
                            TwoAccounts.REGION,
                            "2222222-3333333-4444-556677EXAMPLE",
                            published("key"))
                    .arn();
        }

        private void configurePoliciesAndRolesInTheAccountThatWillCreateThePipeline() {
            harness.aws().bucket(TwoAccounts.BUCKET).policy(published("pipeline-bucket"));
            user().putPolicy("switch", published("assume-any-role"));
        }

        private void configurePoliciesAndRolesInTheAccountThatOwnsTheResource() {
            instanceRole().putPolicy("bucket", published("pipeline-instance-s3"));
            instanceRole().putPolicy("key", published("pipeline-instance-key").formatted(key));
            role().trust(published("trust-in-the-user"));
            role().putPolicy("codedeploy", published("pipeline-codedeploy"));
            role().putPolicy("artifacts", published("pipeline-role-s3"));
        }

        private DeploymentRequest encrypted() {
            return into(request(), TwoAccounts.BUCKET, Store.Owner.DEVELOPMENT, key);
        }

        @Test
        void step2EditThePipelineSoThatItDeploysAnEncryptedBundle() throws InterruptedException {
            assertDeployed(harness.run(encrypted()));

            assertThat(notes()).containsExactly(NO_GROUP, NO_LOOKING_BACK, NO_TARGETS);
        }

        @Test
        void step2EditThePipelineSoThatItDeploysAnEncryptedBundleThatIsSentInParts() throws InterruptedException {
            harness.file("big.txt", incompressible(20_000_000));

            assertDeployed(harness.run(encrypted()));
        }

        @Test
        void isGreenWhenItIsChecked() throws InterruptedException {
            assertChecked(encrypted());
        }

        @Test
        void refusesTheBundleWhereTheEnvironmentNamesNoKey() throws InterruptedException {
            Result result = harness.run(request());

            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(result.error())
                    .startsWith("The bundle cannot be written to s3://my-demo-application.")
                    .contains("user/deployer", "s3:PutObject", "explicit deny");
        }

        @Test
        void tellsAFailureWithoutTheEventsToo() throws InterruptedException {
            harness.aws().nextDeployment().failsEverywhere("AfterInstall", script().exit(1));

            Result result = harness.run(encrypted());

            assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(harness.console()).contains("[prod] 3 targets: 1 failed, 2 skipped");
            assertThat(result.error()).contains("HEALTH_CONSTRAINTS");
        }
    }

    private static String incompressible(int length) {
        return new Random(1)
                .ints(length, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Codeship: Deploy to AWS CodeDeploy. */
    @Nested
    class BuildService {

        private void follow() {
            dropAllPolicies();
            prerequisites();
            iamPoliciesS3();
            iamPoliciesCodeDeploy();
        }

        /** What the guide leaves to its reader, as another guide has it. */
        private void prerequisites() {
            role().trust(published("trust-in-the-account"));
            instanceRole().putPolicy("CodeDeployDemo-EC2-Permissions", published("instance-profile"));
            harness.aws().bucket(TwoAccounts.BUCKET).policy(published("instances-read"));
            user().putPolicy("switch", published("assume-role"));
        }

        private void iamPoliciesS3() {
            user().putPolicy("upload", published("codeship-s3"));
        }

        private void iamPoliciesCodeDeploy() {
            role().putPolicy("codedeploy", published("codeship-codedeploy"));
        }

        @Test
        void configurationAddADeployment() throws InterruptedException {
            follow();

            assertDeployed(harness.run(request()));

            assertThat(notes()).containsExactly(NO_GROUP, NO_LOOKING_BACK, NO_TARGETS);
        }

        @Test
        void isGreenWhenItIsChecked() throws InterruptedException {
            follow();

            assertChecked(request());
        }
    }
}
