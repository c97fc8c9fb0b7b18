package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Action;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Until;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RoleSession;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that uploads a bundle and deploys nothing. */
@Timeout(120)
class PushTest extends InTwoAccounts {

    @BeforeEach
    void haveThreads() {
        harness.controller().hasThreadsForChecks();
    }

    static DeploymentRequest push(DeploymentRequest request) {
        return RunHarness.with(
                RunHarness.with(request, new DeploymentRequest.Target("", "", "")),
                new Options(
                        true,
                        Duration.ZERO,
                        WhenBusy.WAIT,
                        OnAbort.STOP,
                        false,
                        LogLevel.NORMAL,
                        Action.PUSH,
                        Until.END));
    }

    private DeploymentRequest push() {
        return push(harness.request());
    }

    private Revision pushed(Result result) {
        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.PUSHED);
        assertThat(result.outcome().isGood()).isTrue();
        assertThat(result.deploymentId()).isEmpty();
        return result.revision().orElseThrow();
    }

    private void assertNothingSent() {
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).objects()).isEmpty();
        assertThat(harness.aws().calls().operations())
                .noneMatch(call -> call.startsWith("S3.Put") || call.startsWith("S3.CreateMultipart"));
    }

    @Test
    void asksNeitherTheRoleNorCodeDeploy() throws Exception {
        harness.production().trust("{\"Version\": \"2012-10-17\", \"Statement\": []}");

        Revision revision = pushed(harness.run(push()));

        assertThat(harness.aws().calls().operations())
                .contains("S3.PutObject")
                .noneMatch(call -> call.startsWith("CodeDeploy.") || call.equals("STS.AssumeRole"));
        assertThat(harness.console()).first().isEqualTo("[prod] push to s3://my-demo-application, eu-west-1");
        assertThat(harness.console())
                .last()
                .isEqualTo("[prod] PUSHED, not deployed: deploy it with revision: '" + revision.address() + "'");
        assertThat(harness.told("] upload ")).hasSize(1);
    }

    @Test
    void leavesWhatAnotherRunDeploysByItsAddress() throws Exception {
        Revision revision = pushed(harness.run(push()));
        String printed = harness.told("PUSHED").get(0).replaceFirst(".*revision: '(.*)'", "$1");
        assertThat(Revision.parse(printed)).contains(revision);

        Result deployed = harness.run(RunHarness.with(
                harness.request(),
                new DeploymentRequest.Existing(Revision.parse(printed).get())));

        assertThat(deployed.outcome()).as(deployed.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().deployments()).hasSize(1);
    }

    @Test
    void sendsNothingTwice() throws Exception {
        Revision first = pushed(harness.run(push()));

        assertThat(pushed(harness.run(push()))).isEqualTo(first);

        assertThat(harness.aws().calls().count("S3.PutObject")).isEqualTo(1);
        assertThat(harness.told("unchanged, not sent again")).hasSize(1);
    }

    @Test
    void asksForTheBucketAlone() throws Exception {
        harness.run(push());

        assertThat(harness.aws().calls().operations())
                .containsExactlyInAnyOrder("STS.GetCallerIdentity", "S3.HeadBucket", "S3.GetObject", "S3.PutObject");
        assertThat(harness.told("] check ")).containsExactly("[prod] check   2 OK");
    }

    @Test
    void succeedsThoughNobodyCouldFetchTheBundle() throws Exception {
        harness.aws().bucket(TwoAccounts.BUCKET).removePolicy();

        pushed(harness.run(push()));

        assertThat(harness.told("WARNING")).isEmpty();
    }

    @Test
    void sendsNothingToABucketOfAnotherRegion() throws Exception {
        harness.aws().createBucket(TwoAccounts.DEVELOPMENT, "elsewhere", "us-east-1");
        Store store = Stores.of("elsewhere", Store.Owner.DEVELOPMENT, "", "");

        Result result = harness.run(RunHarness.with(push(), store));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .startsWith("The bundle is not uploaded, since that cannot succeed: ")
                .contains("s3://elsewhere is in us-east-1, the environment in eu-west-1")
                .hasLineCount(1);
        assertNothingSent();
    }

    @Test
    void needsTheRoleThatWritesTheBucketAndNoMoreOfIt() throws Exception {
        harness.aws().createBucket(TwoAccounts.PRODUCTION, "releases", TwoAccounts.REGION);
        harness.production().putPolicy("releases", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
                """);
        DeploymentRequest push =
                RunHarness.with(push(), Stores.of("releases", Store.Owner.PRODUCTION, "revisions", ""));

        S3Revision revision = (S3Revision) pushed(harness.run(push));

        assertThat(revision.bucket()).isEqualTo("releases");
        assertThat(harness.aws().sessions())
                .isNotEmpty()
                .extracting(RoleSession::sessionPolicy)
                .allSatisfy(policy -> assertThat(policy.orElseThrow().text())
                        .contains("s3:PutObject")
                        .doesNotContain("codedeploy"));
        assertThat(harness.told("] role ")).hasSize(1);
        assertThat(harness.aws().calls().operations()).noneMatch(call -> call.startsWith("CodeDeploy."));
    }

    @Test
    void saysThatTheRoleWhichWritesTheBucketCannotBeAssumed() throws Exception {
        harness.production().trust("{\"Version\": \"2012-10-17\", \"Statement\": []}");

        Result result =
                harness.run(RunHarness.with(push(), Stores.of("releases", Store.Owner.PRODUCTION, "revisions", "")));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .startsWith("The role CrossAccountRole cannot be assumed")
                .hasLineCount(1);
    }

    @Test
    void takesAnAppSpecForEcsForTheRevisionAndUploadsNothing() throws Exception {
        harness.file("appspec.yml", """
                version: 0.0
                Resources:
                  - TargetService:
                      Type: AWS::ECS::Service
                      Properties:
                        TaskDefinition: arn:aws:ecs:eu-west-1:222222222222:task-definition/shop:8
                        LoadBalancerInfo:
                          ContainerName: shop
                          ContainerPort: 80
                """);

        Revision revision = pushed(harness.run(push()));

        assertThat(revision).isInstanceOf(AppSpecRevision.class);
        assertThat(Revision.parse(revision.address())).contains(revision);
        assertThat(harness.console())
                .last()
                .isEqualTo("[prod] PUSHED, not deployed: the AppSpec by itself is the revision " + revision.uri()
                        + ", and nothing is uploaded. Deploy it with the revision of this result");
        assertNothingSent();
    }

    @Test
    void refusesAFaultyAppSpec() throws Exception {
        harness.file("appspec.yml", "version: 1.0\nos: linux\n");

        Result result = harness.run(push());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).startsWith("appspec.yml:1: ").hasLineCount(1);
        assertNothingSent();
    }

    @Test
    void saysWhoMayNotWriteTheBucket() throws Exception {
        harness.aws().faults().on("S3.PutObject").always().denyAccess();

        Result result = harness.run(push());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("user/deployer", "s3:PutObject").hasLineCount(1);
    }

    @Test
    void endsAsItWouldHaveWhereverTheControllerCrashes() throws Exception {
        for (int crash = 0; ; crash++) {
            Driver driver = harness.driver(harness.fresh(push()));
            harness.file("index.html", "crashes after step " + crash);
            for (int step = 0; step < crash && !driver.deployment().isDone(); step++) {
                harness.aws().clock().advance(driver.step());
            }
            if (driver.deployment().isDone()) {
                break;
            }
            Driver again = harness.driver(crash == 0 ? harness.fresh(push()) : harness.saved());
            pushed(harness.finish(again));
        }
        assertThat(harness.aws().calls().operations()).noneMatch(call -> call.startsWith("CodeDeploy."));
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).objects()).hasSizeGreaterThan(2);
    }

    @Test
    void leavesNothingBehindWhenItIsAborted() throws Exception {
        Driver driver = harness.until(push(), Stage.Bundling.class);

        driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertNothingSent();
    }

    @Test
    void isRefusedByWhatForbidsTheEnvironmentMeanwhile() throws Exception {
        harness.allow(request -> java.util.Optional.of("The job may not deploy to prod."));

        Result result = harness.run(push());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("The job may not deploy to prod.");
        assertThat(List.copyOf(harness.aws().calls().list())).isEmpty();
    }
}
