package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;

/** How a bucket that is there is set up, and its policy. */
final class BucketSettings {

    private final Subject subject;
    private final String bucket;
    private final String owner;
    private final Asker writer;
    private final Asker reader;
    private final RoundTrips trips;
    private final Findings findings;
    private final Question<String> policy;
    private final Optional<Question<Optional<ServerSideEncryptionByDefault>>> encryption;
    private final Question<PublicAccessBlockConfiguration> publicAccess;
    private final Question<GetBucketVersioningResponse> versioning;

    /**
     * Begins to ask.
     *
     * @param reader as whom
     * @param sparesVersioning whether there is no call left for the versioning
     */
    BucketSettings(
            S3Client s3,
            Subject subject,
            String owner,
            Asker writer,
            Asker reader,
            boolean sparesVersioning,
            RoundTrips trips,
            Findings findings) {
        this.subject = subject;
        this.bucket = subject.store().bucket();
        this.owner = owner;
        this.writer = writer;
        this.reader = reader;
        this.trips = trips;
        this.findings = findings;
        policy = reader.principal().account().equals(owner)
                ? ask(
                        "s3:GetBucketPolicy",
                        () -> s3.getBucketPolicy(request -> request.bucket(bucket)
                                        .expectedBucketOwner(owner)
                                        .overrideConfiguration(reader.override()))
                                .policy())
                : omitted(
                        "s3:GetBucketPolicy", "only principals of account " + owner + " may read the bucket's policy");
        encryption = subject.store().kmsKeyArn().isEmpty()
                ? Optional.of(ask("s3:GetEncryptionConfiguration", () -> encryption(s3)))
                : Optional.empty();
        publicAccess = ask(
                "s3:GetBucketPublicAccessBlock",
                () -> s3.getPublicAccessBlock(request -> request.bucket(bucket)
                                .expectedBucketOwner(owner)
                                .overrideConfiguration(reader.override()))
                        .publicAccessBlockConfiguration());
        versioning = sparesVersioning
                ? omitted("s3:GetBucketVersioning", "a check makes " + RoundTrips.MOST + " calls at most")
                : ask(
                        "s3:GetBucketVersioning",
                        () -> s3.getBucketVersioning(request -> request.bucket(bucket)
                                .expectedBucketOwner(owner)
                                .overrideConfiguration(reader.override())));
    }

    private <T> Question<T> ask(String action, Supplier<T> call) {
        return trips.ask(reader.attempt(action, subject.bucketArn()), reader.name(), call);
    }

    private <T> Question<T> omitted(String action, String why) {
        return Question.omitted(reader.attempt(action, subject.bucketArn()), why);
    }

    private Optional<ServerSideEncryptionByDefault> encryption(S3Client s3) {
        return s3
                .getBucketEncryption(request ->
                        request.bucket(bucket).expectedBucketOwner(owner).overrideConfiguration(reader.override()))
                .serverSideEncryptionConfiguration()
                .rules()
                .stream()
                .map(rule -> Optional.ofNullable(rule.applyServerSideEncryptionByDefault()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Waits for the rest. */
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
            if (block.blockPublicAcls()
                    && block.blockPublicPolicy()
                    && block.ignorePublicAcls()
                    && block.restrictPublicBuckets()) {
                findings.ok(Topic.PUBLIC_ACCESS, publicAccess, "blocked");
            } else {
                findings.warning(Topic.PUBLIC_ACCESS, publicAccess, "not blocked in every way", remedy);
            }
        });
    }

    /** The bucket's policy; nothing if it cannot be read, which findings then say. */
    Optional<ResourcePolicy> policy(Topic topic) throws InterruptedException {
        return policy.answer().isRefusedWith("NoSuchBucketPolicy")
                ? Optional.of(ResourcePolicy.NONE)
                : findings.policy(topic, policy);
    }

    /** What objects are encrypted with by default; asked only where the environment names no key. */
    Optional<Question<Optional<ServerSideEncryptionByDefault>>> encryption() {
        return encryption;
    }

    /** The account that the bucket belongs to. */
    String owner() {
        return owner;
    }

    /** Who writes it. */
    Asker writer() {
        return writer;
    }
}
