package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.MultipartUpload.Part;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject.ObjectChecksum;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ContentStore;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ContentStore.Received;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** Uploads in parts. */
final class Multipart {

    /** Limits from the S3 user guide, "Amazon S3 multipart upload limits". */
    private static final long LARGEST_PART = 5L << 30;

    private static final int MOST_PARTS = 10_000;

    private final Accounts accounts;
    private final ContentStore store;
    private final ObjectWriter writer;
    private final ObjectEncryption encryptions;

    Multipart(Accounts accounts, ContentStore store, ObjectWriter writer, ObjectEncryption encryptions) {
        this.accounts = accounts;
        this.store = store;
        this.writer = writer;
        this.encryptions = encryptions;
    }

    Response create(Exchange exchange, Bucket bucket, String key) {
        ObjectWriter.requireWritable(key);
        Request request = exchange.request();
        Map<String, String> tags = ObjectTags.requested(exchange);
        writer.requirePut(exchange, bucket, key, tags);
        Encryption encryption = encryptions.of(exchange, bucket);
        requireKey(exchange, bucket, key, encryption, "kms:GenerateDataKey");
        Optional<ChecksumAlgorithm> checksum = request.header("x-amz-checksum-algorithm")
                .map(name -> ChecksumAlgorithm.named(name)
                        .orElseThrow(() -> new AwsError(
                                400,
                                "InvalidRequest",
                                "Checksum algorithm provided is unsupported. Please try again with any of the valid"
                                        + " types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")));
        boolean whole = request.header("x-amz-checksum-type")
                .map("FULL_OBJECT"::equals)
                .orElse(checksum.filter(ChecksumAlgorithm.CRC64NVME::equals).isPresent());
        MultipartUpload upload = new MultipartUpload(
                accounts.identifier("", 64),
                key,
                exchange.caller().arn(),
                exchange.time(),
                encryption,
                KeptHeaders.of(request),
                tags,
                checksum,
                whole);
        bucket.open(upload);
        Xml xml = new Xml()
                .open("InitiateMultipartUploadResult xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .element("Bucket", bucket.name())
                .element("Key", key)
                .element("UploadId", upload.id())
                .close("InitiateMultipartUploadResult");
        Response response = S3Answers.xml(xml);
        encryption.describe(response);
        checksum.ifPresent(algorithm -> response.header("x-amz-checksum-algorithm", algorithm.name())
                .header("x-amz-checksum-type", whole ? "FULL_OBJECT" : "COMPOSITE"));
        return response;
    }

    Response uploadPart(Exchange exchange, Bucket bucket, String key, UploadBody body) throws IOException {
        Optional<MultipartUpload> open = find(exchange, bucket, key);
        requirePut(exchange, bucket, key, open);
        MultipartUpload upload = open.orElseThrow(Multipart::noSuchUpload);
        requireKey(exchange, bucket, key, upload.encryption(), "kms:Decrypt");
        int number = partNumber(exchange.request());
        if (body.length() > LARGEST_PART) {
            throw new AwsError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
        }
        UploadBody.Verified verified = body.receive(store, upload.checksum());
        Received received = verified.body();
        // an upload begun without an algorithm takes parts with any
        if (upload.checksum().isPresent()
                && verified.checksum().isPresent()
                && !verified.checksum().equals(upload.checksum())) {
            received.content().discard();
            throw new AwsError(
                    400,
                    "InvalidRequest",
                    "Checksum Type mismatch occurred, expected checksum Type: "
                            + lower(upload.checksum().get())
                            + ", actual checksum Type: "
                            + lower(verified.checksum().get()));
        }
        Part part = new Part(number, received.md5(), received.content(), received.checksums(), exchange.time());
        upload.put(part);
        if (bucket.upload(upload.id()).isEmpty()) {
            // completed or aborted meanwhile
            received.content().discard();
            throw noSuchUpload();
        }
        Response response = Response.of(200).header("ETag", S3Answers.quoted(part.eTag()));
        upload.encryption().describe(response);
        verified.checksum()
                .ifPresent(algorithm ->
                        response.header(algorithm.header(), received.checksums().get(algorithm)));
        return response;
    }

    Response complete(Exchange exchange, Bucket bucket, String key, UploadBody body) throws IOException {
        WriteConditions conditions = WriteConditions.of(exchange.request());
        Optional<MultipartUpload> open = find(exchange, bucket, key);
        requirePut(exchange, bucket, key, open);
        String document = body.text(store);
        MultipartUpload upload = open.orElseThrow(Multipart::noSuchUpload);
        requireKey(exchange, bucket, key, upload.encryption(), "kms:Decrypt");
        ListedParts listed = ListedParts.of(upload, document);
        Optional<ObjectChecksum> checksum = listed.checksum(upload);
        checksum.ifPresent(value -> ListedParts.requireAnnounced(exchange.request(), value));
        exchange.request()
                .header("x-amz-mp-object-size")
                .map(Long::parseLong)
                .filter(size -> size != listed.size())
                .ifPresent(size -> {
                    throw new AwsError(
                            400,
                            "InvalidRequest",
                            "The provided 'x-amz-mp-object-size' header does not match what was computed.");
                });
        StoredObject object;
        synchronized (bucket) {
            if (bucket.upload(upload.id()).isEmpty()) {
                throw noSuchUpload();
            }
            conditions.require(key, bucket.object(key));
            conditions.requireUndisturbed(key, bucket.changedSince(upload));
            object = writer.store(
                    exchange,
                    bucket,
                    key,
                    new Received(listed.content(), new byte[0], Map.of()),
                    listed.eTag(),
                    upload.encryption(),
                    upload.headers(),
                    upload.tags(),
                    checksum,
                    listed.parts().size());
            bucket.close(upload);
        }
        upload.parts().values().stream()
                .filter(part -> !listed.parts().contains(part))
                .forEach(part -> part.content().discard());
        Xml xml = new Xml()
                .open("CompleteMultipartUploadResult xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .element("Location", "https://" + bucket.name() + ".s3." + bucket.region() + ".amazonaws.com/" + key)
                .element("Bucket", bucket.name())
                .element("Key", key)
                .element("ETag", S3Answers.quoted(object.eTag()));
        checksum.ifPresent(value ->
                xml.element("Checksum" + value.algorithm(), value.value()).element("ChecksumType", value.type()));
        Response response = S3Answers.xml(xml.close("CompleteMultipartUploadResult"));
        S3Answers.describeVersion(object, response);
        upload.encryption().describe(response);
        return response;
    }

    Response abort(Exchange exchange, Bucket bucket, String key) {
        S3Permissions.require(
                exchange, bucket, "s3:AbortMultipartUpload", S3Permissions.objectArn(bucket, key), exchange.context());
        MultipartUpload upload = find(exchange, bucket, key).orElseThrow(Multipart::noSuchUpload);
        if (bucket.close(upload)) {
            upload.discard();
        }
        return Response.of(204);
    }

    Response listParts(Exchange exchange, Bucket bucket, String key) {
        S3Permissions.require(
                exchange,
                bucket,
                "s3:ListMultipartUploadParts",
                S3Permissions.objectArn(bucket, key),
                exchange.context());
        MultipartUpload upload = find(exchange, bucket, key).orElseThrow(Multipart::noSuchUpload);
        Request request = exchange.request();
        int marker = request.query("part-number-marker").map(Integer::parseInt).orElse(0);
        int most = request.query("max-parts").map(Integer::parseInt).orElse(1000);
        NavigableMap<Integer, Part> rest = upload.parts().tailMap(marker, false);
        List<Part> page = rest.values().stream().limit(most).toList();
        Xml xml = new Xml()
                .open("ListPartsResult xmlns=\"" + S3Answers.NAMESPACE + "\"")
                .element("Bucket", bucket.name())
                .element("Key", key)
                .element("UploadId", upload.id())
                .element("PartNumberMarker", marker)
                .element(
                        "NextPartNumberMarker",
                        page.isEmpty() ? marker : page.get(page.size() - 1).number())
                .element("MaxParts", most)
                .element("IsTruncated", page.size() < rest.size());
        for (Part part : page) {
            xml.open("Part")
                    .element("PartNumber", part.number())
                    .element("LastModified", part.modified())
                    .element("ETag", S3Answers.quoted(part.eTag()))
                    .element("Size", part.content().size());
            upload.checksum()
                    .ifPresent(algorithm ->
                            xml.element(algorithm.element(), part.checksums().get(algorithm)));
            xml.close("Part");
        }
        return S3Answers.xml(xml.element("StorageClass", "STANDARD").close("ListPartsResult"));
    }

    private void requireKey(Exchange exchange, Bucket bucket, String key, Encryption encryption, String action) {
        encryptions.require(exchange.caller(), action, encryption, bucket, key, exchange.context());
    }

    /** Conditions on the encryption see what the upload was begun with: a part has no such headers of its own. */
    private static void requirePut(Exchange exchange, Bucket bucket, String key, Optional<MultipartUpload> upload) {
        RequestContext context = exchange.context();
        upload.map(MultipartUpload::encryption).filter(Encryption::requested).ifPresent(encryption -> {
            context.put("s3:x-amz-server-side-encryption", encryption.algorithm());
            context.put("s3:x-amz-server-side-encryption-aws-kms-key-id", encryption.keyArn());
        });
        context.put("s3:if-none-match", exchange.request().header("If-None-Match"));
        context.put("s3:if-match", exchange.request().header("If-Match"));
        S3Permissions.require(exchange, bucket, "s3:PutObject", S3Permissions.objectArn(bucket, key), context);
    }

    private static Optional<MultipartUpload> find(Exchange exchange, Bucket bucket, String key) {
        return bucket.upload(exchange.request().query("uploadId").orElse(""))
                .filter(upload -> upload.key().equals(key));
    }

    private static int partNumber(Request request) {
        int number;
        try {
            number = Integer.parseInt(request.query("partNumber").orElse(""));
        } catch (NumberFormatException malformed) {
            number = 0;
        }
        if (number < 1 || number > MOST_PARTS) {
            throw new AwsError(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive")
                    .detail("ArgumentName", "partNumber")
                    .detail("ArgumentValue", request.query("partNumber").orElse(""));
        }
        return number;
    }

    private static AwsError noSuchUpload() {
        return new AwsError(
                404,
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted"
                        + " or completed.");
    }

    private static String lower(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(java.util.Locale.ROOT);
    }
}
