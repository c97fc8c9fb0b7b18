package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.HastyBundler;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** S3 keeps, and bills, the parts of an upload until it is completed or aborted: whatever fails, one or the other happens. */
class UnfinishedUploadsTest extends InTwoAccounts {

    /** The attempts of the SDK at one call. */
    private static final int A_CALL = 3;

    private static final Interruption ABORT = new Interruption(Outcome.ABORTED, "aborted by Ada");

    @BeforeEach
    void needsSeveralParts() throws IOException {
        byte[] noise = new byte[HastyBundler.PART + 100_000];
        new Random(1).nextBytes(noise);
        Files.write(workspace.resolve("noise"), noise);
    }

    private Driver driver(Checkpoint from) {
        return harness.driver(from, inner -> new WrappedWorkspace(inner) {
            @Override
            public Bundle bundle(Selection selection, Destination destination)
                    throws IOException, InterruptedException {
                return HastyBundler.bundle(workspace, destination);
            }
        });
    }

    private Driver begun() {
        return driver(harness.fresh(harness.request()));
    }

    private void assertNoneIsLeft() {
        assertThat(harness.aws().bucket(TwoAccounts.BUCKET).openMultipartUploads())
                .isEmpty();
    }

    /** Nobody else knows the key of this bundle; S3 need not have got it, though. */
    @Test
    void isNotTakenForCompletedWhereItMayNotBeLookedAt() throws Exception {
        harness.aws().development().user(TwoAccounts.USER).putPolicy("deploy", """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": ["sts:*", "s3:PutObject", "s3:AbortMultipartUpload"], "Resource": "*"}]}
                """);
        harness.aws().faults().on("S3.CompleteMultipartUpload").times(A_CALL).cutBefore();

        Result result = harness.finish(begun());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.aws().deployments()).hasSize(1);
        assertNoneIsLeft();
    }

    @Test
    void isAbortedWhenTheWayToS3IsThereAgain() throws Exception {
        harness.aws().faults().on("S3.CompleteMultipartUpload").times(A_CALL).cutBefore();
        harness.aws().faults().on("S3.AbortMultipartUpload").times(4 * A_CALL).cutBefore();

        Result result = harness.finish(begun());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertNoneIsLeft();
        assertThat(harness.told("still in the bucket")).isEmpty();
        assertThat(harness.told("AbortMultipartUpload does not get through")).hasSize(1);
    }

    @Test
    void isAbortedByARunThatHasFailedAlready() throws Exception {
        harness.aws().faults().on("S3.CompleteMultipartUpload").denyAccess();
        harness.aws().faults().on("S3.AbortMultipartUpload").times(2 * A_CALL).cutBefore();

        Result result = harness.finish(begun());

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error()).contains("cannot be written to s3://" + TwoAccounts.BUCKET);
        assertNoneIsLeft();
    }

    @Test
    void isGivenUpAfterAWhileAndTheBuildEndsAsItWould() throws Exception {
        harness.aws().faults().on("S3.CompleteMultipartUpload").always().cutBefore();
        harness.aws().faults().on("S3.AbortMultipartUpload").always().fail();
        Driver driver = begun();
        harness.until(driver, Stage.Bundling.class);
        harness.pass(driver, Duration.ofMinutes(10));
        driver.interrupt(ABORT);
        Instant aborted = harness.aws().clock().instant();

        Result result = harness.finish(driver);

        assertThat(result.outcome()).isEqualTo(Outcome.ABORTED);
        assertThat(result.error()).contains("aborted by Ada");
        assertThat(harness.told("is still in the bucket (InternalError")).hasSize(1);
        assertThat(Duration.between(aborted, harness.aws().clock().instant()))
                .as("what is left of a quarter of an hour")
                .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
    }

    @Test
    void isForALifecycleRuleWhereItMayNotBeAborted() throws Exception {
        harness.aws().faults().on("S3.CompleteMultipartUpload").times(A_CALL).cutBefore();
        harness.aws().faults().on("S3.AbortMultipartUpload").always().denyAccess();

        Result result = harness.finish(begun());

        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("is still in the bucket (s3:AbortMultipartUpload is not allowed"))
                .hasSize(1);
    }
}
