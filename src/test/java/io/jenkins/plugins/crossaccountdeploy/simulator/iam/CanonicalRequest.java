package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The form of a request that its signature is made of.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">IAM User
 *     Guide, create a signed request</a>
 */
final class CanonicalRequest {

    private CanonicalRequest() {}

    /** @param s3 whether the path is encoded once, as S3 alone does */
    static String of(Request request, List<String> signedHeaders, String payloadHash, boolean s3) {
        StringBuilder canonical = new StringBuilder(512);
        canonical.append(request.method()).append('\n');
        String path = encode(Request.decode(request.rawPath(), false), true);
        canonical.append(s3 ? path : encode(path, true)).append('\n');
        canonical.append(query(request.rawQuery())).append('\n');
        for (String name : signedHeaders) {
            canonical.append(name).append(':');
            canonical.append(request.headers().all(name).stream()
                    .map(value -> value.strip().replaceAll(" +", " "))
                    .collect(Collectors.joining(",")));
            canonical.append('\n');
        }
        canonical.append('\n').append(String.join(";", signedHeaders)).append('\n');
        return canonical.append(payloadHash).toString();
    }

    private static String query(String rawQuery) {
        List<String> pairs = new ArrayList<>();
        if (!rawQuery.isEmpty()) {
            for (String pair : rawQuery.split("&")) {
                int equals = pair.indexOf('=');
                String name = Request.decode(equals < 0 ? pair : pair.substring(0, equals), false);
                String value = equals < 0 ? "" : Request.decode(pair.substring(equals + 1), false);
                if (!name.equals("X-Amz-Signature")) {
                    pairs.add(encode(name, false) + "=" + encode(value, false));
                }
            }
        }
        // names are compared before values: "=" sorts after the digits that may continue a longer name
        pairs.sort((one, other) -> {
            String[] left = one.split("=", 2);
            String[] right = other.split("=", 2);
            int byName = left[0].compareTo(right[0]);
            return byName != 0 ? byName : left[1].compareTo(right[1]);
        });
        return String.join("&", pairs);
    }

    private static String encode(String text, boolean keepSlash) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "-_.~".indexOf(c) >= 0
                    || keepSlash && c == '/') {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
