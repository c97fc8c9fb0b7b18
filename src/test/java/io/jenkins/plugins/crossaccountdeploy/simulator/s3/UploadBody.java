package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm.Calculation;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.Content;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ContentStore;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ContentStore.Received;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The body of a request that writes: in whichever encoding it comes, and with all that has to agree with it. */
final class UploadBody {

    /** A body whose hash, checksums and MD5 are as announced, and the checksum that came with it. */
    record Verified(Received body, Optional<ChecksumAlgorithm> checksum) {}

    private final Request request;
    private final String announcedHash;
    private final SignatureV4.Verified signature;

    UploadBody(Request request, String announcedHash, SignatureV4.Verified signature) {
        this.request = request;
        this.announcedHash = announcedHash;
        this.signature = signature;
    }

    /** How long the body is without the chunks' own headers. */
    long length() {
        Optional<String> length = announcedHash.startsWith("STREAMING-")
                ? request.header("x-amz-decoded-content-length")
                : request.header("Content-Length");
        return length.map(Long::parseLong)
                .orElseThrow(() ->
                        new AwsError(411, "MissingContentLength", "You must provide the Content-Length HTTP header."));
    }

    /** A small body as text. */
    String text(ContentStore store) throws IOException {
        Received received = receive(store, Optional.empty()).body();
        return new String(received.content().bytes(), StandardCharsets.UTF_8);
    }

    /**
     * Reads and verifies the body.
     *
     * @param required the algorithm of the upload that this is a part of
     */
    Verified receive(ContentStore store, Optional<ChecksumAlgorithm> required) throws IOException {
        requireValidMd5();
        List<ChecksumAlgorithm> announced = announced();
        if (announced.size() > 1) {
            throw new AwsError(
                    400,
                    "InvalidRequest",
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        if (announced.isEmpty()
                && request.header("x-amz-sdk-checksum-algorithm").isPresent()) {
            throw new AwsError(
                    400,
                    "InvalidRequest",
                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer"
                            + " headers were found.");
        }
        Set<ChecksumAlgorithm> wanted = new LinkedHashSet<>(announced);
        required.ifPresent(wanted::add);

        AwsChunkedInput chunked = null;
        MessageDigest sha256 = null;
        InputStream in = request.body();
        if (announcedHash.startsWith("STREAMING-")) {
            chunked = new AwsChunkedInput(
                    in,
                    announcedHash.startsWith("STREAMING-AWS4-HMAC-SHA256"),
                    announcedHash.endsWith("-TRAILER"),
                    signature.chunks());
            in = chunked;
        } else if (!announcedHash.equals(SignatureV4.UNSIGNED_PAYLOAD)) {
            sha256 = SignatureV4.newSha256();
            in = new DigestInputStream(in, sha256);
        }
        Received received = store.receive(in, length(), wanted);
        try {
            requireHash(sha256);
            requireMd5(received);
            for (ChecksumAlgorithm algorithm : announced) {
                String expected = request.header(algorithm.header()).orElse(null);
                if (expected == null && chunked != null) {
                    expected = chunked.trailers().first(algorithm.header()).orElse(null);
                }
                requireChecksum(algorithm, expected, received.checksums().get(algorithm));
            }
        } catch (AwsError wrong) {
            received.content().discard();
            throw wrong;
        }
        return new Verified(received, announced.stream().findFirst());
    }

    private List<ChecksumAlgorithm> announced() {
        List<ChecksumAlgorithm> announced = new ArrayList<>();
        String trailers = request.header("x-amz-trailer").orElse("");
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (request.header(algorithm.header()).isPresent()
                    || Arrays.asList(trailers.split("\\s*,\\s*")).contains(algorithm.header())) {
                announced.add(algorithm);
            }
        }
        return announced;
    }

    private void requireHash(MessageDigest sha256) {
        if (sha256 != null && !HexFormat.of().formatHex(sha256.digest()).equals(announcedHash)) {
            throw new AwsError(
                    400,
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
    }

    private void requireMd5(Received received) {
        Optional<String> expected = request.header("Content-MD5");
        if (expected.isPresent() && !(received.content() instanceof Content.Forgotten)) {
            String calculated = Base64.getEncoder().encodeToString(received.md5());
            if (!expected.get().equals(calculated)) {
                throw new AwsError(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
                        .detail("ExpectedDigest", expected.get())
                        .detail("CalculatedDigest", calculated);
            }
        }
    }

    /** Refuses a Content-MD5 that cannot be one, before the body is read. */
    private void requireValidMd5() {
        request.header("Content-MD5").filter(value -> !isMd5(value)).ifPresent(value -> {
            throw new AwsError(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
                    .detail("Content-MD5", value);
        });
    }

    private static boolean isMd5(String value) {
        try {
            return Base64.getDecoder().decode(value).length == 16;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static void requireChecksum(ChecksumAlgorithm algorithm, String expected, String actual) {
        if (expected == null) {
            throw new AwsError(400, "InvalidRequest", "The trailer " + algorithm.header() + " is missing.");
        }
        Calculation empty = algorithm.start();
        if (expected.length() != empty.finishInBase64().length()) {
            throw new AwsError(400, "InvalidRequest", "Value for " + algorithm.header() + " header is invalid.");
        }
        if (!expected.equals(actual)) {
            throw new AwsError(
                    400, "BadDigest", "The " + algorithm + " you specified did not match the calculated checksum.");
        }
    }
}
