package io.jenkins.plugins.crossaccountdeploy.setup;

import static io.jenkins.plugins.crossaccountdeploy.setup.SetupFilesTest.blueprint;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class SetupArchiveTest {

    private static final List<SetupFile> FILES = SetupFiles.of(blueprint(
            new DevelopmentPrincipal("arn:aws:iam::111111111111:user/deployer", "111111111111", Optional.empty()),
            "111111111111",
            ""));

    private static Map<String, String> entries(byte[] archive) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @Test
    void holdsEveryFileAsItIs() throws IOException {
        Map<String, String> entries = entries(SetupArchive.of("prod", FILES));

        assertThat(entries.keySet()).first().isEqualTo("README.md");
        assertThat(entries).hasSize(FILES.size() + 1);
        FILES.forEach(file -> assertThat(entries).containsEntry(file.path(), file.content()));
    }

    @Test
    void tellsInItsReadmeHowEachFileIsAppliedAndWhatItIsFor() throws IOException {
        String readme = entries(SetupArchive.of("prod", FILES)).get("README.md");

        assertThat(FILES).allSatisfy(file -> {
            assertThat(readme).contains("### " + file.path() + "\n", file.where());
            assertThat(readme).contains("```\n" + file.script() + "\n```\n");
            file.notes().forEach(note -> assertThat(readme).contains(note));
        });
        assertThat(readme).contains("- Stopping: ", "(optional: without it, an aborted build leaves its deployment");
    }

    @Test
    @ResourceLock(Resources.TIME_ZONE)
    void hasTheSameBytesWhereverAndWheneverItIsMade() {
        TimeZone here = TimeZone.getDefault();
        int first = Arrays.hashCode(SetupArchive.of("prod", FILES));
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            assertThat(Arrays.hashCode(SetupArchive.of("prod", FILES))).isEqualTo(first);
        } finally {
            TimeZone.setDefault(here);
        }
    }
}
