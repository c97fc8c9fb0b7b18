package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.archive.ArchiveFormat;
import io.jenkins.plugins.crossaccountdeploy.archive.ReadyArchive;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What is in a bundle, known before a byte of it is zipped.
 *
 * @param digest SHA-256 over the sorted manifest (path, mode, size and content hash of each entry), 64 lower-case
 *     hexadecimal digits; equal digests mean equal contents, paths and modes. Of an archive that is ready-made, SHA-256 of
 *     its bytes
 * @param files number of regular files
 * @param directories number of directories
 * @param links number of symbolic links
 * @param bytes total size of the regular files, uncompressed
 * @param leftOut number of files that excludes kept out
 * @param format of the archive
 * @param readyBytes size of the archive if it is ready-made, in bytes; 0 if it is made while it is sent
 */
public record Contents(
        String digest,
        long files,
        long directories,
        long links,
        long bytes,
        long leftOut,
        ArchiveFormat format,
        long readyBytes)
        implements Serializable {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if the digest is none: it names the bundle, and comes from an agent */
    public Contents {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("no digest of a bundle");
        }
        Objects.requireNonNull(format);
    }

    /** Those of files that are bundled while they are sent. */
    public Contents(String digest, long files, long directories, long links, long bytes, long leftOut) {
        this(digest, files, directories, links, bytes, leftOut, ArchiveFormat.ZIP, 0);
    }

    /** Those of an archive that is there already. */
    static Contents of(ReadyArchive archive, String digest, List<Entry> entries) {
        long files = 0;
        long directories = 0;
        long bytes = 0;
        for (Entry entry : entries) {
            if (entry instanceof Entry.File file) {
                files++;
                bytes += file.size();
            } else if (entry instanceof Entry.Directory) {
                directories++;
            }
        }
        return new Contents(
                digest,
                files,
                directories,
                entries.size() - files - directories,
                bytes,
                0,
                archive.format(),
                archive.size());
    }

    /** Whether the archive was there already, and is sent as it is. */
    public boolean isReadyMade() {
        return readyBytes > 0;
    }
}
