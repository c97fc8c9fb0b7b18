package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes the deflate format (RFC 1951): faster than zlib's level 3, about as small as its level 4, and the same bytes on every
 * platform, where zlib's differ from one build of it to the other.
 *
 * <p>Matches are found by chains of positions with the same hash of four bytes; one is put off when the next position has
 * a better one. Each block of tokens gets its own Huffman codes. An instance is for one thread, and for many inputs one
 * after the other.
 */
final class Compressor {

    /** How far back a match may be, in bytes. */
    static final int WINDOW = 32 * 1024;

    /** What arrays must have beyond the data, since they are read and written by eight bytes at a time. */
    static final int SLACK = 8;

    /** How many positions of a chain to look at: this is what trades speed for size. */
    private static final int DEPTH = 4;

    /** The same, when there is a match already. */
    private static final int LAZY_DEPTH = 2;

    /** A match of this length is taken without a look at the next position. */
    private static final int LAZY_LENGTH = 10;

    /** A match of this length is taken without looking for a longer one. */
    private static final int NICE_LENGTH = 32;

    private static final int SHORTEST = 4;
    private static final int LONGEST = 258;

    private static final int HASH_BITS = 15;
    private static final int WINDOW_MASK = WINDOW - 1;

    private static final int TOKENS = 16 * 1024;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LITERALS_AND_LENGTHS = 286;
    private static final int DISTANCES = 30;
    private static final int END = 256;

    /** For each length its symbol, and for each symbol its shortest length and number of extra bits. */
    private static final short[] LENGTH_SYMBOL = new short[LONGEST + 1];

    private static final int[] LENGTH_BASE = new int[29];
    private static final int[] LENGTH_EXTRA = new int[29];

    private static final Codes FIXED_LITERALS = new Codes(288, 15);
    private static final Codes FIXED_DISTANCES = new Codes(DISTANCES, 15);

    static {
        int length = 3;
        for (int symbol = 0; symbol < 28; symbol++) {
            LENGTH_BASE[symbol] = length;
            LENGTH_EXTRA[symbol] = symbol < 8 ? 0 : (symbol >> 2) - 1;
            for (int i = 0; i < 1 << LENGTH_EXTRA[symbol]; i++) {
                LENGTH_SYMBOL[Math.min(LONGEST, length++)] = (short) (257 + symbol);
            }
        }
        LENGTH_BASE[28] = LONGEST;
        LENGTH_SYMBOL[LONGEST] = 285;
        Arrays.fill(FIXED_LITERALS.lengths, 0, 144, (byte) 8);
        Arrays.fill(FIXED_LITERALS.lengths, 144, 256, (byte) 9);
        Arrays.fill(FIXED_LITERALS.lengths, 256, 280, (byte) 7);
        Arrays.fill(FIXED_LITERALS.lengths, 280, 288, (byte) 8);
        FIXED_LITERALS.assign();
        Arrays.fill(FIXED_DISTANCES.lengths, (byte) 5);
        FIXED_DISTANCES.assign();
    }

    /** The last position with a hash, and for each position of the window the one before with the same hash. */
    private final int[] head = new int[1 << HASH_BITS];

    private final int[] previous = new int[WINDOW];

    /** What positions are stored plus: more for each input, so that those of earlier inputs are too small to be valid. */
    private int base = 1;

    /** Literals as such, matches as length and distance. */
    private final int[] tokens = new int[TOKENS + 2];

    private int tokenCount;

    private final int[] literalCounts = new int[LITERALS_AND_LENGTHS];
    private final int[] distanceCounts = new int[DISTANCES];
    private final Codes literals = new Codes(LITERALS_AND_LENGTHS, 15);
    private final Codes distances = new Codes(DISTANCES, 15);
    private final Codes lengths = new Codes(19, 7);

    /** The code of each match length with its extra bits. */
    private final int[] lengthCodes = new int[LONGEST + 1];

    private final byte[] lengthBits = new byte[LONGEST + 1];

    private byte[] out;
    private int at;
    private long bits;
    private int bitCount;

    /**
     * Compresses a part of an array, as one or more blocks that end on a whole byte.
     *
     * @param in has {@link #SLACK} bytes after {@code to}
     * @param windowFrom from where on matches may be; what is before {@code from} was compressed before
     * @param last whether nothing follows
     * @param limit where in {@code out} to stop; {@link #SLACK} bytes after it may be overwritten
     * @return where the result ends, or -1 when it does not fit
     */
    int compress(byte[] in, int windowFrom, int from, int to, boolean last, byte[] into, int offset, int limit) {
        if (base > Integer.MAX_VALUE - 2 * to - WINDOW) {
            Arrays.fill(head, 0);
            base = 1;
        }
        out = into;
        at = offset;
        bits = 0;
        bitCount = 0;
        for (int i = windowFrom; i < Math.min(from, to - SHORTEST + 1); i++) {
            insert(in, i);
        }
        int done = from;
        do {
            startBlock();
            int end = tokenize(in, windowFrom, done, to);
            if (!writeBlock(in, done, end, last && end == to, limit)) {
                done = -1;
                break;
            }
            done = end;
        } while (done < to);
        base += to + 1;
        if (done < 0) {
            return -1;
        }
        if (!last) {
            // an empty stored block, which starts on a whole byte
            put(0, 3);
            align();
            if (at + 4 > limit) {
                return -1;
            }
            into[at++] = 0;
            into[at++] = 0;
            into[at++] = (byte) 0xFF;
            into[at++] = (byte) 0xFF;
        }
        return at;
    }

    private void startBlock() {
        tokenCount = 0;
        Arrays.fill(literalCounts, 0);
        Arrays.fill(distanceCounts, 0);
        literalCounts[END] = 1;
    }

    private static int hash(int four) {
        return (four * 0x9E3779B1) >>> (32 - HASH_BITS);
    }

    private void insert(byte[] in, int position) {
        int hash = hash((int) INT.get(in, position));
        previous[position & WINDOW_MASK] = head[hash];
        head[hash] = base + position;
    }

    /** Fills a block with tokens, and tells where it ends. */
    private int tokenize(byte[] in, int windowFrom, int from, int to) {
        int[] tokens = this.tokens;
        int count = 0;
        int lastMatch = to - SHORTEST;
        int i = from;
        while (i < to && count < TOKENS) {
            if (i > lastMatch) {
                literalCounts[in[i] & 0xFF]++;
                tokens[count++] = in[i++] & 0xFF;
                continue;
            }
            int match = find(in, windowFrom, i, to, SHORTEST - 1, DEPTH);
            int length = match >>> 16;
            if (length < SHORTEST) {
                literalCounts[in[i] & 0xFF]++;
                tokens[count++] = in[i++] & 0xFF;
                continue;
            }
            int inserted = i + 1;
            while (length < LAZY_LENGTH && i < lastMatch && count < TOKENS) {
                int next = find(in, windowFrom, i + 1, to, length - 1, LAZY_DEPTH);
                inserted = i + 2;
                if (!better(next, match)) {
                    break;
                }
                literalCounts[in[i] & 0xFF]++;
                tokens[count++] = in[i++] & 0xFF;
                match = next;
                length = match >>> 16;
            }
            tokens[count++] = match;
            literalCounts[LENGTH_SYMBOL[length]]++;
            distanceCounts[distanceSymbol(match & 0xFFFF)]++;
            int end = i + length;
            int insertTo = Math.min(end, lastMatch + 1);
            for (int position = inserted; position < insertTo; position++) {
                insert(in, position);
            }
            i = end;
        }
        tokenCount = count;
        return i;
    }

    /** Whether a match one position later is worth a literal before it: a length is about four bits of distance. */
    private static boolean better(int next, int match) {
        int nextLength = next >>> 16;
        int length = match >>> 16;
        return nextLength >= length
                && 4 * (nextLength - length)
                                + Integer.numberOfLeadingZeros(next & 0xFFFF)
                                - Integer.numberOfLeadingZeros(match & 0xFFFF)
                        > 2;
    }

    /** Inserts a position, and finds the longest match that is longer than a length: length and distance, or 0. */
    private int find(byte[] in, int windowFrom, int position, int to, int longerThan, int depth) {
        int[] previous = this.previous;
        int first = (int) INT.get(in, position);
        int hash = hash(first);
        int candidate = head[hash];
        head[hash] = base + position;
        previous[position & WINDOW_MASK] = candidate;

        int most = Math.min(LONGEST, to - position);
        int best = longerThan;
        if (best >= most) {
            return 0;
        }
        int bestDistance = 0;
        int oldest = base + Math.max(windowFrom, position - WINDOW + 1);
        int tail = (int) INT.get(in, position + best - 3);
        for (int left = depth; candidate >= oldest && left > 0; left--) {
            int other = candidate - base;
            if ((int) INT.get(in, other + best - 3) == tail && (int) INT.get(in, other) == first) {
                int length = matchLength(in, other, position, most);
                if (length > best) {
                    best = length;
                    bestDistance = position - other;
                    if (length >= NICE_LENGTH || length == most) {
                        break;
                    }
                    tail = (int) INT.get(in, position + best - 3);
                }
            }
            candidate = previous[other & WINDOW_MASK];
        }
        return bestDistance == 0 ? 0 : best << 16 | bestDistance;
    }

    private static int matchLength(byte[] in, int other, int position, int most) {
        int length = SHORTEST;
        while (length < most) {
            long difference = (long) LONG.get(in, other + length) ^ (long) LONG.get(in, position + length);
            if (difference != 0) {
                return Math.min(most, length + (Long.numberOfTrailingZeros(difference) >>> 3));
            }
            length += 8;
        }
        return most;
    }

    private static int distanceSymbol(int distance) {
        int zeroBased = distance - 1;
        if (zeroBased < 4) {
            return zeroBased;
        }
        int log = 31 - Integer.numberOfLeadingZeros(zeroBased);
        return 2 * log + (zeroBased >>> (log - 1) & 1);
    }

    // Writing

    private boolean writeBlock(byte[] in, int from, int to, boolean last, int limit) {
        literals.build(literalCounts);
        distances.build(distanceCounts);
        int literalUsed = literals.used(257);
        int distanceUsed = distances.used(1);
        CodeLengths header = new CodeLengths(literals, literalUsed, distances, distanceUsed);
        lengths.build(header.counts);
        int lengthsUsed = header.lengthsUsed(lengths);

        long extra = extraBits();
        long dynamic = 14
                + 3L * lengthsUsed
                + header.bits(lengths)
                + literals.bits(literalCounts)
                + distances.bits(distanceCounts)
                + extra;
        long fixed = FIXED_LITERALS.bits(literalCounts) + FIXED_DISTANCES.bits(distanceCounts) + extra;
        long stored = 8L * (to - from) + 40L * ((to - from + 65_534) / 65_535) + 7;
        long least = Math.min(stored, Math.min(dynamic, fixed)) + 3;
        if (at + (bitCount + least + 7) / 8 > limit) {
            return false;
        }
        if (least == stored + 3) {
            store(in, from, to, last);
            return true;
        }
        put(last ? 1 : 0, 1);
        if (fixed <= dynamic) {
            put(1, 2);
            writeTokens(FIXED_LITERALS, FIXED_DISTANCES);
        } else {
            put(2, 2);
            put(literalUsed - 257, 5);
            put(distanceUsed - 1, 5);
            put(lengthsUsed - 4, 4);
            header.write(this, lengths, lengthsUsed);
            writeTokens(literals, distances);
        }
        if (last) {
            align();
        }
        return true;
    }

    private long extraBits() {
        long extra = 0;
        for (int symbol = 8; symbol < 28; symbol++) {
            extra += (long) literalCounts[257 + symbol] * LENGTH_EXTRA[symbol];
        }
        for (int symbol = 4; symbol < DISTANCES; symbol++) {
            extra += (long) distanceCounts[symbol] * (symbol / 2 - 1);
        }
        return extra;
    }

    private void store(byte[] in, int from, int to, boolean last) {
        int done = from;
        do {
            int length = Math.min(65_535, to - done);
            put(last && done + length == to ? 1 : 0, 3);
            align();
            put(length | ~length << 16, 32);
            align();
            System.arraycopy(in, done, out, at, length);
            at += length;
            done += length;
        } while (done < to);
    }

    private void writeTokens(Codes literals, Codes distances) {
        int[] literalCodes = literals.codes;
        byte[] literalLengths = literals.lengths;
        int[] distanceCodes = distances.codes;
        byte[] distanceLengths = distances.lengths;
        for (int length = 3; length <= LONGEST; length++) {
            int symbol = LENGTH_SYMBOL[length];
            lengthCodes[length] = literalCodes[symbol] | (length - LENGTH_BASE[symbol - 257]) << literalLengths[symbol];
            lengthBits[length] = (byte) (literalLengths[symbol] + LENGTH_EXTRA[symbol - 257]);
        }
        byte[] out = this.out;
        int at = this.at;
        long bits = this.bits;
        int bitCount = this.bitCount;
        for (int i = 0; i < tokenCount; i++) {
            int token = tokens[i];
            if (token < 256) {
                bits |= (long) literalCodes[token] << bitCount;
                bitCount += literalLengths[token];
            } else {
                int length = token >>> 16;
                bits |= (long) lengthCodes[length] << bitCount;
                bitCount += lengthBits[length];
                int distance = (token & 0xFFFF) - 1;
                int symbol = distanceSymbol(distance + 1);
                bits |= (long) distanceCodes[symbol] << bitCount;
                bitCount += distanceLengths[symbol];
                if (symbol >= 4) {
                    int extra = (symbol >> 1) - 1;
                    bits |= (long) (distance & (1 << extra) - 1) << bitCount;
                    bitCount += extra;
                }
            }
            // At most 7 bits stay, and a token has at most 48.
            LONG.set(out, at, bits);
            at += bitCount >>> 3;
            bits >>>= bitCount & ~7;
            bitCount &= 7;
        }
        this.at = at;
        this.bits = bits;
        this.bitCount = bitCount;
        put(literalCodes[END], literalLengths[END]);
    }

    private void put(int value, int count) {
        bits |= Integer.toUnsignedLong(value) << bitCount;
        bitCount += count;
        LONG.set(out, at, bits);
        at += bitCount >>> 3;
        bits >>>= bitCount & ~7;
        bitCount &= 7;
    }

    private void align() {
        if (bitCount > 0) {
            put(0, 8 - bitCount);
        }
    }

    /** A Huffman code: for each symbol its length in bits, and its bits in the order in which they are written. */
    private static final class Codes {

        final byte[] lengths;
        final int[] codes;
        private final int longest;
        private final long[] sorted;
        private final int[] tree;
        private final int[] perLength = new int[16];

        Codes(int symbols, int longest) {
            lengths = new byte[symbols];
            codes = new int[symbols];
            sorted = new long[symbols];
            tree = new int[symbols];
            this.longest = longest;
        }

        /** The code that is shortest for these counts. */
        void build(int[] counts) {
            Arrays.fill(lengths, (byte) 0);
            int used = 0;
            for (int symbol = 0; symbol < counts.length; symbol++) {
                if (counts[symbol] > 0) {
                    sorted[used++] = (long) counts[symbol] << 16 | symbol;
                }
            }
            if (used < 2) {
                // Some readers want a complete code: two symbols of one bit.
                int only = used == 0 ? 0 : (int) sorted[0] & 0xFFFF;
                lengths[only] = 1;
                lengths[only == 0 ? 1 : 0] = 1;
                assign();
                return;
            }
            Arrays.sort(sorted, 0, used);
            depths(used);
            limit(used);
            assign();
        }

        /** Replaces counts, sorted from least, by depths in the tree, in place (Moffat and Katajainen, 1995). */
        private void depths(int used) {
            int[] a = tree;
            for (int i = 0; i < used; i++) {
                a[i] = (int) (sorted[i] >>> 16);
            }
            a[0] += a[1];
            int root = 0;
            int leaf = 2;
            for (int next = 1; next < used - 1; next++) {
                if (leaf >= used || a[root] < a[leaf]) {
                    a[next] = a[root];
                    a[root++] = next;
                } else {
                    a[next] = a[leaf++];
                }
                if (leaf >= used || root < next && a[root] < a[leaf]) {
                    a[next] += a[root];
                    a[root++] = next;
                } else {
                    a[next] += a[leaf++];
                }
            }
            a[used - 2] = 0;
            for (int next = used - 3; next >= 0; next--) {
                a[next] = a[a[next]] + 1;
            }
            int available = 1;
            int internal = 0;
            int depth = 0;
            int next = used - 1;
            root = used - 2;
            while (available > 0) {
                while (root >= 0 && a[root] == depth) {
                    internal++;
                    root--;
                }
                while (available > internal) {
                    a[next--] = depth;
                    available--;
                }
                available = 2 * internal;
                depth++;
                internal = 0;
            }
        }

        /** Shortens codes that are too long, and lengthens others until the code is one again. */
        private void limit(int used) {
            Arrays.fill(perLength, 0);
            for (int i = 0; i < used; i++) {
                perLength[Math.min(longest, tree[i])]++;
            }
            long total = 0;
            for (int length = longest; length > 0; length--) {
                total += (long) perLength[length] << (longest - length);
            }
            while (total > 1L << longest) {
                perLength[longest]--;
                for (int length = longest - 1; length > 0; length--) {
                    if (perLength[length] > 0) {
                        perLength[length]--;
                        perLength[length + 1] += 2;
                        break;
                    }
                }
                total--;
            }
            int i = 0;
            for (int length = longest; length > 0; length--) {
                for (int left = perLength[length]; left > 0; left--) {
                    lengths[(int) sorted[i++] & 0xFFFF] = (byte) length;
                }
            }
        }

        /** Gives codes in the order of RFC 1951, section 3.2.2, by the lengths. */
        void assign() {
            int[] next = perLength;
            Arrays.fill(next, 0);
            for (byte length : lengths) {
                next[length]++;
            }
            next[0] = 0;
            int code = 0;
            int count = 0;
            for (int length = 1; length < 16; length++) {
                code = (code + count) << 1;
                count = next[length];
                next[length] = code;
            }
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                int length = lengths[symbol];
                codes[symbol] = length == 0 ? 0 : Integer.reverse(next[length]++) >>> (32 - length);
            }
        }

        long bits(int[] counts) {
            long bits = 0;
            for (int symbol = 0; symbol < counts.length; symbol++) {
                bits += (long) counts[symbol] * lengths[symbol];
            }
            return bits;
        }

        int used(int atLeast) {
            int used = lengths.length;
            while (used > atLeast && lengths[used - 1] == 0) {
                used--;
            }
            return used;
        }
    }

    /** The lengths of two codes, with runs shortened, as RFC 1951, section 3.2.7, has it. */
    private static final class CodeLengths {

        private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

        final int[] counts = new int[19];

        /** A symbol, and above it what its extra bits say. */
        private final int[] symbols;

        private int count;

        CodeLengths(Codes literals, int literalUsed, Codes distances, int distanceUsed) {
            byte[] all = new byte[literalUsed + distanceUsed];
            System.arraycopy(literals.lengths, 0, all, 0, literalUsed);
            System.arraycopy(distances.lengths, 0, all, literalUsed, distanceUsed);
            symbols = new int[all.length];
            for (int i = 0; i < all.length; ) {
                int run = 1;
                while (i + run < all.length && all[i + run] == all[i]) {
                    run++;
                }
                i += run;
                add(all[i - 1], run);
            }
        }

        private void add(int length, int run) {
            int left = run;
            if (length == 0) {
                for (; left >= 11; left -= Math.min(left, 138)) {
                    add(18 | (Math.min(left, 138) - 11) << 8);
                }
                if (left >= 3) {
                    add(17 | (left - 3) << 8);
                    left = 0;
                }
            } else {
                add(length);
                left--;
                for (; left >= 3; left -= Math.min(left, 6)) {
                    add(16 | (Math.min(left, 6) - 3) << 8);
                }
            }
            for (; left > 0; left--) {
                add(length);
            }
        }

        private void add(int symbol) {
            symbols[count++] = symbol;
            counts[symbol & 0xFF]++;
        }

        private static int extra(int symbol) {
            return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
        }

        long bits(Codes lengths) {
            long bits = lengths.bits(counts);
            for (int symbol = 16; symbol < 19; symbol++) {
                bits += (long) counts[symbol] * extra(symbol);
            }
            return bits;
        }

        int lengthsUsed(Codes lengths) {
            int used = ORDER.length;
            while (used > 4 && lengths.lengths[ORDER[used - 1]] == 0) {
                used--;
            }
            return used;
        }

        void write(Compressor to, Codes lengths, int lengthsUsed) {
            for (int i = 0; i < lengthsUsed; i++) {
                to.put(lengths.lengths[ORDER[i]], 3);
            }
            for (int i = 0; i < count; i++) {
                int symbol = symbols[i] & 0xFF;
                to.put(lengths.codes[symbol], lengths.lengths[symbol]);
                if (symbol >= 16) {
                    to.put(symbols[i] >> 8, extra(symbol));
                }
            }
        }
    }
}
