package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

/** Whether bundles are safe in the bucket; no deployment fails if they are not. */
final class BucketProtection {

    private final String bucket;
    private final Findings findings;
    private final Question<PublicAccessBlockConfiguration> publicAccess;
    private final Question<GetBucketVersioningResponse> versioning;

    /**
     * Begins to ask.
     *
     * @param reader who asks
     * @param sparesVersioning whether there is no call left for the versioning
     */
    BucketProtection(Check check, String owner, Asker reader, boolean sparesVersioning) {
        this.bucket = check.subject().store().bucket();
        this.findings = check.findings();
        String arn = check.subject().bucketArn();
        S3Client s3 = check.s3();
        RoundTrips trips = check.trips();
        publicAccess = trips.ask(
                reader,
                BundleScope.READ_PUBLIC_ACCESS_BLOCK,
                arn,
                () -> s3.getPublicAccessBlock(request -> request.bucket(bucket)
                                .expectedBucketOwner(owner)
                                .overrideConfiguration(reader.override()))
                        .publicAccessBlockConfiguration());
        Supplier<GetBucketVersioningResponse> askForVersioning = () -> s3.getBucketVersioning(
                request -> request.bucket(bucket).expectedBucketOwner(owner).overrideConfiguration(reader.override()));
        versioning = sparesVersioning
                ? Question.omitted(reader.attempt(BundleScope.READ_VERSIONING, arn), RoundTrips.TOO_MANY)
                : trips.ask(reader, BundleScope.READ_VERSIONING, arn, askForVersioning);
    }

    /** Waits for the answers. */
    void judge() throws InterruptedException {
        findings.helpful(Topic.VERSIONING, versioning).ifPresent(answer -> {
            if (answer.status() == BucketVersioningStatus.ENABLED) {
                findings.ok(Topic.VERSIONING, versioning, "enabled");
            } else {
                findings.warning(
                        Topic.VERSIONING,
                        versioning,
                        "not enabled",
                        "Enable the versioning of bucket " + bucket
                                + ", so that a bundle that is deleted or overwritten can be brought back.");
            }
        });
        judgePublicAccess();
    }

    private void judgePublicAccess() throws InterruptedException {
        String remedy =
                "Block all public access to bucket " + bucket + ": nobody but Jenkins and the instances needs it.";
        if (publicAccess.answer().isRefusedWith("NoSuchPublicAccessBlockConfiguration")) {
            findings.warning(
                    Topic.PUBLIC_ACCESS,
                    publicAccess,
                    "not blocked by the bucket's own settings; those of its account are not seen here",
                    remedy);
            return;
        }
        findings.helpful(Topic.PUBLIC_ACCESS, publicAccess).ifPresent(block -> {
            boolean isBlocked = Stream.of(
                            block.blockPublicAcls(),
                            block.blockPublicPolicy(),
                            block.ignorePublicAcls(),
                            block.restrictPublicBuckets())
                    .allMatch(Boolean.TRUE::equals);
            if (isBlocked) {
                findings.ok(Topic.PUBLIC_ACCESS, publicAccess, "blocked");
            } else {
                findings.warning(Topic.PUBLIC_ACCESS, publicAccess, "not blocked in every way", remedy);
            }
        });
    }
}
