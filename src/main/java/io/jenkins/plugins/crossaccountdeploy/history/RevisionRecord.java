package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import java.util.Objects;

/**
 * What a run deploys.
 *
 * @param address exact to the bytes, as {@link Revision#parse} reads it; empty while there is none, or none that can be deployed
 *     again
 * @param uri as people read it
 * @param bucket empty for an AppSpec by itself
 * @param key empty for an AppSpec by itself
 * @param version of the object; may be empty
 * @param eTag of the object; may be empty
 * @param digest of the contents: 64 hexadecimal digits; empty when somebody else made the bundle
 * @param commit that was bundled; empty if that is not known
 * @param files number of regular files; 0 if that is not known
 * @param bytes their size, uncompressed
 * @param sentBytes size of the archive that was sent; 0 when it was in the bucket already
 */
public record RevisionRecord(
        String address,
        String uri,
        String bucket,
        String key,
        String version,
        String eTag,
        String digest,
        String commit,
        long files,
        long bytes,
        long sentBytes) {

    /** As git abbreviates it. */
    private static final int SHORT_COMMIT = 7;

    /** As the console does. */
    private static final int SHORT_DIGEST = 12;

    static final RevisionRecord NONE = new RevisionRecord("", "", "", "", "", "", "", "", 0, 0, 0);

    public RevisionRecord {
        address = Objects.requireNonNullElse(address, "");
        uri = Objects.requireNonNullElse(uri, "");
        bucket = Objects.requireNonNullElse(bucket, "");
        key = Objects.requireNonNullElse(key, "");
        version = Objects.requireNonNullElse(version, "");
        eTag = Objects.requireNonNullElse(eTag, "");
        digest = Objects.requireNonNullElse(digest, "");
        commit = Objects.requireNonNullElse(commit, "");
    }

    /** Whether there is one. */
    public boolean isKnown() {
        return !uri.isEmpty();
    }

    /** So much of the commit as people compare; all of it if it is shorter. */
    public String shortCommit() {
        return start(commit, SHORT_COMMIT);
    }

    /** So much of the digest as people compare; empty if there is none. */
    public String shortDigest() {
        return start(digest, SHORT_DIGEST);
    }

    private static String start(String text, int length) {
        return text.substring(0, Math.min(text.length(), length));
    }

    /** The same of the given revision. */
    RevisionRecord at(Revision revision) {
        if (revision instanceof S3Revision object) {
            return new RevisionRecord(
                    object.address(),
                    object.uri(),
                    object.bucket(),
                    object.key(),
                    object.version(),
                    object.eTag(),
                    object.digest(),
                    commit,
                    files,
                    bytes,
                    sentBytes);
        }
        String digested = revision instanceof AppSpecRevision appSpec ? appSpec.sha256() : "";
        return new RevisionRecord(
                revision.address(), revision.uri(), "", "", "", "", digested, commit, files, bytes, sentBytes);
    }

    RevisionRecord ofCommit(String known) {
        return new RevisionRecord(address, uri, bucket, key, version, eTag, digest, known, files, bytes, sentBytes);
    }

    RevisionRecord ofSize(long nowFiles, long nowBytes, long nowSent) {
        return new RevisionRecord(
                address, uri, bucket, key, version, eTag, digest, commit, nowFiles, nowBytes, nowSent);
    }
}
