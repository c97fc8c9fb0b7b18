package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BundleTailTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @Test
    void recognizesAWholeBundle() throws Exception {
        byte[] archive = archive(3, DIGEST);

        assertThat(isWhole(archive, DIGEST)).isTrue();
        assertThat(isWhole(archive, DIGEST.replace('0', '1'))).isFalse();
    }

    @Test
    void recognizesAWholeBundleOfZip64() throws Exception {
        assertThat(isWhole(archive(70_000, DIGEST), DIGEST)).isTrue();
    }

    @Test
    void noticesWhenAnythingIsMissingOrTooMuch() throws Exception {
        for (int entries : new int[] {3, 70_000}) {
            byte[] archive = archive(entries, DIGEST);
            Random random = new Random(entries);
            for (int i = 0; i < 50; i++) {
                int cut = 1 + random.nextInt(archive.length - BundleTail.LENGTH);
                byte[] withoutStart = Arrays.copyOfRange(archive, cut, archive.length);
                byte[] withoutEnd = Arrays.copyOf(archive, archive.length - cut);
                byte[] twice = Arrays.copyOf(archive, archive.length + cut);
                System.arraycopy(archive, 0, twice, cut, archive.length);

                assertThat(isWhole(withoutStart, DIGEST)).isFalse();
                assertThat(isWhole(withoutEnd, DIGEST)).isFalse();
                assertThat(isWhole(twice, DIGEST)).isFalse();
            }
        }
    }

    @Test
    void takesNothingElseForABundle() {
        assertThat(BundleTail.isWhole(0, new byte[0], DIGEST)).isFalse();
        assertThat(BundleTail.isWhole(1000, new byte[BundleTail.LENGTH], DIGEST))
                .isFalse();
        Random random = new Random(1);
        byte[] bytes = new byte[BundleTail.LENGTH];
        for (int i = 0; i < 1000; i++) {
            random.nextBytes(bytes);
            assertThat(BundleTail.isWhole(random.nextInt(10_000), bytes, DIGEST))
                    .isFalse();
        }
    }

    private static boolean isWhole(byte[] archive, String digest) {
        byte[] tail = Arrays.copyOfRange(archive, Math.max(0, archive.length - BundleTail.LENGTH), archive.length);
        return BundleTail.isWhole(archive.length, tail, digest);
    }

    private static byte[] archive(int entries, String digest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Archive archive = new Archive(bytes, digest, Instant.MAX)) {
            for (int i = 0; i < entries; i++) {
                archive.directory(new Entry.Directory("d" + i, 0755, Instant.EPOCH));
            }
        }
        return bytes.toByteArray();
    }
}
