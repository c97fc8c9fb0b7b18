package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Headers;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.ChunkSignatures;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Takes a body in {@code aws-chunked} encoding apart: sized chunks, each signed or none, and trailing headers.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">S3 API reference, chunked
 *     uploads</a>
 */
final class AwsChunkedInput extends InputStream {

    private static final String SIGNATURE = ";chunk-signature=";

    private final InputStream in;
    private final boolean signed;
    private final boolean trailing;
    private final ChunkSignatures signatures;
    private final Headers trailers = new Headers();
    private final MessageDigest hash = SignatureV4.newSha256();
    private String signature = "";
    private long left;
    private boolean ended;

    AwsChunkedInput(InputStream in, boolean signed, boolean trailing, ChunkSignatures signatures) {
        this.in = in;
        this.signed = signed;
        this.trailing = trailing;
        this.signatures = signatures;
    }

    /** The headers after the body; complete once the body has been read to its end. */
    Headers trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw incomplete();
        }
        if (signed) {
            hash.update(into, offset, count);
        }
        left -= count;
        if (left == 0) {
            readLine();
            verifyChunk();
        }
        return count;
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        String line = readLine();
        int semicolon = line.indexOf(';');
        try {
            left = Long.parseLong(semicolon < 0 ? line : line.substring(0, semicolon), 16);
        } catch (NumberFormatException malformed) {
            throw incomplete();
        }
        if (signed) {
            int start = line.indexOf(SIGNATURE);
            signature = start < 0 ? "" : line.substring(start + SIGNATURE.length());
        }
        if (left > 0) {
            return true;
        }
        ended = true;
        verifyChunk();
        readTrailers();
        return false;
    }

    private void readTrailers() throws IOException {
        StringBuilder canonical = new StringBuilder();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw incomplete();
            }
            String name = line.substring(0, colon).strip();
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("x-amz-trailer-signature")) {
                String hashed = HexFormat.of()
                        .formatHex(SignatureV4.newSha256()
                                .digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
                if (signed && !signatures.acceptsTrailer(value, hashed)) {
                    throw mismatch();
                }
            } else {
                canonical.append(name).append(':').append(value).append('\n');
                trailers.add(name, value);
            }
        }
        if (!trailing && canonical.length() > 0) {
            throw new AwsError(
                    400,
                    "MalformedTrailerError",
                    "The request contained trailing data that was not well-formed or did not conform to our published schema.");
        }
    }

    private void verifyChunk() {
        if (signed && !signatures.acceptsChunk(signature, HexFormat.of().formatHex(hash.digest()))) {
            throw mismatch();
        }
    }

    private static AwsError mismatch() {
        return new AwsError(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and"
                        + " signing method.");
    }

    private static AwsError incomplete() {
        return new AwsError(400, "IncompleteBody", "The request body terminated unexpectedly");
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(100);
        int b;
        while ((b = in.read()) >= 0 && b != '\n') {
            line.write(b);
            if (line.size() > 16_384) {
                throw incomplete();
            }
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
