package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The headers that are kept with an object and given back with it. */
final class KeptHeaders {

    private static final List<String> STANDARD =
            List.of("content-type", "content-disposition", "content-language", "cache-control", "expires");

    /** From the S3 user guide, "Working with object metadata". */
    private static final int MOST_METADATA = 2048;

    private KeptHeaders() {}

    static Map<String, String> of(Request request) {
        Map<String, String> kept = new TreeMap<>();
        for (String name : request.headers().names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-amz-meta-") || STANDARD.contains(lower)) {
                kept.put(lower, String.join(",", request.headers().all(name)));
            }
        }
        String encoding = request.header("Content-Encoding").orElse("").replaceAll("aws-chunked,?", "");
        if (!encoding.isBlank()) {
            kept.put("content-encoding", encoding.strip());
        }
        int size = kept.entrySet().stream()
                .filter(header -> header.getKey().startsWith("x-amz-meta-"))
                .mapToInt(header -> header.getKey().length()
                        - "x-amz-meta-".length()
                        + header.getValue().length())
                .sum();
        if (size > MOST_METADATA) {
            throw new AwsError(
                            400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
                    .detail("Size", String.valueOf(size))
                    .detail("MaxSizeAllowed", String.valueOf(MOST_METADATA));
        }
        return kept;
    }
}
