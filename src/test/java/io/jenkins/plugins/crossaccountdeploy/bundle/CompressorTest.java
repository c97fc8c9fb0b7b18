package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class CompressorTest {

    private final Compressor compressor = new Compressor();

    @Test
    void makesWhatInflatesToTheSame() throws Exception {
        for (long seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            byte[] data = data(random);
            byte[] in = Arrays.copyOf(data, data.length + Compressor.SLACK);
            byte[] out = new byte[data.length + data.length / 1000 + 100];

            int end = compressor.compress(in, 0, 0, data.length, true, out, 0, out.length - Compressor.SLACK);

            assertThat(inflate(out, end, data.length)).as("seed %d", seed).isEqualTo(data);
        }
    }

    @Test
    void continuesBlocksThatWereCompressedApart() throws Exception {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            byte[] data = data(random);
            byte[] in = Arrays.copyOf(data, data.length + Compressor.SLACK);
            byte[] out = new byte[2 * data.length + 1000];
            int end = 0;
            for (int from = 0, to; from == 0 || from < data.length; from = to) {
                to = Math.min(data.length, from + 1 + random.nextInt(100_000));
                int window = Math.max(0, from - Compressor.WINDOW);
                end = compressor.compress(
                        in, window, from, to, to == data.length, out, end, out.length - Compressor.SLACK);
                to = data.length == 0 ? 1 : to;
            }

            assertThat(inflate(out, end, data.length)).as("seed %d", seed).isEqualTo(data);
        }
    }

    @Test
    void stopsAtTheLimitAndWritesNothingBeyondItsSlack() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            byte[] data = data(random);
            byte[] in = Arrays.copyOf(data, data.length + Compressor.SLACK);
            byte[] out = new byte[data.length + 1000];
            int limit = random.nextInt(data.length + 100);

            int end = compressor.compress(in, 0, 0, data.length, true, out, 0, limit);

            assertThat(end).as("seed %d", seed).isLessThanOrEqualTo(limit);
            for (int i = limit + Compressor.SLACK; i < out.length; i++) {
                assertThat(out[i]).as("seed %d, byte %d", seed, i).isZero();
            }
        }
    }

    @Test
    void isAsSmallAsZlibOfLevel4() {
        Random random = new Random(1);
        for (int kind = 1; kind <= 2; kind++) {
            byte[] data = Trees.content(400_000, kind, random);
            byte[] in = Arrays.copyOf(data, data.length + Compressor.SLACK);
            byte[] out = new byte[data.length + 1000];
            int ours = compressor.compress(in, 0, 0, data.length, true, out, 0, out.length - Compressor.SLACK);
            Deflater zlib = new Deflater(4, true);
            zlib.setInput(data);
            zlib.finish();
            int theirs = zlib.deflate(out);
            zlib.end();

            assertThat(ours).isLessThan(theirs * 101 / 100);
        }
    }

    @Test
    void dependsOnItsInputAlone() {
        byte[] in = Arrays.copyOf(Trees.content(50_000, 1, new Random(1)), 50_000 + Compressor.SLACK);
        byte[] first = new byte[60_000];
        int end = new Compressor().compress(in, 0, 0, 50_000, true, first, 0, 59_000);
        for (long seed = 0; seed < 50; seed++) {
            byte[] other = data(new Random(seed));
            compressor.compress(
                    Arrays.copyOf(other, other.length + Compressor.SLACK),
                    0,
                    0,
                    other.length,
                    true,
                    new byte[2 * other.length + 1000],
                    0,
                    other.length);
            byte[] again = new byte[60_000];

            assertThat(compressor.compress(in, 0, 0, 50_000, true, again, 0, 59_000))
                    .isEqualTo(end);
            assertThat(again).isEqualTo(first);
        }
    }

    /** All sizes from none to several blocks, and few or many different bytes, so that codes get short and long. */
    private static byte[] data(Random random) {
        int size = random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(1 << (6 + random.nextInt(13)));
        if (random.nextInt(4) > 0) {
            return Trees.content(size, random.nextInt(4), random);
        }
        byte[] data = new byte[size];
        double skew = 1 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
            data[i] = i > 300 && random.nextInt(30) == 0
                    ? data[i - 1 - random.nextInt(300)]
                    : (byte) (256 * Math.pow(random.nextDouble(), skew));
        }
        return data;
    }

    private static byte[] inflate(byte[] deflated, int length, int size) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated, 0, length);
            byte[] inflated = new byte[size + 1];
            int count = 0;
            while (!inflater.finished()) {
                int more = inflater.inflate(inflated, count, inflated.length - count);
                count += more;
                if (more == 0 && (inflater.needsInput() || count == inflated.length)) {
                    break;
                }
            }
            assertThat(inflater.finished()).isTrue();
            assertThat(inflater.getRemaining()).isZero();
            return Arrays.copyOf(inflated, count);
        } finally {
            inflater.end();
        }
    }
}
