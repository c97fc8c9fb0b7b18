package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.ChecksumAlgorithm.Calculation;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.ContentStore.Received;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.MultipartUpload.Part;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject.ObjectChecksum;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Uploads in parts. */
final class Multipart {

    /** Limits from the S3 user guide, "Amazon S3 multipart upload limits". */
    private static final long SMALLEST_PART = 5L << 20;

    private static final long LARGEST_PART = 5L << 30;
    private static final int MOST_PARTS = 10_000;

    private final S3Service s3;

    Multipart(S3Service s3) {
        this.s3 = s3;
    }

    Response create(Exchange exchange, Bucket bucket, String key) {
        S3Service.requireWritable(key);
        Request request = exchange.request();
        Map<String, String> tags = s3.requestedTags(exchange);
        s3.requirePut(exchange, bucket, key, tags);
        Encryption encryption = s3.encryptionFor(exchange, bucket);
        s3.requireEncrypting(exchange, bucket, key, encryption, "kms:GenerateDataKey");
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
                s3.accounts().identifier("", 64),
                key,
                exchange.caller().arn(),
                exchange.time(),
                encryption,
                S3Service.keptHeaders(request),
                tags,
                checksum,
                whole);
        bucket.open(upload);
        Xml xml = new Xml()
                .open("InitiateMultipartUploadResult xmlns=\"" + S3Service.NAMESPACE + "\"")
                .element("Bucket", bucket.name())
                .element("Key", key)
                .element("UploadId", upload.id())
                .close("InitiateMultipartUploadResult");
        Response response = S3Service.xml(xml);
        encryption.describe(response);
        checksum.ifPresent(algorithm -> response.header("x-amz-checksum-algorithm", algorithm.name())
                .header("x-amz-checksum-type", whole ? "FULL_OBJECT" : "COMPOSITE"));
        return response;
    }

    Response uploadPart(Exchange exchange, Bucket bucket, String key, UploadBody body) throws IOException {
        Optional<MultipartUpload> open = find(exchange, bucket, key);
        requirePut(exchange, bucket, key, open);
        MultipartUpload upload = open.orElseThrow(Multipart::noSuchUpload);
        s3.requireEncrypting(exchange, bucket, key, upload.encryption(), "kms:Decrypt");
        int number = partNumber(exchange.request());
        if (body.length() > LARGEST_PART) {
            throw new AwsError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
        }
        UploadBody.Verified verified = body.receive(s3.store(), upload.checksum());
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
        Response response = Response.of(200).header("ETag", S3Service.quoted(part.eTag()));
        upload.encryption().describe(response);
        verified.checksum()
                .ifPresent(algorithm ->
                        response.header(algorithm.header(), received.checksums().get(algorithm)));
        return response;
    }

    Response complete(Exchange exchange, Bucket bucket, String key, UploadBody body) throws IOException {
        Optional<MultipartUpload> open = find(exchange, bucket, key);
        requirePut(exchange, bucket, key, open);
        String document = body.text(s3.store());
        MultipartUpload upload = open.orElseThrow(Multipart::noSuchUpload);
        s3.requireEncrypting(exchange, bucket, key, upload.encryption(), "kms:Decrypt");
        List<Part> parts = listed(upload, document);
        requireSizes(parts);
        Optional<ObjectChecksum> checksum = checksum(upload, parts);
        checksum.ifPresent(value -> requireAnnounced(exchange.request(), value));
        exchange.request()
                .header("x-amz-mp-object-size")
                .map(Long::parseLong)
                .filter(size -> size != sizeOf(parts))
                .ifPresent(size -> {
                    throw new AwsError(
                            400,
                            "InvalidRequest",
                            "The provided 'x-amz-mp-object-size' header does not match what was computed.");
                });
        Calculation md5 = ChecksumAlgorithm.md5();
        parts.forEach(part -> md5.update(part.md5(), 0, part.md5().length));
        String eTag = HexFormat.of().formatHex(md5.finish()) + "-" + parts.size();
        StoredObject object;
        synchronized (bucket) {
            if (bucket.upload(upload.id()).isEmpty()) {
                throw noSuchUpload();
            }
            Content content =
                    new Content.Joined(parts.stream().map(Part::content).toList());
            object = s3.finish(
                    exchange,
                    bucket,
                    key,
                    new Received(content, new byte[0], Map.of()),
                    eTag,
                    upload.encryption(),
                    upload.headers(),
                    upload.tags(),
                    checksum,
                    parts.size());
            bucket.close(upload);
        }
        upload.parts().values().stream()
                .filter(part -> !parts.contains(part))
                .forEach(part -> part.content().discard());
        Xml xml = new Xml()
                .open("CompleteMultipartUploadResult xmlns=\"" + S3Service.NAMESPACE + "\"")
                .element("Location", "https://" + bucket.name() + ".s3." + bucket.region() + ".amazonaws.com/" + key)
                .element("Bucket", bucket.name())
                .element("Key", key)
                .element("ETag", S3Service.quoted(object.eTag()));
        checksum.ifPresent(value ->
                xml.element("Checksum" + value.algorithm(), value.value()).element("ChecksumType", value.type()));
        Response response = S3Service.xml(xml.close("CompleteMultipartUploadResult"));
        S3Service.describeVersion(object, response);
        upload.encryption().describe(response);
        return response;
    }

    Response abort(Exchange exchange, Bucket bucket, String key) {
        s3.require(exchange, bucket, "s3:AbortMultipartUpload", S3Service.objectArn(bucket, key), exchange.context());
        MultipartUpload upload = find(exchange, bucket, key).orElseThrow(Multipart::noSuchUpload);
        if (bucket.close(upload)) {
            upload.discard();
        }
        return Response.of(204);
    }

    Response listParts(Exchange exchange, Bucket bucket, String key) {
        s3.require(
                exchange, bucket, "s3:ListMultipartUploadParts", S3Service.objectArn(bucket, key), exchange.context());
        MultipartUpload upload = find(exchange, bucket, key).orElseThrow(Multipart::noSuchUpload);
        Request request = exchange.request();
        int marker = request.query("part-number-marker").map(Integer::parseInt).orElse(0);
        int most = request.query("max-parts").map(Integer::parseInt).orElse(1000);
        NavigableMap<Integer, Part> rest = upload.parts().tailMap(marker, false);
        List<Part> page = rest.values().stream().limit(most).toList();
        Xml xml = new Xml()
                .open("ListPartsResult xmlns=\"" + S3Service.NAMESPACE + "\"")
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
                    .element("ETag", S3Service.quoted(part.eTag()))
                    .element("Size", part.content().size());
            upload.checksum()
                    .ifPresent(algorithm ->
                            xml.element(algorithm.element(), part.checksums().get(algorithm)));
            xml.close("Part");
        }
        return S3Service.xml(xml.element("StorageClass", "STANDARD").close("ListPartsResult"));
    }

    /** Conditions on the encryption see what the upload was begun with: a part has no such headers of its own. */
    private void requirePut(Exchange exchange, Bucket bucket, String key, Optional<MultipartUpload> upload) {
        RequestContext context = exchange.context();
        upload.map(MultipartUpload::encryption).filter(Encryption::requested).ifPresent(encryption -> {
            context.put("s3:x-amz-server-side-encryption", encryption.algorithm());
            context.put("s3:x-amz-server-side-encryption-aws-kms-key-id", encryption.keyArn());
        });
        s3.require(exchange, bucket, "s3:PutObject", S3Service.objectArn(bucket, key), context);
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

    private static List<Part> listed(MultipartUpload upload, String document) {
        TreeMap<Integer, Part> arrived = upload.parts();
        List<Part> parts = new ArrayList<>();
        int before = 0;
        for (Map<String, String> listed : XmlReader.children(document, "Part")) {
            int number = Integer.parseInt(listed.getOrDefault("PartNumber", "0"));
            if (number <= before) {
                throw new AwsError(
                        400,
                        "InvalidPartOrder",
                        "The list of parts was not in ascending order. Parts must be ordered by part number.");
            }
            before = number;
            Part part = arrived.get(number);
            String eTag = S3Service.unquoted(listed.getOrDefault("ETag", ""));
            if (part == null || !part.eTag().equals(eTag)) {
                throw invalidPart(upload, number, eTag);
            }
            requireChecksum(upload, part, listed);
            parts.add(part);
        }
        if (parts.isEmpty()) {
            throw XmlReader.malformed();
        }
        return parts;
    }

    private static void requireChecksum(MultipartUpload upload, Part part, Map<String, String> listed) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            String value = listed.get(algorithm.element());
            boolean expected = upload.checksum().filter(algorithm::equals).isPresent();
            if (expected && !upload.wholeChecksum() && value == null) {
                throw new AwsError(
                        400,
                        "InvalidRequest",
                        "The upload was created using a " + lower(algorithm) + " checksum. The complete request must"
                                + " include the checksum for each part. It was missing for part " + part.number()
                                + " in the request.");
            }
            if (value != null && !value.equals(part.checksums().get(algorithm))) {
                throw invalidPart(upload, part.number(), part.eTag());
            }
        }
    }

    private static AwsError invalidPart(MultipartUpload upload, int number, String eTag) {
        return new AwsError(
                        400,
                        "InvalidPart",
                        "One or more of the specified parts could not be found.  The part may not have been uploaded, or"
                                + " the specified entity tag may not match the part's entity tag.")
                .detail("UploadId", upload.id())
                .detail("PartNumber", String.valueOf(number))
                .detail("ETag", eTag);
    }

    private static void requireSizes(List<Part> parts) {
        for (Part part : parts.subList(0, parts.size() - 1)) {
            if (part.content().size() < SMALLEST_PART) {
                throw new AwsError(
                                400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
                        .detail("ProposedSize", String.valueOf(part.content().size()))
                        .detail("MinSizeAllowed", String.valueOf(SMALLEST_PART))
                        .detail("PartNumber", String.valueOf(part.number()))
                        .detail("ETag", part.eTag());
            }
        }
    }

    private static long sizeOf(List<Part> parts) {
        return parts.stream().mapToLong(part -> part.content().size()).sum();
    }

    private static Optional<ObjectChecksum> checksum(MultipartUpload upload, List<Part> parts) throws IOException {
        if (upload.checksum().isEmpty()) {
            return Optional.empty();
        }
        ChecksumAlgorithm algorithm = upload.checksum().get();
        Calculation calculation = algorithm.start();
        if (upload.wholeChecksum()) {
            for (Part part : parts) {
                part.content().writeTo(new Into(calculation), 0, part.content().size());
            }
            return Optional.of(new ObjectChecksum(algorithm.name(), calculation.finishInBase64(), "FULL_OBJECT"));
        }
        for (Part part : parts) {
            byte[] checksum = Base64.getDecoder().decode(part.checksums().get(algorithm));
            calculation.update(checksum, 0, checksum.length);
        }
        return Optional.of(
                new ObjectChecksum(algorithm.name(), calculation.finishInBase64() + "-" + parts.size(), "COMPOSITE"));
    }

    private static void requireAnnounced(Request request, ObjectChecksum checksum) {
        ChecksumAlgorithm algorithm = ChecksumAlgorithm.valueOf(checksum.algorithm());
        Optional<String> announced = request.header(algorithm.header());
        // signed like any other body, the document of a complete request may also carry the checksum of the object
        if (announced.isPresent()
                && request.header("x-amz-sdk-checksum-algorithm").isEmpty()
                && !announced.get().equals(checksum.value())) {
            throw new AwsError(
                    400, "BadDigest", "The " + algorithm + " you specified did not match the calculated checksum.");
        }
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

    /** Lets content be written into a checksum. */
    private static final class Into extends OutputStream {

        private final Calculation calculation;

        Into(Calculation calculation) {
            this.calculation = calculation;
        }

        @Override
        public void write(int b) {
            calculation.update(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            calculation.update(bytes, offset, count);
        }
    }
}
