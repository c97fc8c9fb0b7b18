package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;

/**
 * One part of an archive, about to be sent.
 *
 * @param number from 1 to 10,000
 * @param length in bytes
 * @param crc32c the CRC-32C of its bytes, big-endian, in Base64: what S3 calls {@code x-amz-checksum-crc32c}
 * @param whole whether this part is all there is, so that it is sent as a single object
 */
public record Part(int number, long length, String crc32c, boolean whole) implements Serializable {}
