package io.jenkins.plugins.crossaccountdeploy.revision;

import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.SentPart;
import io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The requests that write a bundle's object, each good for those very bytes only. An object that is there already is never
 * replaced: S3 refuses that with status 412.
 */
final class BundleWriter {

    /** Long enough for a part of 8 MiB over a slow line; an expired request is simply signed again. */
    private static final Duration SIGNATURE_LIFE = Duration.ofMinutes(15);

    /**
     * In characters. S3 takes <a
     * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html">2 KB in all</a>, names included. The
     * end is kept, since that is where jobs and their URLs differ.
     */
    private static final int LONGEST_METADATA = 512;

    /** The condition that no object is there, see <a
     * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">conditional writes</a>. */
    private static final String NO_OBJECT = "*";

    private final BundleObject object;
    private final BucketAccess bucket;
    private final Map<String, String> metadata;

    /** @param metadata to keep with the object, besides the digest */
    BundleWriter(BundleObject object, Map<String, String> metadata) {
        this.object = object;
        this.bucket = object.bucket();
        this.metadata = fitting(metadata);
        this.metadata.put(BundleObject.DIGEST, object.contents().digest());
    }

    /** In the characters of HTTP headers, and shortened to what S3 takes. */
    private static Map<String, String> fitting(Map<String, String> metadata) {
        Map<String, String> fitting = new TreeMap<>();
        metadata.forEach((name, value) -> {
            String ascii = value.replaceAll("[^\\x20-\\x7e]", "?");
            fitting.put(
                    name,
                    ascii.substring(Math.max(0, ascii.length() - LONGEST_METADATA))
                            .strip());
        });
        return fitting;
    }

    /** Signs the request that sends the archive in one. */
    SignedRequest signWhole(Part part) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(bucket.store().bucket())
                .key(object.key())
                .ifNoneMatch(NO_OBJECT)
                .expectedBucketOwner(bucket.owner())
                .metadata(metadata)
                .contentType(object.contents().format().contentType())
                .contentLength(part.length())
                .checksumCRC32C(part.crc32c());
        if (!bucket.store().kmsKeyArn().isEmpty()) {
            put.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                    .ssekmsKeyId(bucket.store().kmsKeyArn());
        }
        try (S3Presigner presigner = bucket.presigner()) {
            return signed(presigner.presignPutObject(
                    request -> request.signatureDuration(SIGNATURE_LIFE).putObjectRequest(put.build())));
        }
    }

    /** Signs the request that sends a part of a multipart upload. */
    SignedRequest signPart(Part part, String uploadId) {
        UploadPartRequest put = UploadPartRequest.builder()
                .bucket(bucket.store().bucket())
                .key(object.key())
                .uploadId(uploadId)
                .partNumber(part.number())
                .expectedBucketOwner(bucket.owner())
                .contentLength(part.length())
                .checksumCRC32C(part.crc32c())
                .build();
        try (S3Presigner presigner = bucket.presigner()) {
            return signed(presigner.presignUploadPart(
                    request -> request.signatureDuration(SIGNATURE_LIFE).uploadPartRequest(put)));
        }
    }

    private static SignedRequest signed(PresignedRequest request) {
        return new SignedRequest(
                URI.create(request.url().toString()),
                request.signedHeaders().entrySet().stream()
                        .filter(header -> !header.getKey().equalsIgnoreCase("host")
                                && !header.getKey().equalsIgnoreCase("content-length"))
                        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.copyOf(header.getValue()))));
    }

    /** Begins a multipart upload. On a thread that nobody interrupts: else the SDK would forget one that S3 has begun. */
    PendingUpload begin() {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket.store().bucket())
                .key(object.key())
                .expectedBucketOwner(bucket.owner())
                .metadata(metadata)
                .contentType(object.contents().format().contentType())
                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                .overrideConfiguration(bucket.asWriter());
        if (!bucket.store().kmsKeyArn().isEmpty()) {
            request.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                    .ssekmsKeyId(bucket.store().kmsKeyArn());
        }
        try {
            String id = CompletableFuture.supplyAsync(
                            () -> bucket.s3()
                                    .createMultipartUpload(request.build())
                                    .uploadId(),
                            task -> new Thread(task, "begin-upload").start())
                    .join();
            return new PendingUpload(object.key(), id);
        } catch (CompletionException e) {
            if (e.getCause() instanceof SdkException refused) {
                throw refused;
            }
            throw e;
        }
    }

    /**
     * Completes a multipart upload.
     *
     * @throws software.amazon.awssdk.services.s3.model.S3Exception with status 412 if an object is there
     */
    S3Revision complete(String uploadId, List<SentPart> sent) {
        List<CompletedPart> parts = sent.stream()
                .map(one -> CompletedPart.builder()
                        .partNumber(one.part().number())
                        .eTag(one.eTag())
                        .checksumCRC32C(one.part().crc32c())
                        .build())
                .toList();
        var completed = bucket.s3()
                .completeMultipartUpload(
                        request -> request.bucket(bucket.store().bucket())
                                .key(object.key())
                                .uploadId(uploadId)
                                .ifNoneMatch(NO_OBJECT)
                                .multipartUpload(upload -> upload.parts(parts))
                                .expectedBucketOwner(bucket.owner())
                                .overrideConfiguration(bucket.asWriter()));
        return object.revision(completed.eTag(), completed.versionId());
    }
}
