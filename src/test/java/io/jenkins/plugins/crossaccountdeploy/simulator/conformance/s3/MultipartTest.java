package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

class MultipartTest extends S3Fixture {

    private static final byte[] SEVEN_MEGABYTES = new byte[7 << 20];

    static {
        new Random(7).nextBytes(SEVEN_MEGABYTES);
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC32", "CRC32_C", "SHA1", "SHA256"})
    void joinsPartsAndTheirChecksums(ChecksumAlgorithm algorithm) throws Exception {
        String id = user.s3()
                .createMultipartUpload(r -> r.bucket(BUCKET).key("big").checksumAlgorithm(algorithm))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number : new int[] {1, 2}) {
            var part = user.s3()
                    .uploadPart(
                            r -> r.bucket(BUCKET)
                                    .key("big")
                                    .uploadId(id)
                                    .partNumber(number)
                                    .checksumAlgorithm(algorithm),
                            RequestBody.fromBytes(SEVEN_MEGABYTES));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(part.eTag())
                    .checksumCRC32(part.checksumCRC32())
                    .checksumCRC32C(part.checksumCRC32C())
                    .checksumSHA1(part.checksumSHA1())
                    .checksumSHA256(part.checksumSHA256())
                    .build());
        }
        assertThat(aws.bucket(BUCKET).openMultipartUploads())
                .singleElement()
                .satisfies(upload -> assertThat(upload.partNumbers()).containsExactly(1, 2));
        var completed = user.s3()
                .completeMultipartUpload(
                        r -> r.bucket(BUCKET).key("big").uploadId(id).multipartUpload(m -> m.parts(parts)));

        byte[] digest = MessageDigest.getInstance("MD5").digest(SEVEN_MEGABYTES);
        byte[] both = new byte[32];
        System.arraycopy(digest, 0, both, 0, 16);
        System.arraycopy(digest, 0, both, 16, 16);
        assertThat(completed.eTag()).isEqualTo('"' + md5(both) + "-2\"");
        assertThat(completed.checksumTypeAsString()).isEqualTo("COMPOSITE");
        assertThat(aws.bucket(BUCKET).openMultipartUploads()).isEmpty();
        StoredObject stored = aws.bucket(BUCKET).object("big").orElseThrow();
        assertThat(stored.size()).isEqualTo(14 << 20);
        assertThat(stored.checksum().orElseThrow().value()).endsWith("-2");
        byte[] tail = user.s3()
                .getObjectAsBytes(r -> r.bucket(BUCKET).key("big").range("bytes=" + (7 << 20) + "-"))
                .asByteArray();
        assertThat(tail).isEqualTo(SEVEN_MEGABYTES);
    }

    @Test
    void checksThePartsOfAnUpload() {
        String id = user.s3()
                .createMultipartUpload(r -> r.bucket(BUCKET).key("big"))
                .uploadId();
        List<CompletedPart> parts = IntStream.of(1, 2)
                .mapToObj(number -> {
                    var part = user.s3()
                            .uploadPart(
                                    r -> r.bucket(BUCKET)
                                            .key("big")
                                            .uploadId(id)
                                            .partNumber(number),
                                    RequestBody.fromString("small"));
                    return CompletedPart.builder()
                            .partNumber(number)
                            .eTag(part.eTag())
                            .checksumCRC32(part.checksumCRC32())
                            .build();
                })
                .toList();

        assertThat(code(() -> complete(id, parts))).isEqualTo("EntityTooSmall");
        assertThat(code(() -> complete(id, List.of(parts.get(1), parts.get(0)))))
                .isEqualTo("InvalidPartOrder");
        assertThat(code(() -> complete(
                        id, List.of(parts.get(0).toBuilder().eTag("\"0\"").build()))))
                .isEqualTo("InvalidPart");
        assertThat(code(() -> complete("other", parts))).isEqualTo("NoSuchUpload");
        assertThat(aws.bucket(BUCKET).objects()).isEmpty();
    }

    @Test
    void forgetsAnAbortedUpload() {
        String id = user.s3()
                .createMultipartUpload(r -> r.bucket(BUCKET).key("big"))
                .uploadId();
        user.s3()
                .uploadPart(
                        r -> r.bucket(BUCKET).key("big").uploadId(id).partNumber(1), RequestBody.fromString("small"));
        assertThat(aws.bucket(BUCKET).openMultipartUploads()).hasSize(1);

        user.s3().abortMultipartUpload(r -> r.bucket(BUCKET).key("big").uploadId(id));

        assertThat(aws.bucket(BUCKET).openMultipartUploads()).isEmpty();
        assertThat(code(() -> user.s3()
                        .uploadPart(
                                r -> r.bucket(BUCKET).key("big").uploadId(id).partNumber(2),
                                RequestBody.fromString("late"))))
                .isEqualTo("NoSuchUpload");
    }

    private void complete(String id, List<CompletedPart> parts) {
        user.s3()
                .completeMultipartUpload(
                        r -> r.bucket(BUCKET).key("big").uploadId(id).multipartUpload(m -> m.parts(parts)));
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
