package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * What is in a bundle, known before a byte of it is zipped.
 *
 * @param digest SHA-256 over the sorted manifest (path, mode, size and content hash of each entry), 64 lower-case
 *     hexadecimal digits; equal digests mean equal contents, paths and modes
 * @param files number of regular files
 * @param directories number of directories
 * @param links number of symbolic links
 * @param bytes total size of the regular files, uncompressed
 * @param leftOut number of files that excludes kept out
 */
public record Contents(String digest, long files, long directories, long links, long bytes, long leftOut)
        implements Serializable {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if the digest is none: it names the bundle, and comes from an agent */
    public Contents {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("no digest of a bundle");
        }
    }
}
