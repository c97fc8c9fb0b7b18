package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances tell a new file from an old one by its time: compiled Python, HTTP caches, make. */
class ModificationTimeTest {

    private static final Instant MONDAY = Instant.parse("2025-03-10T09:00:01Z");
    private static final Instant TUESDAY = Instant.parse("2025-03-11T09:00:02Z");

    @TempDir
    Path workspace;

    @TempDir
    Path instance;

    private final PartServer server = new PartServer();

    @BeforeEach
    void appSpec() throws IOException {
        write("appspec.yml", Trees.APP_SPEC, MONDAY);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isThatOfTheFileToTheSecondInEveryTimeZone() throws Exception {
        Files.createDirectory(workspace.resolve("lib"));
        write("lib/large", "x".repeat(3 * Chunk.SIZE), MONDAY.plusNanos(999_999_999));
        write("lib/small", "x", TUESDAY);
        Files.createSymbolicLink(workspace.resolve("link"), Path.of("lib"));
        date("lib", TUESDAY);
        TimeZone zone = TimeZone.getDefault();
        try {
            for (String id : List.of("UTC", "Pacific/Kiritimati", "America/St_Johns")) {
                TimeZone.setDefault(TimeZone.getTimeZone(id));
                byte[] archive = archive(Selection.ALL);

                assertThat(inLocalHeaders(archive))
                        .as(id)
                        .containsEntry("appspec.yml", MONDAY)
                        .containsEntry("lib/large", MONDAY)
                        .containsEntry("lib/small", TUESDAY)
                        .containsEntry("lib/", TUESDAY);
                assertThat(inDirectory(archive)).as(id).isEqualTo(inLocalHeaders(archive));
                assertThat(dosTimes(archive))
                        .as(id)
                        .containsEntry("lib/large", LocalDateTime.parse("2025-03-10T09:00:00"))
                        .containsEntry("lib/small", LocalDateTime.parse("2025-03-11T09:00:02"));
            }
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void isTheNearestThatZipCanSayForTimesBeyond() throws Exception {
        Unzip.assumePresent();
        write("1850", "", Instant.parse("1850-01-01T00:00:00Z"));
        write("1901", "", Instant.parse("1902-01-01T00:00:00Z"));
        write("epoch", "", Instant.EPOCH);
        write("2038", "", Instant.parse("2038-01-19T03:14:08Z"));
        write("2200", "", Instant.parse("2200-01-01T00:00:00Z"));
        byte[] archive = archive(Selection.ALL);

        Instant latest = Instant.ofEpochSecond(Integer.MAX_VALUE);
        assertThat(inLocalHeaders(archive))
                .containsEntry("1850", Instant.ofEpochSecond(Integer.MIN_VALUE))
                .containsEntry("1901", Instant.parse("1902-01-01T00:00:00Z"))
                .containsEntry("epoch", Instant.EPOCH)
                .containsEntry("2038", latest)
                .containsEntry("2200", latest);
        LocalDateTime first = LocalDateTime.parse("1980-01-01T00:00:00");
        assertThat(dosTimes(archive))
                .containsEntry("1850", first)
                .containsEntry("epoch", first)
                .containsEntry("2200", LocalDateTime.parse("2038-01-19T03:14:06"));
        Unzip.unpack(archive, instance.resolve("unpacked"));
        assertThat(modified(instance.resolve("unpacked/epoch"))).isEqualTo(Instant.EPOCH);
        assertThat(modified(instance.resolve("unpacked/2038"))).isEqualTo(latest);
    }

    @Test
    void isNoLaterThanTheBuildsSourceDate() throws Exception {
        write("generated", "", TUESDAY);
        Files.createDirectory(workspace.resolve("lib"));

        Selection selection = new Selection("", List.of(), List.of(), true, "", MONDAY.plusSeconds(60));
        assertThat(inLocalHeaders(archive(selection)))
                .containsEntry("appspec.yml", MONDAY)
                .containsEntry("generated", MONDAY.plusSeconds(60))
                .containsEntry("lib/", MONDAY.plusSeconds(60));
    }

    @Test
    void isThatOfTheAppSpecOfAnEnvironmentToo() throws Exception {
        write("appspec.prod.yml", Trees.APP_SPEC, TUESDAY);

        assertThat(inLocalHeaders(archive(new Selection("", List.of(), List.of(), true, "appspec.prod.yml"))))
                .containsEntry("appspec.yml", TUESDAY);
    }

    @Test
    void makesNoOtherDigest() throws Exception {
        String digest = digest(Selection.ALL);
        date("appspec.yml", TUESDAY);

        assertThat(digest(Selection.ALL)).isEqualTo(digest);
        assertThat(digest(new Selection("", List.of(), List.of(), true, "", Instant.EPOCH)))
                .isEqualTo(digest);
    }

    /** Python compares the time and the size of a module with what its compiled form was made from. */
    @Test
    void letsAPythonProgramRunTheNewReleaseOfEqualSize() throws Exception {
        Unzip.assumePresent();
        assumeTrue(Unzip.isInstalled("python3", "-V"), "Python is not installed");
        Path program = Files.createDirectory(instance.resolve("program"));

        write("release.py", "NAME = 'one'\n", MONDAY);
        install(archive(Selection.ALL), program);
        assertThat(run(program)).isEqualTo("one\n");
        write("release.py", "NAME = 'two'\n", TUESDAY);
        install(archive(Selection.ALL), program);

        assertThat(run(program)).isEqualTo("two\n");
    }

    /** As CodeDeploy's agent does: it unzips, and copies with the time of each file. */
    private void install(byte[] archive, Path program) throws Exception {
        Path unpacked = Unzip.unpack(archive, instance.resolve("archive"));
        assertThat(Unzip.run("cp", "-p", unpacked.resolve("release.py").toString(), program.toString()))
                .isEmpty();
    }

    private static String run(Path program) throws Exception {
        return Unzip.run(
                "python3",
                "-c",
                "import sys; sys.dont_write_bytecode = False; sys.path[0] = '" + program
                        + "'; import release; print(release.NAME)");
    }

    private void write(String name, String content, Instant time) throws IOException {
        Files.writeString(workspace.resolve(name), content);
        date(name, time);
    }

    private void date(String name, Instant time) throws IOException {
        Files.setLastModifiedTime(workspace.resolve(name), FileTime.from(time));
    }

    private static Instant modified(Path path) throws IOException {
        return Files.getLastModifiedTime(path).toInstant();
    }

    private byte[] archive(Selection selection) throws Exception {
        server.parts.clear();
        Bundler.bundle(workspace, selection, server);
        return server.archive();
    }

    private String digest(Selection selection) throws Exception {
        return Bundler.bundle(workspace, selection, server).contents().digest();
    }

    /** The JDK reads the extended timestamp of local headers as a stream, and that of the directory as a file. */
    private static Map<String, Instant> inLocalHeaders(byte[] archive) throws IOException {
        Map<String, Instant> times = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                times.put(entry.getName(), entry.getLastModifiedTime().toInstant());
            }
        }
        return times;
    }

    private Map<String, Instant> inDirectory(byte[] archive) throws IOException {
        Map<String, Instant> times = new HashMap<>();
        Path file = Files.write(instance.resolve("directory.zip"), archive);
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            zip.stream()
                    .forEach(entry -> times.put(
                            entry.getName(), entry.getLastModifiedTime().toInstant()));
        }
        return times;
    }

    /** What programs see that do not know the extended timestamp: the bytes of the directory's headers. */
    private static Map<String, LocalDateTime> dosTimes(byte[] archive) {
        Map<String, LocalDateTime> times = new HashMap<>();
        ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        int end = archive.length - BundleTail.LENGTH;
        while (bytes.getInt(end) != 0x06054b50) {
            end++;
        }
        for (int at = bytes.getInt(end + 16); at < end; ) {
            int name = bytes.getShort(at + 28);
            int time = bytes.getShort(at + 12);
            int date = bytes.getShort(at + 14);
            times.put(
                    new String(archive, at + 46, name, StandardCharsets.UTF_8),
                    LocalDateTime.of(
                            1980 + (date >> 9 & 0x7f),
                            date >> 5 & 0xf,
                            date & 0x1f,
                            time >> 11 & 0x1f,
                            time >> 5 & 0x3f,
                            2 * (time & 0x1f)));
            at += 46 + name + bytes.getShort(at + 30) + bytes.getShort(at + 32);
        }
        return times;
    }
}
