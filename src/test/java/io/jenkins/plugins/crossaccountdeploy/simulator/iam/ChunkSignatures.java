package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.HexFormat;

/**
 * The chain of signatures in a body that is signed piece by piece: each continues from the one before, the first from the
 * signature of the headers.
 */
public final class ChunkSignatures {

    private static final String EMPTY_HASH = SignatureV4.sha256("");

    private final byte[] key;
    private final String timestamp;
    private final String scope;
    private String previous;

    ChunkSignatures(byte[] key, String timestamp, String scope, String seed) {
        this.key = key.clone();
        this.timestamp = timestamp;
        this.scope = scope;
        this.previous = seed;
    }

    /** Whether this is the right signature of the next chunk, whose SHA-256 in hexadecimal is given. */
    public boolean acceptsChunk(String signature, String hash) {
        return accepts(
                signature, String.join("\n", "AWS4-HMAC-SHA256-PAYLOAD", timestamp, scope, previous, EMPTY_HASH, hash));
    }

    /** Whether this is the right signature of the trailing headers. */
    public boolean acceptsTrailer(String signature, String hash) {
        return accepts(signature, String.join("\n", "AWS4-HMAC-SHA256-TRAILER", timestamp, scope, previous, hash));
    }

    private boolean accepts(String signature, String toSign) {
        previous = HexFormat.of().formatHex(SignatureV4.hmac(key, toSign));
        return previous.equals(signature);
    }
}
