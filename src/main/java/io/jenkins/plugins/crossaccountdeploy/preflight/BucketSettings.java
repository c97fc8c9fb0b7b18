package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;

/** How a bucket that is there lets bundles be written and read. */
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

    /**
     * Begins to ask.
     *
     * @param reader as whom
     */
    BucketSettings(
            S3Client s3,
            Subject subject,
            String owner,
            Asker writer,
            Asker reader,
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
                        BundleScope.READ_BUCKET_POLICY,
                        () -> s3.getBucketPolicy(request -> request.bucket(bucket)
                                        .expectedBucketOwner(owner)
                                        .overrideConfiguration(reader.override()))
                                .policy())
                : Question.omitted(
                        reader.attempt(BundleScope.READ_BUCKET_POLICY, subject.bucketArn()),
                        "only principals of account " + owner + " may read the bucket's policy");
        encryption = subject.store().kmsKeyArn().isEmpty()
                ? Optional.of(ask(BundleScope.READ_DEFAULT_ENCRYPTION, () -> encryption(s3)))
                : Optional.empty();
    }

    private <T> Question<T> ask(String action, Supplier<T> call) {
        return trips.ask(reader, action, subject.bucketArn(), call);
    }

    private Optional<ServerSideEncryptionByDefault> encryption(S3Client s3) {
        ServerSideEncryptionConfiguration configuration = s3.getBucketEncryption(request ->
                        request.bucket(bucket).expectedBucketOwner(owner).overrideConfiguration(reader.override()))
                .serverSideEncryptionConfiguration();
        if (configuration == null) {
            throw SdkClientException.create("The answer is empty");
        }
        return configuration.rules().stream()
                .map(rule -> Optional.ofNullable(rule.applyServerSideEncryptionByDefault()))
                .flatMap(Optional::stream)
                .findFirst();
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
