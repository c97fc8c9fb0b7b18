package io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Identifiers that look like CodeDeploy's and are the same in every run. */
public final class Ids {

    private static final String LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private Ids() {}

    public static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The n-th deployment's ID, such as d-7QK2XJ3ZD. */
    static String deployment(long seed, long n) {
        StringBuilder id = new StringBuilder("d-");
        long bits = mix(seed * 1_000_003 + n);
        for (int i = 0; i < 9; i++) {
            id.append(LETTERS_AND_DIGITS.charAt((int) Long.remainderUnsigned(bits, 36)));
            bits = Long.divideUnsigned(bits, 36);
        }
        return id.toString();
    }

    /** Spreads a number over all 64 bits (the finalizer of SplitMix64). */
    public static long mix(long number) {
        long z = number + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
