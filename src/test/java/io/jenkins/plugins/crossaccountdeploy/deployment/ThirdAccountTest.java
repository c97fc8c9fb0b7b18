package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bucket is in an account of its own, which neither Jenkins nor the instances belong to. */
class ThirdAccountTest extends InTwoAccounts {

    private static final String THIRD = "333333333333";
    private static final String BUCKET = "artifacts-of-all";
    private static final String OBJECTS = "arn:aws:s3:::" + BUCKET + "/revisions/*";
    private static final List<String> WRITE = List.of("s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload");

    private Bucket bucket;

    @BeforeEach
    void createTheBucket() {
        harness.aws().createAccount(THIRD);
        bucket = harness.aws().createBucket(THIRD, BUCKET, TwoAccounts.REGION);
        bucket.policy(new Policy(List.of(
                        Statement.allow(WRITE, List.of(OBJECTS))
                                .named("JenkinsWrites")
                                .of(List.of("arn:aws:iam::111111111111:user/deployer")),
                        Statement.allow(List.of("s3:GetObject", "s3:GetObjectVersion"), List.of(OBJECTS))
                                .named("InstancesRead")
                                .of(List.of("arn:aws:iam::222222222222:role/" + TwoAccounts.INSTANCE_ROLE))))
                .json());
        user().putPolicy(
                        "artifacts",
                        new Policy(List.of(
                                        Statement.allow(WRITE, List.of(OBJECTS)).named("WriteBundles")))
                                .json());
    }

    private User user() {
        return harness.aws().development().user(TwoAccounts.USER);
    }

    private DeploymentRequest request(String account) {
        return RunHarness.with(harness.request(), new Store(BUCKET, Store.Owner.THIRD, account, "revisions", "", true));
    }

    @Test
    void isWrittenByTheDevelopmentPrincipal() throws InterruptedException {
        Result result = harness.run(request(THIRD));

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().calls().of("S3.PutObject"))
                .isNotEmpty()
                .allMatch(call -> call.principal().equals("arn:aws:iam::111111111111:user/deployer"));
    }

    @Test
    void isTheOnlyBucketOfThatNameThatIsWritten() throws InterruptedException {
        Result result = harness.run(request("444444444444"));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .contains("the policy of bucket artifacts-of-all in account 444444444444")
                .contains("see whether the bucket belongs to that account");
        assertThat(harness.aws().calls().of("S3.PutObject")).noneMatch(call -> call.succeeded());
    }

    @Test
    void hasToLetThePrincipalInAndSoHasItsOwnPolicy() throws InterruptedException {
        bucket.removeStatement("JenkinsWrites");

        String error = harness.run(request(THIRD)).error();

        assertThat(error)
                .contains("Development account 111111111111, user/deployer, s3:PutObject on " + OBJECTS)
                .contains("the policy of bucket artifacts-of-all in account 333333333333")
                .contains("\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:user/deployer\"}");
    }

    @Test
    void isNotWrittenByWhomTheirOwnAccountDoesNotLet() throws InterruptedException {
        user().removeStatement("artifacts", "WriteBundles");

        String error = harness.run(request(THIRD)).error();

        assertThat(error).contains("polic").contains("this principal").contains("\"Action\":[\"s3:PutObject\"]");
    }
}
