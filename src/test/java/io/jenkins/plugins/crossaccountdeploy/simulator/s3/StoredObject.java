package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.Content;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One version of an object.
 *
 * @param eTag without quotes
 * @param deleteMarker whether this only says that the object was deleted
 * @param headers what is given back as it was sent: Content-Type and the like, and {@code x-amz-meta-*}
 * @param owner the ARN of who wrote it
 */
public record StoredObject(
        String key,
        Optional<String> version,
        String eTag,
        Instant lastModified,
        Content content,
        Encryption encryption,
        Map<String, String> headers,
        Map<String, String> tags,
        Optional<ObjectChecksum> checksum,
        int parts,
        boolean deleteMarker,
        String owner) {

    /** A checksum that is kept with an object: of the whole, or of the parts' checksums. */
    public record ObjectChecksum(String algorithm, String value, String type) {}

    public long size() {
        return content.size();
    }

    /** The user-defined metadata, without its prefix. */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new java.util.TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith("x-amz-meta-")) {
                metadata.put(name.substring("x-amz-meta-".length()), value);
            }
        });
        return metadata;
    }

    public byte[] bytes() {
        return content.bytes();
    }

    StoredObject withTags(Map<String, String> newTags) {
        return new StoredObject(
                key,
                version,
                eTag,
                lastModified,
                content,
                encryption,
                headers,
                Map.copyOf(newTags),
                checksum,
                parts,
                deleteMarker,
                owner);
    }

    @Override
    public String toString() {
        return key + version.map(id -> "?versionId=" + id).orElse("") + " (" + size() + " bytes)";
    }
}
