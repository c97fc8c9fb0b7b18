package io.jenkins.plugins.crossaccountdeploy.bundle;

/** Arithmetic with CRC-32s, which are polynomials over GF(2) modulo the one of zip. */
final class Crc {

    /** The polynomial of zip, with the lowest power in the highest bit. */
    private static final int POLYNOMIAL = 0xEDB88320;

    private static final int ONE = 1 << 31;

    /** x to the power of 8: what one byte more multiplies by. */
    private static final int BYTE = ONE >>> 8;

    private Crc() {}

    /** The CRC-32 of two pieces of data one after the other, from that of each and the length of the second in bytes. */
    static int combine(int first, int second, long length) {
        return multiply(first, power(length)) ^ second;
    }

    private static int power(long bytes) {
        int result = ONE;
        int square = BYTE;
        for (long rest = bytes; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result = multiply(result, square);
            }
            square = multiply(square, square);
        }
        return result;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted >>> 1) ^ ((shifted & 1) == 0 ? 0 : POLYNOMIAL);
        }
        return product;
    }
}
