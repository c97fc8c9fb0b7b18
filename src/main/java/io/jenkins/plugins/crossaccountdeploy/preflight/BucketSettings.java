package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionByDefault;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;

/** How a bucket that is there lets bundles be written and read. */
final class BucketSettings {

    private final Check check;
    private final String owner;
    private final Asker writer;
    private final Asker reader;
    private final Question<String> policy;
    private final Optional<Question<Optional<ServerSideEncryptionByDefault>>> encryption;

    /**
     * Begins to ask.
     *
     * @param reader who asks
     */
    BucketSettings(Check check, String owner, Asker writer, Asker reader) {
        this.check = check;
        this.owner = owner;
        this.writer = writer;
        this.reader = reader;
        policy = reader.principal().account().equals(owner)
                ? ask(
                        BundleScope.READ_BUCKET_POLICY,
                        () -> check.s3()
                                .getBucketPolicy(request -> request.bucket(bucket())
                                        .expectedBucketOwner(owner)
                                        .overrideConfiguration(reader.override()))
                                .policy())
                : Question.omitted(
                        reader.attempt(
                                BundleScope.READ_BUCKET_POLICY, check.subject().bucketArn()),
                        "only principals of account " + owner + " may read the bucket's policy");
        encryption = check.subject().store().kmsKeyArn().isEmpty()
                ? Optional.of(ask(BundleScope.READ_DEFAULT_ENCRYPTION, this::defaultEncryption))
                : Optional.empty();
    }

    private <T> Question<T> ask(String action, Supplier<T> call) {
        return check.trips().ask(reader, action, check.subject().bucketArn(), call);
    }

    private String bucket() {
        return check.subject().store().bucket();
    }

    private Optional<ServerSideEncryptionByDefault> defaultEncryption() {
        ServerSideEncryptionConfiguration configuration = check.s3()
                .getBucketEncryption(request ->
                        request.bucket(bucket()).expectedBucketOwner(owner).overrideConfiguration(reader.override()))
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
                : check.findings().policy(topic, policy);
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
