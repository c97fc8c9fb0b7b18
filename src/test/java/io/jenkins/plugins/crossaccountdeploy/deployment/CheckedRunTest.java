package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Encryption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is checked beside the bundling, and what becomes of a run then. */
@Timeout(120)
class CheckedRunTest extends InTwoAccounts {

    private static final String INSTANCES = "arn:aws:iam::222222222222:role/CodeDeployDemo-EC2";

    @BeforeEach
    void haveThreads() {
        harness.controller().hasThreadsForChecks();
    }

    private Bucket bucket() {
        return harness.aws().bucket(TwoAccounts.BUCKET);
    }

    private User user() {
        return harness.aws().development().user(TwoAccounts.USER);
    }

    private void mayRead(String... actions) {
        user().putPolicy(
                        "check",
                        "{\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":\"*\",\"Action\":[\""
                                + String.join("\",\"", actions) + "\"]}]}");
    }

    private DeploymentRequest request(String... instanceRoles) {
        return RunHarness.with(
                harness.request(),
                new DeploymentRequest.Target(TwoAccounts.APPLICATION, TwoAccounts.GROUP, "", List.of(instanceRoles)));
    }

    /** Encrypts the bucket with a key that everybody may use. */
    private KmsKey encrypt() {
        KmsKey key = harness.aws().createKey(TwoAccounts.DEVELOPMENT, TwoAccounts.REGION, "0f1e", """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                          "Principal": {"AWS": ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]},
                          "Action": "kms:*", "Resource": "*"}]}
                        """);
        bucket().encryption(Encryption.kms(key.arn()));
        String use = "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}]}";
        user().putPolicy("key", use);
        harness.aws().production().role(TwoAccounts.INSTANCE_ROLE).putPolicy("key", use);
        return key;
    }

    private void big() {
        harness.file(
                "big.txt",
                new Random(1)
                        .ints(20_000_000, ' ', '~')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    private void assertDeployed(Result result) {
        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
    }

    private void assertNothingSent() {
        assertThat(harness.aws().calls().operations())
                .noneMatch(call -> call.startsWith("S3.PutObject")
                        || call.startsWith("S3.CreateMultipart")
                        || call.startsWith("S3.UploadPart"));
        assertThat(bucket().objects()).isEmpty();
        assertThat(harness.aws().deployments()).isEmpty();
    }

    @Test
    void tellsInOneLineThatAllIsWell() throws Exception {
        mayRead("s3:GetBucketPolicy");

        assertDeployed(harness.run(request(INSTANCES)));

        List<String> console = harness.console();
        assertThat(harness.told(" check ")).containsExactly("[prod] check   4 OK");
        assertThat(console.indexOf("[prod] check   4 OK"))
                .isLessThan(console.indexOf(harness.told("] bundle ").get(0)));
    }

    @Test
    void addsThreeCallsToADeployment() throws Exception {
        harness.run(harness.request());
        List<String> calls = untilDeployed(harness);
        for (String added : List.of("S3.HeadBucket", "S3.GetBucketPolicy", "S3.GetBucketEncryption")) {
            assertThat(calls.remove(added)).as(added).isTrue();
        }
        try (RunHarness unchecked =
                new RunHarness(workspace, io.jenkins.plugins.crossaccountdeploy.simulator.Scenario.twoAccounts())) {
            unchecked.run(unchecked.request());

            assertThat(calls).containsExactlyElementsOf(untilDeployed(unchecked));
        }
    }

    private static List<String> untilDeployed(RunHarness run) {
        List<String> calls = run.aws().calls().operations();
        return new ArrayList<>(calls.subList(0, calls.indexOf("CodeDeploy.CreateDeployment")));
    }

    @Test
    void isSilentAboutWhatMayNotBeRead() throws Exception {
        user().removeStatement("deploy", "FindBundles");

        assertDeployed(harness.run(request(INSTANCES)));

        assertThat(harness.told(" check ")).isEmpty();
    }

    @Test
    void asksAsTheRoleWhatItsSessionMayAlone() throws Exception {
        try (RunHarness other = new RunHarness(
                        workspace, io.jenkins.plugins.crossaccountdeploy.simulator.Scenario.named("production-bucket"))
                .withApplication()) {
            other.controller().hasThreadsForChecks();
            DeploymentRequest request = RunHarness.with(
                    other.request(), Stores.of("my-production-application", Store.Owner.PRODUCTION, "revisions", ""));

            assertDeployed(other.run(request));

            assertThat(other.aws().calls().operations())
                    .contains("S3.HeadBucket")
                    .doesNotContain("S3.GetBucketPolicy", "S3.GetBucketEncryption");
            assertThat(other.told(" check ")).containsExactly("[prod] check   2 OK");
        }
    }

    @Test
    void endsBeforeItSendsWhatNoInstanceMayFetch() throws Exception {
        mayRead("s3:GetBucketPolicy");
        bucket().removeStatement("InstancesRead");
        bucket().removeStatement("ServiceReads");
        big();

        Result result = harness.run(request(INSTANCES));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .startsWith("The bundle is not deployed, since that cannot succeed: reading: the policy of bucket"
                        + " my-demo-application does not allow " + INSTANCES + " s3:GetObject. Add to")
                .contains("\"s3:GetObjectVersion\"");
        assertNothingSent();
    }

    @Test
    void endsBeforeItSendsWhatNobodyOfTheInstancesAccountMayFetch() throws Exception {
        mayRead("s3:GetBucketPolicy");
        bucket().removePolicy();

        Result result = harness.run(request());

        assertThat(result.error())
                .contains("does not allow any principal of account 222222222222 s3:GetObject")
                .contains("arn:aws:iam::222222222222:root");
        assertNothingSent();
    }

    @Test
    void endsThoughTheBundleIsThereAlready() throws Exception {
        mayRead("s3:GetBucketPolicy");
        assertDeployed(harness.run(request()));
        bucket().removePolicy();
        int deployments = harness.aws().deployments().size();

        Result result = harness.run(request());

        assertThat(result.error()).contains("does not allow any principal of account 222222222222");
        assertThat(harness.aws().deployments()).hasSize(deployments);
    }

    @Test
    void warnsOfARoleThatMayNotFetchAndDeploys() throws Exception {
        mayRead("s3:GetBucketPolicy");
        String stale = "arn:aws:iam::222222222222:role/Instances-of-last-year";

        assertDeployed(harness.run(request(INSTANCES, stale)));

        assertThat(harness.told(" check "))
                .singleElement()
                .asString()
                .startsWith("[prod] check   WARNING  reading: the policy of bucket my-demo-application does not allow "
                        + stale);
    }

    @Test
    void saysInWhichRegionTheBucketIs() throws Exception {
        harness.aws().createBucket(TwoAccounts.DEVELOPMENT, "far-away", "us-east-1");
        mayRead("s3:*");

        Result result = harness.run(
                RunHarness.with(harness.request(), Stores.of("far-away", Store.Owner.DEVELOPMENT, "revisions", "")));

        assertThat(result.error())
                .contains("s3://far-away is in us-east-1, the environment in eu-west-1", "name a bucket of eu-west-1");
        assertNothingSent();
    }

    @Test
    void saysThatABucketIsSomebodyElses() throws Exception {
        harness.aws()
                .createBucket(TwoAccounts.PRODUCTION, "of-others", TwoAccounts.REGION)
                .policy("""
                        {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*",
                          "Resource": ["arn:aws:s3:::of-others", "arn:aws:s3:::of-others/*"]}]}
                        """);
        mayRead("s3:*");

        Result result = harness.run(
                RunHarness.with(harness.request(), Stores.of("of-others", Store.Owner.DEVELOPMENT, "revisions", "")));

        assertThat(result.error()).contains("s3://of-others does not belong to account 111111111111");
        assertNothingSent();
    }

    @Test
    void saysThatTheBucketsKeyIsDisabledBeforeItSends() throws Exception {
        encrypt().enabled(false);

        Result result = harness.run(request());

        assertThat(result.error()).contains("KMS key: arn:aws:kms:eu-west-1:111111111111:key/0f1e is Disabled");
        assertNothingSent();
    }

    /** It may be encrypted with another key, or with none. */
    @Test
    void deploysABundleThatIsThereAlreadyWhateverTheKeyIs() throws Exception {
        assertDeployed(harness.run(request()));
        encrypt().enabled(false);

        assertDeployed(harness.run(request()));

        assertThat(harness.told("is Disabled")).singleElement().asString().startsWith("[prod] check   FAILED");
    }

    @Test
    void leavesNothingBehindWhenTheCheckTakesLongerThanTheFirstParts() throws Exception {
        mayRead("s3:GetBucketPolicy");
        bucket().removePolicy();
        big();
        Faults.Fault slow = harness.aws().faults().on("S3.GetBucketPolicy").block();
        Faults.Fault stuck = harness.aws().faults().on("S3.UploadPart").block();
        Thread unblocking = new Thread(() -> {
            try {
                stuck.awaitHit();
                slow.end();
                stuck.end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        unblocking.start();

        Result result = harness.run(request());
        unblocking.join();

        assertThat(result.error()).contains("does not allow any principal of account 222222222222");
        assertThat(bucket().objects()).isEmpty();
        assertThat(bucket().openMultipartUploads()).isEmpty();
    }

    @Test
    void waitsForNoCheckThatHangs() throws Exception {
        harness.aws().faults().on("S3.HeadBucket").always().block();
        long begun = System.nanoTime();

        assertDeployed(harness.run(request()));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        assertThat(harness.told(" check ")).isEmpty();
    }

    @Test
    void failsNoDeploymentOverWhatPasses() throws Exception {
        for (String operation : List.of("S3.HeadBucket", "S3.GetBucketPolicy", "S3.GetBucketEncryption")) {
            Faults.Fault[] faults = {
                harness.aws().faults().on(operation).always().unavailable(),
                harness.aws().faults().on(operation).always().firewall(),
                harness.aws().faults().on(operation).always().bareStatus(404),
                harness.aws().faults().on(operation).always().malformed(),
                harness.aws().faults().on(operation).always().cutBefore()
            };
            for (Faults.Fault fault : faults) {
                assertDeployed(harness.run(request(INSTANCES)));
                fault.end();
            }
        }
        assertThat(harness.told("WARNING")).isEmpty();
        assertThat(harness.told("FAILED")).isEmpty();
    }

    @Test
    void goesOnAfterARestartWithACheckOfItsOwn() throws Exception {
        harness.until(request(), Stage.Bundling.class);

        assertDeployed(harness.finish(harness.driver(harness.saved())));

        assertThat(harness.told(" check ")).containsExactly("[prod] check   3 OK");
    }

    @Test
    void endsWithTheRunThatIsAborted() throws Exception {
        Faults.Fault hanging =
                harness.aws().faults().on("S3.HeadBucket").always().block();
        Driver driver = harness.until(request(), Stage.Bundling.class);
        Thread bundler = Thread.currentThread();
        new Thread(() -> {
                    try {
                        hanging.awaitHit();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    bundler.interrupt();
                })
                .start();

        org.assertj.core.api.Assertions.assertThatThrownBy(driver::step).isInstanceOf(InterruptedException.class);
        driver.interrupt(new Interruption(Outcome.ABORTED, "by Ada"));

        assertThat(harness.finish(driver).outcome()).isEqualTo(Outcome.ABORTED);
        assertNothingSent();
    }

    @Test
    void tellsTheOneReasonOfTwo() throws Exception {
        harness.aws().faults().on("S3.PutObject").always().denyAccess();
        mayRead("s3:*");
        bucket().removePolicy();

        assertThat(harness.run(request()).error()).startsWith("The bundle is not deployed, since that cannot succeed");
    }

    @Test
    void leavesAWorkspaceThatCannotBeBundledToItsOwnLine() throws Exception {
        mayRead("s3:GetBucketPolicy");
        bucket().removePolicy();
        harness.file("appspec.yml", "version: 0.0\nos: linux\nfiles:\n  - source: gone\n    destination: /x\n");

        assertThat(harness.run(request()).error()).contains("appspec.yml:4");
    }
}
