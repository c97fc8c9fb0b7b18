package io.jenkins.plugins.crossaccountdeploy.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Entry;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is checked of an archive that is the bundle as it is. */
@Timeout(60)
class ReadyArchiveTest {

    private static final String ZIP = "target/app.zip";
    private static final String TAR = "target/app.tar";
    private static final String TGZ = "target/app.tar.gz";

    @TempDir
    Path workspace;

    private Faults faults;

    private List<Entry> check(String name) throws IOException, InterruptedException {
        faults = new Faults(name + ": ");
        try (ReadyArchive archive = ReadyArchive.open(workspace, name, faults)) {
            return archive.check(faults);
        }
    }

    private void refuses(String name, String fault) {
        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> check(name))
                .satisfies(refused -> assertThat(refused.faults()).containsExactly(name + ": " + fault));
    }

    private void refuses(Archives archive, String name, String fault) {
        archive.write(workspace.resolve(name));
        refuses(name, fault);
    }

    private byte[] bytes(Archives archive, String name) throws IOException {
        return Files.readAllBytes(archive.write(workspace.resolve(name)));
    }

    private void put(String name, byte[] content) throws IOException {
        Files.createDirectories(workspace.resolve(name).getParent());
        Files.write(workspace.resolve(name), content);
    }

    /** The library's zip file closes what it read from when it is collected. */
    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void isStillOpenWhenItsReaderIsCollected(String name) throws Exception {
        Archives.ofApplication().write(workspace.resolve(name));
        faults = new Faults(name + ": ");
        try (ReadyArchive archive = ReadyArchive.open(workspace, name, faults)) {
            archive.check(faults);

            System.gc();
            System.runFinalization();

            assertThat(archive.digest()).hasSize(64);
        }
    }

    @Test
    void letsGoOfItsFile() throws Exception {
        Archives.ofApplication().write(workspace.resolve(ZIP));
        ReadyArchive archive = ReadyArchive.open(workspace, ZIP, new Faults());
        archive.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(archive::digest);

        put(TAR, "no archive".getBytes(StandardCharsets.UTF_8));
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getOpenFileDescriptorCount();
        for (int i = 0; i < 200; i++) {
            assertThatExceptionOfType(BundleException.class).isThrownBy(() -> check(TAR));
        }
        assertThat(system.getOpenFileDescriptorCount() - before).isLessThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ, "app.tgz"})
    void listsWhatIsInIt(String name) throws Exception {
        Archives.ofApplication().link("current", "index.html").write(workspace.resolve(name));

        assertThat(check(name))
                .extracting(Entry::path, entry -> Integer.toOctalString(entry.mode()))
                .containsExactly(
                        tuple("appspec.yml", "100644"),
                        tuple("current", "120777"),
                        tuple("index.html", "100644"),
                        tuple("scripts", "40755"),
                        tuple("scripts/after_install.sh", "100755"));
        assertThat(faults.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void takesNamesThatBeginWithADot(String name) throws Exception {
        Archives.below("./").directory("./").write(workspace.resolve(name));

        assertThat(check(name))
                .extracting(Entry::path)
                .containsExactly("appspec.yml", "index.html", "scripts", "scripts/after_install.sh");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void findsTheAppSpecWhereverItIs(String name) throws Exception {
        Archives.empty()
                .file("index.html", "")
                .file("appspec.yml", "version: 0.0\nos: linux\nfiles:\n  - source: /\n    destination: /srv\n")
                .write(workspace.resolve(name));

        assertThat(check(name)).extracting(Entry::path).containsExactly("appspec.yml", "index.html");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void takesTheOnlyDirectoryForTheRootAsTheAgentDoes(String name) throws Exception {
        Archives.below("app-1.0/").directory("app-1.0/").write(workspace.resolve(name));

        assertThat(check(name))
                .extracting(Entry::path)
                .containsExactly("appspec.yml", "index.html", "scripts", "scripts/after_install.sh");
    }

    /** {@code zip -D}, {@code tar cf x.tar a/b} and much else write entries for files alone. */
    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void knowsDirectoriesThatHaveNoEntryOfTheirOwn(String name) throws Exception {
        for (String root : List.of("", "app-1.0/")) {
            Archives.empty()
                    .file(root + "appspec.yml", Archives.APP_SPEC.replace("source: index.html", "source: web/pages"))
                    .file(root + "web/pages/index.html", "")
                    .script(root + "scripts/after_install.sh")
                    .write(workspace.resolve(name));

            assertThat(check(name))
                    .extracting(Entry::path, entry -> Integer.toOctalString(entry.mode()))
                    .containsExactly(
                            tuple("appspec.yml", "100644"),
                            tuple("scripts", "40755"),
                            tuple("scripts/after_install.sh", "100755"),
                            tuple("web", "40755"),
                            tuple("web/pages", "40755"),
                            tuple("web/pages/index.html", "100644"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void refusesNamesThatNoInstanceCanHave(String name) throws Exception {
        String longest = "d/".repeat(2047) + "12";
        Archives.ofApplication().file(longest, "").write(workspace.resolve(name));
        assertThat(check(name)).extracting(Entry::path).contains(longest);

        refuses(
                Archives.ofApplication().file("d/".repeat(2047) + "123", ""),
                name,
                "d/".repeat(50)
                        + "...: is a name of 4097 characters, and no instance has one of more than 4096. Shorten it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void needsAnAppSpecAtTheRoot(String name) {
        refuses(
                Archives.empty().file("index.html", ""),
                name,
                "appspec.yml: is not at the root of the archive, and CodeDeploy needs it there. Add it when the archive is"
                        + " made.");
        refuses(
                Archives.below("dist/").file("README", ""),
                name,
                "appspec.yml: is not at the root of the archive, and CodeDeploy needs it there. There is dist/appspec.yml:"
                        + " put it there, under that name, when the archive is made.");
        refuses(
                Archives.below("app/deploy/"),
                name,
                "appspec.yml: is not at the root of the archive, and CodeDeploy needs it there. There is"
                        + " app/deploy/appspec.yml: put it there, under that name, when the archive is made.");
        refuses(
                Archives.empty().file("appspec.yaml", Archives.APP_SPEC),
                name,
                "appspec.yml: is not at the root of the archive, and CodeDeploy needs it there. There is appspec.yaml:"
                        + " put it there, under that name, when the archive is made.");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void checksTheAppSpecAgainstTheArchive(String name) {
        refuses(
                Archives.empty().file("appspec.yml", Archives.APP_SPEC).file("index.html", ""),
                name,
                "appspec.yml:8: script 'scripts/after_install.sh' is not in the bundle. Mend the path, or select the"
                        + " script.");
        refuses(
                Archives.empty().file("appspec.yml", "version: 0.0\nos: linux\nfiles: [\n"),
                name,
                "appspec.yml:4: "
                        + "is not valid YAML: expected the node content, but found '<stream end>'. Mend the syntax.");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void readsNoAppSpecThatIsNone(String name) {
        refuses(
                Archives.empty().file("appspec.yml", new byte[3 << 20]),
                name,
                "appspec.yml: is larger than 1024 KiB. Is this the AppSpec file?");
        refuses(
                Archives.empty().file("appspec.yml", new byte[] {(byte) 0xC3, 0x28}),
                name,
                "appspec.yml: is not UTF-8. Save it as UTF-8.");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void refusesNamesThatLeaveTheBundle(String name) {
        refuses(
                Archives.ofApplication().file("/etc/passwd", ""),
                name,
                "/etc/passwd: is an absolute name, and a bundle is unpacked below a directory of its own. Make the archive"
                        + " from the directory that is to be its root.");
        refuses(
                Archives.ofApplication().file("C:/boot.ini", ""),
                name,
                "C:/boot.ini: is an absolute name, and a bundle is unpacked below a directory of its own. Make the archive"
                        + " from the directory that is to be its root.");
        refuses(
                Archives.ofApplication().file("a/../../evil", ""),
                name,
                "a/../../evil: leads out of the bundle. Make the archive from the directory that is to be its root.");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void refusesBackslashes(String name) {
        String fault =
                ": has a backslash in its name, which separates nothing on the instances. Make the archive with slashes,"
                        + " as jar and PowerShell 7 do.";
        refuses(Archives.ofApplication().file("lib/x\\app.jar", ""), name, "lib/x\\app.jar" + fault);
        if (!name.equals(ZIP)) {
            // The library that writes the zip would turn this one around.
            refuses(Archives.ofApplication().file("\\app.jar", ""), name, "\\app.jar" + fault);
        }
    }

    /** As old versions of .NET write them; the library that reads them would turn them around without a word. */
    @Test
    void refusesTheBackslashesOfDos() throws Exception {
        byte[] zip = bytes(Archives.ofApplication().file("lib\u00A7app.jar".replace('\u00A7', '_'), ""), ZIP);
        for (int i = 0; i < zip.length - 10; i++) {
            if (new String(zip, i, 11, StandardCharsets.US_ASCII).equals("lib_app.jar")) {
                zip[i + 3] = '\\';
            }
            // Made by: FAT.
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                zip[i + 5] = 0;
            }
        }
        put(ZIP, zip);

        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> check(ZIP))
                .withMessageContaining("lib\\app.jar: has a backslash in its name");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void refusesLinksThatLeaveTheBundle(String name) throws Exception {
        refuses(
                Archives.ofApplication().link("scripts/up", "../../shared"),
                name,
                "scripts/up: the link leads out of the bundle, to '../../shared'. Copy what it leads to into the bundle, or"
                        + " exclude the link.");
        refuses(
                Archives.ofApplication().link("etc", "/etc").file("etc/passwd", "x"),
                name,
                "etc/passwd: is below the link etc, and would be unpacked to '/etc'. Make the archive from the directory"
                        + " that is to be its root.");
        Archives.ofApplication().link("python", "/usr/bin/python3").write(workspace.resolve(name));
        check(name);
        assertThat(faults.warnings())
                .singleElement()
                .asString()
                .startsWith(name + ": 1 link leads to an absolute path");
    }

    @ParameterizedTest
    @ValueSource(strings = {TAR, TGZ})
    void knowsHardLinks(String name) throws Exception {
        Archives.ofApplication().hardLink("copy.html", "index.html").write(workspace.resolve(name));
        assertThat(check(name)).contains(new Entry.File("copy.html", 0644, 17, java.time.Instant.EPOCH));

        for (String target : List.of("../index.html", "/etc/passwd", "later.html", "scripts")) {
            refuses(
                    Archives.ofApplication().hardLink("copy.html", target).file("later.html", ""),
                    name,
                    "copy.html: is a hard link to '" + target
                            + "', which is no file of the archive before it. Make the archive with --hard-dereference.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void refusesWhatIsNoFile(String name) {
        refuses(
                Archives.ofApplication().pipe("run/pipe"),
                name,
                "run/pipe: is a device, a pipe or a socket, which is no part of a release. Leave it out of the archive.");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void refusesNamesThatAreThereTwice(String name) throws Exception {
        String twice =
                ": is in the archive twice, so that the later one replaces the other. Make the archive anew, instead of"
                        + " adding to one that is there.";
        refuses(Archives.ofApplication().file("./index.html", "x"), name, "index.html" + twice);
        refuses(Archives.ofApplication().directory("lib/").file("lib", "x"), name, "lib" + twice);
        refuses(
                Archives.ofApplication().file("index.html/x", ""),
                name,
                "index.html/x: is below index.html, which is a file. Make the archive from the directory that is to be its"
                        + " root.");
        Archives.ofApplication().directory("scripts/").write(workspace.resolve(name));
        assertThat(check(name)).hasSize(4);
    }

    /** Programs of before Unicode write names as the system has them, and say of no encoding. */
    @ParameterizedTest
    @CsvSource({ZIP + ", IBM437", TAR + ", ISO-8859-1", TGZ + ", ISO-8859-1"})
    void tellsNamesApartThatAreNotUtf8(String name, Charset encoding) throws Exception {
        Archives.ofApplication()
                .file("äöü/é.png", "")
                .file("äöü/è.png", "")
                .link("äöü/ü.png", "é.png")
                .namedIn(encoding)
                .write(workspace.resolve(name));
        assertThat(check(name)).extracting(Entry::path).contains("äöü/é.png", "äöü/è.png", "äöü/ü.png");

        Archives.ofApplication().file("äöü/é.png", "").file("äöü/日本語", "").write(workspace.resolve(name));
        assertThat(check(name)).extracting(Entry::path).contains("äöü/é.png", "äöü/日本語");

        String inAHeader = (name.equals(ZIP) ? "" : "n".repeat(100)) + "日本語";
        Archives.ofApplication()
                .file("é" + "n".repeat(100), "")
                .file(inAHeader, "")
                .namedIn(encoding)
                .write(workspace.resolve(name));
        assertThat(check(name)).extracting(Entry::path).contains("é" + "n".repeat(100), inAHeader);

        Archives.below("größer-1.0/").namedIn(encoding).write(workspace.resolve(name));
        assertThat(check(name)).hasSize(4);
    }

    /** As {@code tar --format=posix} writes them; the library puts the same character for all that is not UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {TAR, TGZ})
    void takesNamesOfPaxHeadersThatAreNotUtf8(String name) throws Exception {
        Archives.ofApplication()
                .special(TarConstants.LF_PAX_EXTENDED_HEADER_LC, "9 path=é\n".getBytes(StandardCharsets.ISO_8859_1))
                .file("é", "")
                .special(TarConstants.LF_PAX_EXTENDED_HEADER_LC, "9 path=è\n".getBytes(StandardCharsets.ISO_8859_1))
                .file("è", "")
                .write(workspace.resolve(name));

        assertThat(check(name)).extracting(Entry::path).contains("\uFFFD", "index.html");
    }

    @Test
    void tellsAllFaultsAtOnce() {
        Archives.ofApplication()
                .file("/a", "")
                .file("../b", "")
                .link("c", "../..")
                .write(workspace.resolve(ZIP));

        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> check(ZIP))
                .satisfies(refused -> assertThat(refused.faults()).hasSize(3).allMatch(fault -> fault.startsWith(ZIP)));
    }

    @Test
    void refusesAnEncryptedEntry() throws Exception {
        byte[] zip = bytes(Archives.ofApplication(), ZIP);
        int header = directory(zip, "index.html");
        zip[header + 8] |= 1;
        put(ZIP, zip);

        refuses(
                ZIP,
                "index.html: is encrypted, and CodeDeploy's agent knows no password. Make the archive without one.");
    }

    @Test
    void refusesAMethodThatUnzipDoesNotKnow() throws Exception {
        byte[] zip = bytes(Archives.ofApplication(), ZIP);
        zip[directory(zip, "index.html") + 10] = 93;
        put(ZIP, zip);

        refuses(
                ZIP,
                "index.html: is compressed by method 93, which instances do not inflate. Make the archive with the usual"
                        + " one, deflate.");
    }

    /** Where the directory of a zip has the header of an entry. */
    private static int directory(byte[] zip, String name) {
        return IntStream.range(0, zip.length - 46 - name.length())
                .filter(i -> zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2)
                .filter(i -> new String(zip, i + 46, name.length(), StandardCharsets.US_ASCII).equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void noticesAnEntryThatGoesBeyondTheArchive() throws Exception {
        byte[] zip = bytes(Archives.ofApplication(), ZIP);
        zip[directory(zip, "index.html") + 22] = 1;
        put(ZIP, zip);

        refuses(
                ZIP,
                "cannot be read as a zip archive (data for index.html overlaps with central directory). It is damaged or not"
                        + " complete: see whether what makes it has ended.");
    }

    /** Java's own classes, and PowerShell, tell no permissions. */
    @Test
    void givesTheUsualPermissionsWhereAZipTellsNone() throws Exception {
        put(ZIP, new byte[0]);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(workspace.resolve(ZIP)))) {
            zip.putNextEntry(new ZipEntry("appspec.yml"));
            zip.write("version: 0.0\nos: linux\nfiles:\n  - source: /\n    destination: /srv\n"
                    .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("lib/"));
        }

        assertThat(check(ZIP))
                .extracting(entry -> Integer.toOctalString(entry.mode()))
                .containsExactly("100644", "40755");
    }

    @Test
    void noticesThatTheAppSpecIsDamaged() throws Exception {
        byte[] zip = bytes(Archives.ofApplication(), ZIP);
        zip[directory(zip, "appspec.yml") + 16]++;
        put(ZIP, zip);

        refuses(
                ZIP,
                "cannot be read as a zip archive (appspec.yml has another checksum than it should have). It is damaged or"
                        + " not complete: see whether what makes it has ended.");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void noticesThatAnythingIsMissing(String name) throws Exception {
        byte[] noise = new byte[30_000];
        new Random(1).nextBytes(noise);
        byte[] whole = bytes(Archives.ofApplication().file("noise", noise), name);
        for (int length : List.of(600, 1500, 20_000, whole.length - (name.equals(TAR) ? 12_000 : 1))) {
            put(name, Arrays.copyOf(whole, length));

            assertThatExceptionOfType(BundleException.class)
                    .as("%d of %d", length, whole.length)
                    .isThrownBy(() -> check(name))
                    .satisfies(refused -> assertThat(refused.faults())
                            .singleElement()
                            .asString()
                            .startsWith(name + ": cannot be read as a")
                            .endsWith("It is damaged or not complete: see whether what makes it has ended."));
        }
    }

    /** Some programs write more zeros behind a tar archive than anybody needs. */
    @Test
    void noticesWhatIsMissingBehindTheEndOfATar() throws Exception {
        byte[] tar = bytes(Archives.ofApplication(), TAR);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(Arrays.copyOf(tar, tar.length + 100_000));
        }
        put(TGZ, compressed.toByteArray());
        assertThat(check(TGZ)).hasSize(4);

        put(TGZ, Arrays.copyOf(compressed.toByteArray(), compressed.size() - 1));
        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> check(TGZ))
                .withMessageContaining("cannot be read as a tar archive compressed with gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {ZIP, TAR, TGZ})
    void neverFailsInAnotherWayHoweverAnArchiveIsDamaged(String name) throws Exception {
        byte[] whole =
                bytes(Archives.ofApplication().link("current", "index.html").file("d/" + "n".repeat(150), "x"), name);
        Random dice = new Random(7);
        for (int i = 0; i < 1500; i++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + dice.nextInt(3); flips > 0; flips--) {
                damaged[dice.nextInt(damaged.length)] = (byte) dice.nextInt();
            }
            put(name, damaged);
            try {
                check(name);
            } catch (BundleException refused) {
                assertThat(refused.faults()).isNotEmpty().allMatch(fault -> fault.startsWith(name + ": "));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "target/app.tar, target/app.zip, a tar archive, a zip archive, .tar",
        "target/app.zip, target/app.tar.gz, a zip archive, a tar archive compressed with gzip, .zip",
        "target/app.tgz, target/app.tar, a tar archive compressed with gzip, a tar archive, .tgz"
    })
    void doesNotTrustAName(String is, String named, String what, String told, String ending) throws Exception {
        put(named, bytes(Archives.ofApplication(), is));

        refuses(
                named,
                "is " + what + ", and its name says that it is " + told + ". Name it *" + ending
                        + ", or see what has made it.");
    }

    @Test
    void knowsAnArchiveWithoutASuffixByItsFirstBytes() throws Exception {
        put("target/app.war", bytes(Archives.ofApplication(), ZIP));
        try (ReadyArchive archive = ReadyArchive.open(workspace, "target/app.war", new Faults())) {
            assertThat(archive.format()).isEqualTo(ArchiveFormat.ZIP);
        }
    }

    /** A header of before POSIX has no magic, and a checksum. */
    @Test
    void knowsATarWithoutMagicByItsChecksum() throws Exception {
        byte[] tar = bytes(Archives.empty().file("x", ""), TAR);
        int sum = Integer.parseInt(new String(tar, 148, 6, StandardCharsets.US_ASCII), 8);
        for (int i = 257; i < 265; i++) {
            sum -= tar[i];
            tar[i] = 0;
        }
        byte[] old = tar.clone();
        System.arraycopy("%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, old, 148, 6);
        put("old.tar", old);
        refuses(
                "old.tar",
                "appspec.yml: is not at the root of the archive, and CodeDeploy needs it there. Add it when the archive is"
                        + " made.");

        put("old.tar", tar);
        refuses(
                "old.tar",
                "is neither a zip nor a tar archive, by its first bytes. CodeDeploy takes zip, tar and tar.gz: make one of"
                        + " these.");
    }

    @ParameterizedTest
    @CsvSource({
        "425A68393141, is compressed with bzip2",
        "FD377A585A00, is compressed with xz",
        "28B52FFD0000, is compressed with zstd",
        "377ABCAF271C, is a 7z archive",
        "526172211A07, is a rar archive",
        "3C21444F4354, 'is neither a zip nor a tar archive, by its first bytes'",
        "00000000, 'is neither a zip nor a tar archive, by its first bytes'"
    })
    void saysWhatElseItIs(String bytes, String what) throws Exception {
        put(ZIP, HexFormat.of().parseHex(bytes));

        refuses(ZIP, what + ". CodeDeploy takes zip, tar and tar.gz: make one of these.");
    }

    @Test
    void saysWhereItIsNot() throws Exception {
        refuses(ZIP, "is not in the workspace. Mend the path in bundle, or see why the build did not make it.");
        Files.createDirectories(workspace.resolve(ZIP));
        refuses(ZIP, "is a directory. Name the archive in it, or say directory to have it bundled.");
        put(TAR, new byte[0]);
        refuses(TAR, "is empty. See why the build did not make it.");
        Files.createSymbolicLink(workspace.resolve("out.zip"), Path.of("/etc/passwd"));
        refuses("out.zip", "leads out of the workspace. Keep the archive in the workspace.");
    }

    @Test
    void inflatesNothingOfAZipButTheAppSpec() throws Exception {
        byte[] zeros = new byte[64 << 20];
        Archives.ofApplication().file("zeros", zeros).write(workspace.resolve(ZIP));
        long before = allocated();

        check(ZIP);

        assertThat(allocated() - before).isLessThan(16 << 20);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void endsABombEarly() throws Exception {
        Archives.ofApplication().file("zeros", new byte[64 << 20]).write(workspace.resolve(TGZ));
        faults = new Faults();
        try (ReadyArchive archive = ReadyArchive.open(workspace, TGZ, faults, 1 << 20)) {
            assertThatExceptionOfType(BundleException.class)
                    .isThrownBy(() -> archive.check(faults))
                    .withMessage(
                            "inflates to more than 200 times its size, which no bundle does. See what has made it.");
        }
    }

    /** The library would have the whole name in memory. */
    @ParameterizedTest
    @ValueSource(strings = {TAR, TGZ})
    void readsNoNameThatFillsTheMemory(String name) throws Exception {
        int size = 32 << 20;
        byte[] record = (size + " path=" + "n".repeat(size - 15) + "\n").getBytes(StandardCharsets.US_ASCII);
        for (byte kind : new byte[] {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_PAX_EXTENDED_HEADER_LC}) {
            Archives.ofApplication().special(kind, record).write(workspace.resolve(name));
            long before = allocated();

            refuses(
                    name,
                    "cannot be read as " + (name.equals(TAR) ? "a tar archive" : "a tar archive compressed with gzip")
                            + " (the header of an entry takes more than 1 MiB). It is damaged or not complete: see whether"
                            + " what makes it has ended.");
            assertThat(allocated() - before).isLessThan(16 << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TAR, TGZ})
    void takesLargeFilesWithLongNames(String name) throws Exception {
        Archives.ofApplication()
                .file("a/".repeat(500) + "b", new byte[3 << 20])
                .file("c", new byte[3 << 20])
                .write(workspace.resolve(name));

        assertThat(check(name)).extracting(Entry::path).contains("c", "a/".repeat(500) + "b");
    }

    @Test
    void takesAFileOfMoreThanTwoGiB() throws Exception {
        byte[] tar = bytes(Archives.ofApplication(), TAR);
        TarArchiveEntry entry = new TarArchiveEntry("large");
        entry.setSize(3L << 30);
        byte[] header = new byte[512];
        entry.writeEntryHeader(header);
        try (FileChannel file = FileChannel.open(workspace.resolve(TAR), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(header), 0);
            // With a hole between.
            file.write(ByteBuffer.wrap(tar), 512 + (3L << 30));
        }

        assertThat(check(TAR)).extracting(Entry::path).contains("appspec.yml", "large");
    }

    @Test
    void takesWhatInflatesMuchButNotTooMuch() throws Exception {
        Archives.ofApplication().write(workspace.resolve(TGZ));
        faults = new Faults();
        try (ReadyArchive archive = ReadyArchive.open(workspace, TGZ, faults, 1)) {
            assertThat(archive.check(faults)).hasSize(4);
        }
    }

    @Test
    void warnsOfATarForWindows() throws Exception {
        Archives.empty()
                .file("appspec.yml", "version: 0.0\nos: windows\nfiles:\n  - source: /\n    destination: c:\\web\n")
                .file("index.html", "")
                .write(workspace.resolve(TAR));

        check(TAR);

        assertThat(faults.warnings())
                .containsExactly(
                        "target/app.tar: CodeDeploy's agent does not promise to unpack a tar archive on Windows"
                                + " (os: windows). Make a zip archive");
    }

    @Test
    void refusesAnAppSpecThatNeedsNoBundle() {
        Archives.empty().file("appspec.yml", """
                        version: 0.0
                        Resources:
                          - f:
                              Type: AWS::Lambda::Function
                              Properties:
                                Name: f
                                Alias: live
                                CurrentVersion: "1"
                                TargetVersion: "2"
                        """).write(workspace.resolve(ZIP));

        assertThatExceptionOfType(BundleException.class)
                .isThrownBy(() -> check(ZIP))
                .withMessageContaining(ZIP + ": appspec.yml: is for AWS Lambda, which takes the AppSpec alone");
    }

    @Test
    void noticesThatItIsChangedWhileItIsSent() throws Exception {
        Path file = Archives.ofApplication().write(workspace.resolve(ZIP));
        try (ReadyArchive archive = ReadyArchive.open(workspace, ZIP, new Faults())) {
            String digest = archive.digest();
            List<Long> progress = new ArrayList<>();
            archive.send(OutputStream.nullOutputStream(), digest, progress::add);
            assertThat(progress).endsWith(Files.size(file));
            byte[] bytes = Files.readAllBytes(file);
            bytes[100]++;
            for (byte[] other : List.of(bytes, Arrays.copyOf(bytes, bytes.length - 1), Arrays.copyOf(bytes, 5000))) {
                Files.write(file, other);
                assertThatExceptionOfType(BundleException.class)
                        .isThrownBy(() -> archive.send(OutputStream.nullOutputStream(), digest, read -> {}))
                        .withMessage("target/app.zip: changed while it was being bundled. Let nothing write to the"
                                + " workspace until it is deployed.");
            }
        }
    }

    @Test
    void isInterrupted() throws Exception {
        Archives.ofApplication().write(workspace.resolve(ZIP));
        try (ReadyArchive archive = ReadyArchive.open(workspace, ZIP, new Faults())) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(archive::digest);
            assertThat(Thread.interrupted()).isFalse();
        }
    }
}
