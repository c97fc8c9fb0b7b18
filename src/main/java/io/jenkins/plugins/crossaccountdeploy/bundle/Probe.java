package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.util.Arrays;

/**
 * Tells by samples of content, whatever its name, whether it is compressed (or encrypted) already, so that no time goes
 * into compressing it again.
 */
final class Probe {

    /** Below this size, in bytes, deflating costs no more than finding out. */
    private static final int SMALL = 2 * 1024;

    private static final int SAMPLE = 4 * 1024;
    private static final int SAMPLES = 4;

    /** Compressing again is not worth less than this, in percent. */
    private static final int WORTH = 10;

    /** How many single bytes the first look takes. */
    private static final int BYTES = 2048;

    private final int[] counts = new int[256];
    private final byte[] output = new byte[SAMPLE + Compressor.SLACK];
    private final Compressor compressor;

    Probe(Compressor compressor) {
        this.compressor = compressor;
    }

    /** Whether hardly anything would be saved. */
    boolean isCompressed(byte[] bytes, int from, int length) {
        return length >= SMALL && looksRandom(bytes, from, length) && hardlyShrinks(bytes, from, length);
    }

    /**
     * Whether all bytes are about as frequent. The probability that two bytes are the same is 1/256 in random data, a
     * little more in compressed files with their headers, and ten times that in text, classes and machine code.
     */
    private boolean looksRandom(byte[] bytes, int from, int length) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < BYTES; i++) {
            counts[bytes[from + (int) ((long) length * i / BYTES)] & 0xFF]++;
        }
        long same = 0;
        for (int count : counts) {
            same += (long) count * (count - 1);
        }
        return same * 256 < 2L * BYTES * (BYTES - 1);
    }

    private boolean hardlyShrinks(byte[] bytes, int from, int length) {
        int sample = Math.min(SAMPLE, length / SAMPLES);
        int shrunk = 0;
        for (int i = 0; i < SAMPLES; i++) {
            // from the middle of each quarter: headers and directories are at the ends
            int at = from + (int) ((2L * i + 1) * length / (2 * SAMPLES)) - sample / 2;
            int end = compressor.compress(bytes, at, at, at + sample, true, output, 0, sample);
            shrunk += end < 0 ? sample : end;
        }
        return shrunk >= (long) SAMPLES * sample * (100 - WORTH) / 100;
    }
}
