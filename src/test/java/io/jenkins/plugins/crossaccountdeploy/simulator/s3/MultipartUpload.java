package io.jenkins.plugins.crossaccountdeploy.simulator.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.ChecksumAlgorithm;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.content.Content;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An upload in parts that is neither completed nor aborted. */
public final class MultipartUpload {

    /** One part that has arrived. */
    record Part(int number, byte[] md5, Content content, Map<ChecksumAlgorithm, String> checksums, Instant modified) {

        String eTag() {
            return java.util.HexFormat.of().formatHex(md5);
        }
    }

    private final String id;
    private final String key;
    private final String initiator;
    private final Instant initiated;
    private final Encryption encryption;
    private final Map<String, String> headers;
    private final Map<String, String> tags;
    private final Optional<ChecksumAlgorithm> checksum;
    private final boolean wholeChecksum;
    private final TreeMap<Integer, Part> parts = new TreeMap<>();
    private long begun;

    MultipartUpload(
            String id,
            String key,
            String initiator,
            Instant initiated,
            Encryption encryption,
            Map<String, String> headers,
            Map<String, String> tags,
            Optional<ChecksumAlgorithm> checksum,
            boolean wholeChecksum) {
        this.id = id;
        this.key = key;
        this.initiator = initiator;
        this.initiated = initiated;
        this.encryption = encryption;
        this.headers = headers;
        this.tags = tags;
        this.checksum = checksum;
        this.wholeChecksum = wholeChecksum;
    }

    public String id() {
        return id;
    }

    public String key() {
        return key;
    }

    /** The ARN of who started it. */
    public String initiator() {
        return initiator;
    }

    public Instant initiated() {
        return initiated;
    }

    /** How many changes the bucket had seen when this was begun. */
    long begun() {
        return begun;
    }

    void begun(long changes) {
        begun = changes;
    }

    Encryption encryption() {
        return encryption;
    }

    Map<String, String> headers() {
        return headers;
    }

    Map<String, String> tags() {
        return tags;
    }

    Optional<ChecksumAlgorithm> checksum() {
        return checksum;
    }

    /** Whether the checksum is one of the whole object rather than of its parts' checksums. */
    boolean wholeChecksum() {
        return wholeChecksum;
    }

    synchronized void put(Part part) {
        Part before = parts.put(part.number(), part);
        if (before != null) {
            before.content().discard();
        }
    }

    synchronized TreeMap<Integer, Part> parts() {
        return new TreeMap<>(parts);
    }

    /** The numbers of the parts that have arrived. */
    public java.util.Set<Integer> partNumbers() {
        return parts().keySet();
    }

    /** The bytes that have arrived. */
    public long size() {
        return parts().values().stream()
                .mapToLong(part -> part.content().size())
                .sum();
    }

    synchronized void discard() {
        parts.values().forEach(part -> part.content().discard());
    }

    @Override
    public String toString() {
        return key + " " + partNumbers();
    }
}
