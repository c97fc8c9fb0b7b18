package io.jenkins.plugins.crossaccountdeploy.revision;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.BundleType;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocationType;
import software.amazon.awssdk.services.codedeploy.model.S3Location;

/**
 * A bundle in S3.
 *
 * @param bucket its bucket
 * @param key its key
 * @param version its version ID; empty in a bucket that keeps no versions
 * @param eTag its entity tag, without quotes; empty when not known
 * @param digest the digest of its contents; empty when somebody else made it
 */
public record S3Revision(String bucket, String key, String version, String eTag, String digest) implements Revision {

    private static final Pattern URI = Pattern.compile("s3://([^/?]+)/([^?]+)(?:\\?([^?]*))?");

    private static final Pattern DETAIL = Pattern.compile("(versionId|eTag|digest)=([^&]+)");

    private static final Map<String, BundleType> TYPES = Map.of(
            ".zip", BundleType.ZIP,
            ".tgz", BundleType.TGZ,
            ".tar.gz", BundleType.TGZ,
            ".tar", BundleType.TAR,
            ".yml", BundleType.YAML,
            ".yaml", BundleType.YAML,
            ".json", BundleType.JSON);

    public S3Revision {
        // What an earlier version has saved lacks what it did not know.
        version = Objects.requireNonNullElse(version, "");
        eTag = Objects.requireNonNullElse(eTag, "");
        digest = Objects.requireNonNullElse(digest, "");
    }

    /** An object as CodeDeploy names it, which knows no digest. */
    public static S3Revision of(S3Location object) {
        return new S3Revision(object.bucket(), object.key(), object.version(), object.eTag(), "");
    }

    /**
     * Reads {@code s3://bucket/key}, optionally with {@code ?versionId=}, {@code eTag=} and {@code digest=}.
     *
     * @return the revision; empty if the text is not of that form, or if the key's ending is none that CodeDeploy deploys
     */
    public static Optional<S3Revision> parse(String text) {
        Matcher address = URI.matcher(text.trim());
        if (!address.matches() || type(address.group(2)).isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> details = new HashMap<>();
        if (address.group(3) != null) {
            for (String detail : address.group(3).split("&")) {
                Matcher known = DETAIL.matcher(detail);
                if (!known.matches()) {
                    return Optional.empty();
                }
                details.put(known.group(1), known.group(2));
            }
        }
        return Optional.of(new S3Revision(
                address.group(1),
                address.group(2),
                details.getOrDefault("versionId", ""),
                details.getOrDefault("eTag", ""),
                details.getOrDefault("digest", "")));
    }

    /** {@inheritDoc} With its version, entity tag and digest, if known. */
    @Override
    public String address() {
        String details = Stream.of(detail("versionId", version), detail("eTag", eTag), detail("digest", digest))
                .filter(detail -> !detail.isEmpty())
                .collect(Collectors.joining("&"));
        return "s3://" + bucket + "/" + key + (details.isEmpty() ? "" : "?" + details);
    }

    private static String detail(String name, String value) {
        return value.isEmpty() ? "" : name + "=" + value;
    }

    private static Optional<BundleType> type(String key) {
        return TYPES.entrySet().stream()
                .filter(type -> key.endsWith(type.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    @Override
    public RevisionLocation location() {
        S3Location.Builder object = S3Location.builder()
                .bucket(bucket)
                .key(key)
                .bundleType(type(key).orElse(BundleType.ZIP));
        if (!version.isEmpty()) {
            object.version(version);
        }
        if (!eTag.isEmpty()) {
            object.eTag(eTag);
        }
        return RevisionLocation.builder()
                .revisionType(RevisionLocationType.S3)
                .s3Location(object.build())
                .build();
    }

    @Override
    public String uri() {
        return "s3://" + bucket + "/" + key + (version.isEmpty() ? "" : "?versionId=" + version);
    }
}
