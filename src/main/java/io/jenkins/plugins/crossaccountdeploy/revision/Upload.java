package io.jenkins.plugins.crossaccountdeploy.revision;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.BundleTail;
import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SentPart;
import io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * One bundle's way into the bucket, seen from the controller: it has the credentials, and signs for the agent one request
 * a part, each good for those very bytes only.
 *
 * <p>Whatever goes wrong, {@link #abort} of what {@link #end} gives leaves no half-sent parts behind. What only S3 knows
 * of, because its answer to CreateMultipartUpload was lost, is for a lifecycle rule of the bucket to abort.
 */
public final class Upload implements Destination {

    /** Long enough for a part of 8 MiB over a slow line; an expired request is simply signed again. */
    private static final Duration SIGNATURE_LIFE = Duration.ofMinutes(15);

    /**
     * In characters. S3 takes <a
     * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html">2 KB in all</a>, names included. The
     * end is kept, since that is where jobs and their URLs differ.
     */
    private static final int LONGEST_METADATA = 512;

    private final Accounts accounts;
    private final Store store;
    private final Listener listener;
    private final Map<String, String> metadata;
    private final String job;
    private volatile SdkException failure;
    private volatile String digest = "";
    private PendingUpload pending = PendingUpload.NONE;
    private Optional<S3Revision> found = Optional.empty();
    private boolean ended;

    /** Hears how an upload goes. */
    public interface Listener {

        /** A multipart upload has begun: until it is completed or aborted, S3 keeps and bills its parts. */
        void begun(PendingUpload upload);

        /** What is there cannot be read, so that an unchanged bundle is sent again. */
        void cannotLook(S3Exception refused);

        void progress(Progress progress);
    }

    /**
     * @param job full name of the job, part of the object's key
     * @param metadata to keep with the object, besides the digest: at most three long texts. Metadata rather than tags, which
     *     would take one more permission (s3:PutObjectTagging)
     */
    public Upload(Accounts accounts, Store store, String job, Map<String, String> metadata, Listener listener) {
        this.accounts = accounts;
        this.store = store;
        this.job = job;
        this.metadata = Map.copyOf(metadata);
        this.listener = listener;
    }

    @Override
    public synchronized boolean holds(Contents contents) throws IOException {
        digest = contents.digest();
        found = onController(this::find);
        return found.isPresent();
    }

    private String key() {
        return store.key(job, digest);
    }

    /** Something that AWS may refuse. */
    private interface Call<T> {
        T make();
    }

    /** The agent hears that something failed, and no more: it knows nothing of AWS. */
    private <T> T onController(Call<T> call) throws IOException {
        try {
            return call.make();
        } catch (SdkException refused) {
            // The other parts are given up when one fails; only the first failure is a reason.
            if (failure == null) {
                failure = refused;
            }
            throw new IOException("the controller has ended the upload");
        }
    }

    /** What AWS refused to the controller while the agent was at work. */
    public Optional<SdkException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Ends an upload that will not be completed. Nothing is signed from now on, and no multipart upload begins: one that is
     * about to, because the agent has not heard of the end, is waited for.
     *
     * @return what to {@link #abort}
     */
    public synchronized PendingUpload end() {
        ended = true;
        return pending;
    }

    /**
     * Reads the end of the object, which only a whole bundle of these contents has: a truncated or foreign object is
     * overwritten, never deployed.
     */
    private Optional<S3Revision> find() {
        try {
            ResponseBytes<GetObjectResponse> tail = accounts.s3()
                    .getObject(
                            request -> request.bucket(store.bucket())
                                    .key(key())
                                    .range("bytes=-" + BundleTail.LENGTH)
                                    .expectedBucketOwner(owner())
                                    .overrideConfiguration(as(writer())),
                            ResponseTransformer.toBytes());
            GetObjectResponse object = tail.response();
            return BundleTail.isWhole(size(object), tail.asByteArrayUnsafe(), digest)
                    ? Optional.of(revision(object.eTag(), object.versionId()))
                    : Optional.empty();
        } catch (S3Exception refused) {
            if ("AccessDenied".equals(refused.awsErrorDetails().errorCode())) {
                listener.cannotLook(refused);
                return Optional.empty();
            }
            if ("NoSuchKey".equals(refused.awsErrorDetails().errorCode()) || refused.statusCode() == 416) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** What was given, in the characters of HTTP headers and shortened to what S3 takes, and the digest. */
    private Map<String, String> metadata() {
        Map<String, String> all = new TreeMap<>();
        metadata.forEach((name, value) -> {
            String ascii = value.replaceAll("[^\\x20-\\x7e]", "?");
            all.put(
                    name,
                    ascii.substring(Math.max(0, ascii.length() - LONGEST_METADATA))
                            .strip());
        });
        all.put("bundle-digest", digest);
        return all;
    }

    private static long size(GetObjectResponse object) {
        String range = object.contentRange();
        return range == null ? object.contentLength() : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
    }

    @Override
    public synchronized SignedRequest sign(Part part) throws IOException {
        if (ended) {
            throw new IOException("the upload has ended");
        }
        return onController(() -> {
            try (S3Presigner presigner = accounts.presigner(writer())) {
                return part.whole() ? signWhole(presigner, part) : signPart(presigner, part);
            }
        });
    }

    private SignedRequest signWhole(S3Presigner presigner, Part part) {
        PutObjectRequest.Builder object = PutObjectRequest.builder()
                .bucket(store.bucket())
                .key(key())
                .expectedBucketOwner(owner())
                .metadata(metadata())
                .contentType("application/zip")
                .contentLength(part.length())
                .checksumCRC32C(part.crc32c());
        if (!store.kmsKeyArn().isEmpty()) {
            object.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(store.kmsKeyArn());
        }
        return signed(presigner.presignPutObject(
                request -> request.signatureDuration(SIGNATURE_LIFE).putObjectRequest(object.build())));
    }

    private SignedRequest signPart(S3Presigner presigner, Part part) {
        UploadPartRequest signed = UploadPartRequest.builder()
                .bucket(store.bucket())
                .key(key())
                .uploadId(multipart())
                .partNumber(part.number())
                .expectedBucketOwner(owner())
                .contentLength(part.length())
                .checksumCRC32C(part.crc32c())
                .build();
        return signed(presigner.presignUploadPart(
                request -> request.signatureDuration(SIGNATURE_LIFE).uploadPartRequest(signed)));
    }

    private static SignedRequest signed(PresignedRequest request) {
        return new SignedRequest(
                URI.create(request.url().toString()),
                request.signedHeaders().entrySet().stream()
                        .filter(header -> !header.getKey().equalsIgnoreCase("host")
                                && !header.getKey().equalsIgnoreCase("content-length"))
                        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.copyOf(header.getValue()))));
    }

    /** Begins the multipart upload with the first part that needs it. */
    private String multipart() {
        if (pending.isNone()) {
            CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                    .bucket(store.bucket())
                    .key(key())
                    .expectedBucketOwner(owner())
                    .metadata(metadata())
                    .contentType("application/zip")
                    .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                    .overrideConfiguration(as(writer()));
            if (!store.kmsKeyArn().isEmpty()) {
                request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(store.kmsKeyArn());
            }
            pending = new PendingUpload(key(), begin(request.build()));
            listener.begun(pending);
        }
        return pending.id();
    }

    /** On a thread that nobody interrupts: else the SDK would forget an upload that S3 has begun. */
    private String begin(CreateMultipartUploadRequest request) {
        try {
            return CompletableFuture.supplyAsync(
                            () -> accounts.s3().createMultipartUpload(request).uploadId(),
                            task -> new Thread(task, "begin-upload").start())
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SdkException refused) {
                throw refused;
            }
            throw e;
        }
    }

    @Override
    public void progress(Progress progress) {
        listener.progress(progress);
    }

    /**
     * Finishes the upload.
     *
     * @param bundle what the agent reports to have sent
     * @return where CodeDeploy finds it
     */
    public synchronized S3Revision complete(Bundle bundle) {
        if (found.isPresent()) {
            return found.get();
        }
        if (pending.isNone()) {
            SentPart whole = bundle.parts().get(0);
            return revision(whole.eTag(), whole.versionId());
        }
        List<CompletedPart> parts = bundle.parts().stream()
                .map(sent -> CompletedPart.builder()
                        .partNumber(sent.part().number())
                        .eTag(sent.eTag())
                        .checksumCRC32C(sent.part().crc32c())
                        .build())
                .toList();
        try {
            var object = accounts.s3()
                    .completeMultipartUpload(request -> request.bucket(store.bucket())
                            .key(key())
                            .uploadId(pending.id())
                            .multipartUpload(upload -> upload.parts(parts))
                            .expectedBucketOwner(owner())
                            .overrideConfiguration(as(writer())));
            pending = PendingUpload.NONE;
            return revision(object.eTag(), object.versionId());
        } catch (NoSuchUploadException | SdkClientException unsure) {
            // It, or an earlier attempt, may have succeeded with its answer lost on the way.
            S3Revision whole = find().orElseThrow(() -> unsure);
            pending = PendingUpload.NONE;
            return whole;
        }
    }

    /** Removes the parts of an upload that will not be completed. */
    public static void abort(Accounts accounts, Store store, PendingUpload upload) {
        try {
            accounts.s3()
                    .abortMultipartUpload(request -> request.bucket(store.bucket())
                            .key(upload.key())
                            .uploadId(upload.id())
                            .expectedBucketOwner(owner(accounts, store))
                            .overrideConfiguration(as(writer(accounts, store))));
        } catch (NoSuchUploadException gone) {
            // It was completed or aborted before: nothing is left, as intended.
        }
    }

    private S3Revision revision(String eTag, String version) {
        return new S3Revision(
                store.bucket(),
                key(),
                Optional.ofNullable(version).filter(id -> !id.equals("null")).orElse(""),
                eTag.replace("\"", ""),
                digest);
    }

    private AwsCredentialsProvider writer() {
        return writer(accounts, store);
    }

    private static AwsCredentialsProvider writer(Accounts accounts, Store store) {
        return switch (store.owner()) {
            case DEVELOPMENT -> accounts.development();
            case PRODUCTION -> accounts.production();
        };
    }

    private String owner() {
        return owner(accounts, store);
    }

    /** The account that the bucket must belong to: no other gets the bundle, whoever has taken a bucket's name. */
    private static String owner(Accounts accounts, Store store) {
        return switch (store.owner()) {
            case DEVELOPMENT -> accounts.caller().account();
            case PRODUCTION -> accounts.environment().role().account();
        };
    }
}
