package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.MultipartUpload.Part;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject.ObjectChecksum;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm.Calculation;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The parts that a request to complete an upload lists, each found to have arrived as listed. */
record ListedParts(List<Part> parts) {

    /** Limits from the S3 user guide, "Amazon S3 multipart upload limits". */
    private static final long SMALLEST_PART = 5L << 20;

    static ListedParts of(MultipartUpload upload, String document) {
        ListedParts listed = new ListedParts(listed(upload, document));
        requireSizes(listed.parts());
        return listed;
    }

    String eTag() {
        Calculation md5 = ChecksumAlgorithm.md5();
        parts.forEach(part -> md5.update(part.md5(), 0, part.md5().length));
        return HexFormat.of().formatHex(md5.finish()) + "-" + parts.size();
    }

    long size() {
        return parts.stream().mapToLong(part -> part.content().size()).sum();
    }

    Content content() {
        return new Content.Joined(parts.stream().map(Part::content).toList());
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
            String eTag = S3Answers.unquoted(listed.getOrDefault("ETag", ""));
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
                        "The upload was created using a " + algorithm.name().toLowerCase(Locale.ROOT)
                                + " checksum. The complete request must"
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

    Optional<ObjectChecksum> checksum(MultipartUpload upload) throws IOException {
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

    static void requireAnnounced(Request request, ObjectChecksum checksum) {
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
