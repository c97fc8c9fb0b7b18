package io.jenkins.plugins.crossaccountdeploy.revision;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern URI = Pattern.compile("s3://([^/?]+)/([^?]+)(?:\\?versionId=([^&]+))?");

    private static final Map<String, BundleType> TYPES = Map.of(
            ".zip", BundleType.ZIP,
            ".tgz", BundleType.TGZ,
            ".tar.gz", BundleType.TGZ,
            ".tar", BundleType.TAR,
            ".yml", BundleType.YAML,
            ".yaml", BundleType.YAML,
            ".json", BundleType.JSON);

    /**
     * Reads {@code s3://bucket/key}, optionally with {@code ?versionId=}.
     *
     * @return the revision; empty if the text is not of that form, or if the key's ending is none that CodeDeploy deploys
     */
    public static Optional<S3Revision> parse(String text) {
        Matcher matcher = URI.matcher(text.trim());
        return matcher.matches() && type(matcher.group(2)).isPresent()
                ? Optional.of(new S3Revision(
                        matcher.group(1), matcher.group(2), Optional.ofNullable(matcher.group(3)).orElse(""), "", ""))
                : Optional.empty();
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
