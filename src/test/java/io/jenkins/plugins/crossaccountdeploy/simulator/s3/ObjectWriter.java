package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject.ObjectChecksum;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.Content;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ContentStore;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ContentStore.Received;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Writes and deletes objects for those who may. */
final class ObjectWriter {

    /** Limits from the S3 user guide, "Amazon S3 multipart upload limits" and "Uploading objects". */
    private static final long LARGEST_PUT = 5L << 30;

    private final Accounts accounts;
    private final InstantSource clock;
    private final ContentStore store;
    private final ObjectEncryption encryptions;

    ObjectWriter(Accounts accounts, InstantSource clock, ContentStore store, ObjectEncryption encryptions) {
        this.accounts = accounts;
        this.clock = clock;
        this.store = store;
        this.encryptions = encryptions;
    }

    Response put(Exchange exchange, Bucket bucket, String key, UploadBody body) throws IOException {
        requireWritable(key);
        WriteConditions conditions = WriteConditions.of(exchange.request());
        Map<String, String> tags = ObjectTags.requested(exchange);
        requirePut(exchange, bucket, key, tags);
        Encryption encryption = encryptions.of(exchange, bucket);
        encryptions.require(exchange.caller(), "kms:GenerateDataKey", encryption, bucket, key, exchange.context());
        if (body.length() > LARGEST_PUT) {
            throw new AwsError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
                    .detail("ProposedSize", String.valueOf(body.length()))
                    .detail("MaxSizeAllowed", String.valueOf(LARGEST_PUT));
        }
        UploadBody.Verified received = body.receive(store, Optional.empty());
        Optional<ObjectChecksum> checksum = received.checksum()
                .map(algorithm -> new ObjectChecksum(
                        algorithm.name(), received.body().checksums().get(algorithm), "FULL_OBJECT"));
        StoredObject object;
        synchronized (bucket) {
            requireOrDiscard(conditions, bucket, key, received.body());
            object = store(
                    exchange,
                    bucket,
                    key,
                    received.body(),
                    HexFormat.of().formatHex(received.body().md5()),
                    encryption,
                    KeptHeaders.of(exchange.request()),
                    tags,
                    checksum,
                    0);
        }
        Response response = Response.of(200).header("ETag", S3Answers.quoted(object.eTag()));
        S3Answers.describeVersion(object, response);
        encryption.describe(response);
        object.checksum().ifPresent(value -> S3Answers.describe(value, response));
        return response;
    }

    private static void requireOrDiscard(WriteConditions conditions, Bucket bucket, String key, Received received) {
        try {
            conditions.require(key, bucket.object(key));
        } catch (AwsError refused) {
            received.content().discard();
            throw refused;
        }
    }

    /** Stores what has come in; whoever calls it holds the bucket. */
    StoredObject store(
            Exchange exchange,
            Bucket bucket,
            String key,
            Received body,
            String eTag,
            Encryption encryption,
            Map<String, String> headers,
            Map<String, String> tags,
            Optional<ObjectChecksum> checksum,
            int parts) {
        StoredObject object = new StoredObject(
                key,
                bucket.isVersioned() ? Optional.of(accounts.identifier("", 32)) : Optional.empty(),
                encryption.isKms() ? opaque(eTag, accounts.identifier("", 32)) : eTag,
                clock.instant(),
                body.content(),
                encryption,
                Map.copyOf(headers),
                Map.copyOf(tags),
                checksum,
                parts,
                false,
                exchange.caller().arn());
        bucket.put(object);
        return object;
    }

    /** The ETag of what is encrypted with a KMS key is not the MD5 of its bytes, and another each time that they are sent. */
    private static String opaque(String eTag, String upload) {
        byte[] hash = SignatureV4.newSha256().digest((eTag + upload).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, 32)
                + (eTag.contains("-") ? eTag.substring(eTag.indexOf('-')) : "");
    }

    void requirePut(Exchange exchange, Bucket bucket, String key, Map<String, String> tags) {
        RequestContext context = exchange.context();
        Request request = exchange.request();
        String arn = S3Permissions.objectArn(bucket, key);
        context.put("s3:x-amz-server-side-encryption", request.header("x-amz-server-side-encryption"));
        context.put(
                "s3:x-amz-server-side-encryption-aws-kms-key-id",
                request.header("x-amz-server-side-encryption-aws-kms-key-id"));
        context.put("s3:x-amz-acl", request.header("x-amz-acl"));
        context.put("s3:x-amz-content-sha256", request.header("x-amz-content-sha256"));
        context.put("s3:if-none-match", request.header("If-None-Match"));
        context.put("s3:if-match", request.header("If-Match"));
        tags.forEach((name, value) -> context.put("s3:RequestObjectTag/" + name, value));
        S3Permissions.require(exchange, bucket, "s3:PutObject", arn, context);
        if (!tags.isEmpty()) {
            S3Permissions.require(exchange, bucket, "s3:PutObjectTagging", arn, context);
        }
        if (request.header("x-amz-acl")
                .filter(acl -> !acl.equals("bucket-owner-full-control"))
                .isPresent()) {
            throw new AwsError(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
        }
        if (request.header("x-amz-acl").isPresent()) {
            S3Permissions.require(exchange, bucket, "s3:PutObjectAcl", arn, context);
        }
    }

    static void requireWritable(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > 1024) {
            throw new AwsError(400, "KeyTooLongError", "Your key is too long").detail("MaxSizeAllowed", "1024");
        }
    }

    Response delete(Exchange exchange, Bucket bucket, String key) {
        Optional<String> version = exchange.request().query("versionId");
        String action = version.isPresent() ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
        S3Permissions.require(exchange, bucket, action, S3Permissions.objectArn(bucket, key), exchange.context());
        Response response = Response.of(204);
        if (version.isPresent()) {
            bucket.object(key, version.get()).ifPresent(bucket::delete);
            return response.header("x-amz-version-id", version.get());
        }
        if (bucket.isVersioned()) {
            StoredObject marker = new StoredObject(
                    key,
                    Optional.of(accounts.identifier("", 32)),
                    "",
                    clock.instant(),
                    new Content.Forgotten(0),
                    Encryption.DEFAULT,
                    Map.of(),
                    Map.of(),
                    Optional.empty(),
                    0,
                    true,
                    exchange.caller().arn());
            bucket.put(marker);
            S3Answers.describeVersion(marker, response);
            return response.header("x-amz-delete-marker", "true");
        }
        bucket.object(key).ifPresent(bucket::delete);
        return response;
    }
}
