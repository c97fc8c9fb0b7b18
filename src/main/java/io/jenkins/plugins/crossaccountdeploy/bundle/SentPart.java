package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;

/**
 * A part that S3 has acknowledged.
 *
 * @param part what was sent
 * @param eTag S3's answer, quotes included
 * @param versionId the version of the object that a {@linkplain Part#whole() whole} part made; empty in an unversioned
 *     bucket, and for the parts of a multipart upload
 */
public record SentPart(Part part, String eTag, String versionId) implements Serializable {}
