package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts.Credentials;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure.Mismatch;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies AWS Signature Version 4, in the header or in the query, and tells who signed.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">IAM User
 *     Guide, create a signed request</a>
 */
public final class SignatureV4 {

    public static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final long WEEK = Duration.ofDays(7).toSeconds();

    /**
     * What a good signature proves.
     *
     * @param region of the scope that was signed for
     * @param presigned whether the signature was in the query
     * @param chunks what the chunks of a body signed piece by piece continue from
     */
    public record Verified(
            Caller caller, String accessKeyId, String region, boolean presigned, ChunkSignatures chunks) {}

    /** The parts of a signature, wherever they came from. */
    private record Parts(
            String keyId,
            String date,
            String region,
            String service,
            List<String> signedHeaders,
            String signature,
            String timestamp,
            Optional<String> token,
            Optional<Long> expires) {

        String scope() {
            return String.join("/", date, region, service, "aws4_request");
        }
    }

    private final Accounts accounts;
    private final SigningTime signingTime;
    private final Map<List<String>, byte[]> signingKeys = new ConcurrentHashMap<>();

    public SignatureV4(Accounts accounts, SigningTime signingTime) {
        this.accounts = accounts;
        this.signingTime = signingTime;
    }

    /**
     * Verifies a request.
     *
     * @param service the name that the scope must carry
     * @param payloadHash the hash of the body, or one of the words that stand for it
     * @throws AuthenticationFailure if it is not signed, or wrongly
     * @throws AwsError for what only S3 checks: an expired URL, headers that are not signed
     */
    public Verified verify(Request request, String service, String payloadHash) {
        boolean presigned = request.query("X-Amz-Signature").isPresent();
        Parts parts = presigned ? fromQuery(request) : fromHeader(request);
        if (parts.keyId().isBlank()) {
            throw new AuthenticationFailure(Kind.BLANK_KEY, "The security token included in the request is invalid.");
        }
        Credentials credentials = accounts.credentials(parts.keyId())
                .orElseThrow(() -> new AuthenticationFailure(
                        Kind.UNKNOWN_KEY, "The security token included in the request is invalid."));
        requireToken(parts, credentials);
        Instant signed = SigningTime.parse(parts.timestamp());
        if (presigned) {
            requireUnexpired(signed, parts);
        } else {
            signingTime.requireCurrent(signed);
        }
        if (!parts.service().equals(service)) {
            throw new AuthenticationFailure(
                    Kind.WRONG_SCOPE, "Credential should be scoped to correct service: '" + service + "'.");
        }
        if (!parts.timestamp().startsWith(parts.date())) {
            throw new AuthenticationFailure(
                    Kind.WRONG_SCOPE,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date.");
        }

        byte[] key = signingKey(credentials.secret(), parts);
        String canonical = CanonicalRequest.of(request, parts.signedHeaders(), payloadHash, service.equals("s3"));
        String toSign = String.join("\n", ALGORITHM, parts.timestamp(), parts.scope(), sha256(canonical));
        String expected = HexFormat.of().formatHex(hmac(key, toSign));
        if (!MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), parts.signature().getBytes(StandardCharsets.US_ASCII))) {
            throw new AuthenticationFailure(new Mismatch(parts.keyId(), parts.signature(), toSign, canonical));
        }
        if (service.equals("s3")) {
            requireSignedAmazonHeaders(request, parts);
        }
        credentials.expiration().filter(end -> !signingTime.now().isBefore(end)).ifPresent(end -> {
            throw new AuthenticationFailure(
                    Kind.EXPIRED_TOKEN, "The security token included in the request is expired");
        });
        return new Verified(
                credentials.caller(),
                parts.keyId(),
                parts.region(),
                presigned,
                new ChunkSignatures(key, parts.timestamp(), parts.scope(), parts.signature()));
    }

    private static Parts fromHeader(Request request) {
        String header = request.header("Authorization")
                .orElseThrow(() -> new AuthenticationFailure(Kind.NOT_SIGNED, "Missing Authentication Token"));
        if (!header.startsWith(ALGORITHM + " ")) {
            throw new AuthenticationFailure(Kind.INCOMPLETE, "Unsupported AWS 'algorithm': '" + header + "'.");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : header.substring(ALGORITHM.length()).split(",")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals).strip(),
                        field.substring(equals + 1).strip());
            }
        }
        for (String required : List.of("Credential", "SignedHeaders", "Signature")) {
            if (!fields.containsKey(required)) {
                throw new AuthenticationFailure(
                        Kind.INCOMPLETE, "Authorization header requires '" + required + "' parameter.");
            }
        }
        String timestamp = request.header("X-Amz-Date")
                .orElseThrow(() -> new AuthenticationFailure(
                        Kind.INCOMPLETE, "Authorization header requires existence of 'X-Amz-Date' header."));
        return parts(
                fields.get("Credential"),
                fields.get("SignedHeaders"),
                fields.get("Signature"),
                timestamp,
                request.header("X-Amz-Security-Token"),
                Optional.empty());
    }

    private static Parts fromQuery(Request request) {
        for (String required :
                List.of("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders")) {
            if (request.query(required).isEmpty()) {
                throw queryError("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
                        + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
            }
        }
        long expires;
        try {
            expires = Long.parseLong(request.query().get("X-Amz-Expires"));
        } catch (NumberFormatException malformed) {
            throw queryError("X-Amz-Expires should be a number");
        }
        if (expires < 0) {
            throw queryError("X-Amz-Expires must be non-negative");
        }
        if (expires > WEEK) {
            throw queryError(
                    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must"
                            + " be less than 604800 seconds");
        }
        return parts(
                request.query().get("X-Amz-Credential"),
                request.query().get("X-Amz-SignedHeaders"),
                request.query().get("X-Amz-Signature"),
                request.query().get("X-Amz-Date"),
                request.query("X-Amz-Security-Token"),
                Optional.of(expires));
    }

    private static AwsError queryError(String message) {
        return new AwsError(400, "AuthorizationQueryParametersError", message);
    }

    private static Parts parts(
            String credential,
            String signedHeaders,
            String signature,
            String timestamp,
            Optional<String> token,
            Optional<Long> expires) {
        String[] scope = credential.split("/");
        if (scope.length != 5 || !scope[4].equals("aws4_request")) {
            throw new AuthenticationFailure(
                    Kind.INCOMPLETE,
                    "Credential must have exactly 5 slash-delimited elements, e.g."
                            + " keyid/date/region/service/term, got '" + credential + "'");
        }
        return new Parts(
                scope[0],
                scope[1],
                scope[2],
                scope[3],
                List.of(signedHeaders.split(";")),
                signature,
                timestamp,
                token,
                expires);
    }

    private static void requireToken(Parts parts, Credentials credentials) {
        if (parts.token().equals(credentials.token())) {
            return;
        }
        throw new AuthenticationFailure(
                parts.token().isEmpty() ? Kind.UNKNOWN_KEY : Kind.WRONG_TOKEN,
                "The provided token is malformed or otherwise invalid.");
    }

    private void requireUnexpired(Instant signed, Parts parts) {
        Instant start = signingTime.inSimulatedTime(signed);
        Instant end = start.plusSeconds(parts.expires().orElse(0L));
        Instant now = signingTime.now();
        if (start.isAfter(now.plus(Duration.ofMinutes(15)))) {
            throw new AwsError(403, "AccessDenied", "Request is not yet valid").detail("ServerTime", now.toString());
        }
        if (now.isAfter(end)) {
            throw new AwsError(403, "AccessDenied", "Request has expired")
                    .detail("X-Amz-Expires", String.valueOf(parts.expires().orElse(0L)))
                    .detail("Expires", end.toString())
                    .detail("ServerTime", now.toString());
        }
    }

    private static void requireSignedAmazonHeaders(Request request, Parts parts) {
        String unsigned = request.headers().names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name ->
                        name.startsWith("x-amz-") && !parts.signedHeaders().contains(name))
                .collect(Collectors.joining(", "));
        if (!unsigned.isEmpty() || !parts.signedHeaders().contains("host")) {
            throw new AwsError(403, "AccessDenied", "There were headers present in the request which were not signed")
                    .detail("HeadersNotSigned", unsigned.isEmpty() ? "host" : unsigned);
        }
    }

    private byte[] signingKey(String secret, Parts parts) {
        return signingKeys.computeIfAbsent(List.of(secret, parts.date(), parts.region(), parts.service()), scope -> {
            byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
            for (String step : Arrays.asList(parts.date(), parts.region(), parts.service(), "aws4_request")) {
                key = hmac(key, step);
            }
            return key;
        });
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** SHA-256, which every JDK has. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
