package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;

/**
 * How far a bundle is.
 *
 * @param read bytes of the workspace that are in the archive
 * @param total bytes of the workspace that there are for it
 * @param sent bytes of the archive that S3 has acknowledged
 */
public record Progress(long read, long total, long sent) implements Serializable {}
