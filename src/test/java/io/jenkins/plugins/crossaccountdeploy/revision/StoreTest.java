package io.jenkins.plugins.crossaccountdeploy.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.archive.ArchiveFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of bundles. */
class StoreTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    private static Store store(String prefix, String kmsKeyArn) {
        return Stores.of("bucket", Store.Owner.DEVELOPMENT, prefix, kmsKeyArn);
    }

    private static String key(String job) {
        return store("revisions", "").key(job, DIGEST, ArchiveFormat.ZIP);
    }

    @Test
    void namesTheJobAndTheContent() {
        assertThat(key("shop")).isEqualTo("revisions/shop/" + DIGEST + ".zip");
        assertThat(key("payments/web-2.0_x")).isEqualTo("revisions/payments/web-2.0_x/" + DIGEST + ".zip");
        assertThat(store("", "").key("shop", DIGEST, ArchiveFormat.ZIP)).isEqualTo("shop/" + DIGEST + ".zip");
    }

    @ParameterizedTest
    @CsvSource({
        "feature%2Fx, feature_2Fx",
        "feature%2Fx, feature!252Fx",
        "a b, a_b",
        "a b, a!20b",
        "Zürich, Z_rich",
        "Zürich, Zurich",
        "日本, 本日",
        "a!b, a!21b",
        "a/b, a!2fb"
    })
    void keepsJobsApart(String one, String other) {
        assertThat(key(one)).isNotEqualTo(key(other));
    }

    @Test
    void keepsJobsOfAnyNamesApart() {
        Random random = new Random(8);
        Map<String, String> jobs = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String job = name(random);
            String before = jobs.put(key(job), job);
            assertThat(before == null ? job : before).isEqualTo(job);
        }
    }

    /** Short and long, of few characters, so that many are nearly the same. */
    private static String name(Random random) {
        String characters = "a!2%f/é\uD83D\uDE00_";
        StringBuilder name = new StringBuilder(random.nextInt(20) == 0 ? "a!".repeat(600) : "");
        for (int length = 1 + random.nextInt(5); length > 0; length--) {
            name.append(characters.charAt(random.nextInt(characters.length())));
        }
        return new String(name.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 300, 940, 950, 1000, 5000})
    void fitsIntoWhatS3TakesWithJobsOfAnyLength(int length) {
        List<String> keys = new ArrayList<>();
        for (String prefix : List.of("", "revisions", "p".repeat(512))) {
            for (String kms : List.of("", "arn:aws:kms:eu-west-1:111111111111:key/one")) {
                for (String letter : List.of("a", "/", "ü", "!", "\uD83D\uDE00")) {
                    Store store = store(prefix, kms);
                    keys.add(store.key(letter.repeat(length), DIGEST, ArchiveFormat.ZIP));
                    keys.add(store.ownKey(letter.repeat(length), DIGEST, ArchiveFormat.ZIP));
                    assertThat(store.key(letter.repeat(length) + "1", DIGEST, ArchiveFormat.ZIP))
                            .isNotEqualTo(store.key(letter.repeat(length) + "2", DIGEST, ArchiveFormat.ZIP));
                }
            }
        }
        assertThat(keys)
                .doesNotHaveDuplicates()
                .allMatch(key -> key.length() <= 1024)
                .allMatch(key -> key.matches("[\\w.!/-]+[.]zip"))
                .allMatch(key -> key.contains("/" + DIGEST));
    }

    /** Objects are not overwritten: what was encrypted otherwise stays where it is. */
    @Test
    void isAnotherForEachKeyToEncryptWith() {
        String arn = "arn:aws:kms:eu-west-1:111111111111:key/";
        assertThat(List.of(
                        key("shop"),
                        store("revisions", arn + "one").key("shop", DIGEST, ArchiveFormat.ZIP),
                        store("revisions", arn + "two").key("shop", DIGEST, ArchiveFormat.ZIP)))
                .doesNotHaveDuplicates()
                .allMatch(key -> key.startsWith("revisions/shop/" + DIGEST));
    }

    @Test
    void isAnotherForEachUploadThatAsksForItsOwn() {
        Store store = store("revisions", "");
        assertThat(List.of(
                        store.key("shop", DIGEST, ArchiveFormat.ZIP),
                        store.ownKey("shop", DIGEST, ArchiveFormat.ZIP),
                        store.ownKey("shop", DIGEST, ArchiveFormat.ZIP)))
                .doesNotHaveDuplicates()
                .allMatch(key -> key.startsWith("revisions/shop/" + DIGEST));
    }
}
