package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpecTest;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BundlerTest {

    @TempDir
    Path workspace;

    @TempDir
    Path elsewhere;

    private final PartServer server = new PartServer();

    @BeforeEach
    void appSpec() throws IOException {
        Files.writeString(workspace.resolve("appspec.yml"), Trees.APP_SPEC);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void survivesUnzipBitForBitAndModeForMode() throws Exception {
        Unzip.assumePresent();
        for (long seed = 0; seed < 25; seed++) {
            Path tree = Files.createDirectories(elsewhere.resolve("tree-" + seed));
            Trees.make(tree, seed, seed);
            byte[] archive = archive(tree, Trees.EVERYTHING, 1 + (int) (seed % 4), 100_000);

            assertThat(Trees.describe(Unzip.unpack(archive, elsewhere.resolve("unpacked-" + seed))))
                    .as("seed %d", seed)
                    .isEqualTo(Trees.describe(tree));
        }
    }

    @Test
    void makesTheSameBytesInAnyOrderZoneLocaleAndNumberOfThreads() throws Exception {
        // Links are dated when they are made: with a source date, in both trees the same.
        Selection dated = new Selection("", List.of(), List.of(), false, "", Instant.parse("2020-02-02T20:20:20Z"));
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        try {
            for (long seed = 100; seed < 110; seed++) {
                Path one = Files.createDirectories(elsewhere.resolve("one-" + seed));
                Path other = Files.createDirectories(elsewhere.resolve("other-" + seed));
                Trees.make(one, seed, 1);
                Trees.make(other, seed, 2);
                TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
                Locale.setDefault(Locale.forLanguageTag("ar-EG"));
                byte[] first = archive(one, dated, 1, 1 << 20);
                TimeZone.setDefault(TimeZone.getTimeZone("America/Sao_Paulo"));
                Locale.setDefault(Locale.forLanguageTag("tr-TR"));
                byte[] second = archive(other, dated, 5, 70_000);

                assertThat(second).as("seed %d", seed).isEqualTo(first);
            }
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }

    @Test
    void givesTheSameDigestToAnAgentInTheCLocale() throws Exception {
        Files.createDirectories(workspace.resolve("ünï/日本"));
        Files.writeString(workspace.resolve("ünï/日本/\uD83D\uDE00"), "x");
        Files.createSymbolicLink(workspace.resolve("ünï/lïnk"), Path.of("日本/\uD83D\uDE00"));

        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Digest.class.getName(),
                workspace.toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).start();

        assertThat(process.getInputStream()).hasContent(digest());
    }

    /** Prints the digest of a workspace. */
    static final class Digest {

        public static void main(String[] args) throws Exception {
            try (PartServer server = new PartServer()) {
                Bundler.bundle(Path.of(args[0]), Selection.ALL, server); // all of it, so that all files are read
                System.out.print(server.asked.get(0).digest());
            }
        }
    }

    @Test
    void zipsAndSendsNothingThatTheDestinationHolds() throws Exception {
        Bundle bundle = Bundler.bundle(workspace, Selection.ALL, server.holding());

        assertThat(bundle.parts()).isEmpty();
        assertThat(bundle.archiveBytes()).isZero();
        assertThat(server.asked).containsExactly(bundle.contents());
        assertThat(server.signed).isEmpty();
        assertThat(server.requests()).isZero();
    }

    @Test
    void givesTheDigestThatContentPathAndModeMake() throws Exception {
        Path file = Files.writeString(workspace.resolve("file"), "content");
        String digest = digest();
        assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(digest());

        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThat(digest()).isEqualTo(digest);

        Files.setPosixFilePermissions(file, Trees.permissions(0755));
        String executable = digest();
        Files.writeString(file, "Content");
        String changed = digest();
        Files.move(file, workspace.resolve("elif"));
        assertThat(List.of(digest, executable, changed, digest())).doesNotHaveDuplicates();
    }

    @Test
    void countsWhatIsInTheBundleAndWhatIsNot() throws Exception {
        Files.createDirectories(workspace.resolve(".git/objects"));
        Files.writeString(workspace.resolve(".git/objects/one"), "1");
        Files.writeString(workspace.resolve(".git/HEAD"), "2");
        Files.createDirectories(workspace.resolve("lib/empty"));
        Files.writeString(workspace.resolve("lib/a.jar"), "123");
        Files.writeString(workspace.resolve("lib/b.tmp"), "456");
        Files.createSymbolicLink(workspace.resolve("current"), Path.of("lib"));

        Selection selection = new Selection("", List.of(), List.of("**/*.tmp"), true, "");
        Contents contents =
                Bundler.bundle(workspace, selection, server.holding()).contents();

        assertThat(contents).isEqualTo(new Contents(contents.digest(), 2, 2, 1, Trees.APP_SPEC.length() + 3, 3));
    }

    @Test
    void leavesOutWhatAntDoesUnlessToldOtherwise() throws Exception {
        Files.createDirectory(workspace.resolve(".git"));
        Files.writeString(workspace.resolve(".git/HEAD"), "ref: refs/heads/main");

        assertThat(Bundler.bundle(workspace, Selection.ALL, server.holding()).contents())
                .satisfies(contents -> assertThat(contents.leftOut()).isOne())
                .satisfies(contents -> assertThat(contents.files()).isOne());
        assertThat(Bundler.bundle(workspace, Trees.EVERYTHING, server.holding()).contents())
                .satisfies(contents -> assertThat(contents.leftOut()).isZero())
                .satisfies(contents -> assertThat(contents.files()).isEqualTo(2));
    }

    @Test
    void takesWithAFileTheDirectoriesThatLeadToIt() throws Exception {
        Files.createDirectories(workspace.resolve("build/libs/other"));
        Files.writeString(workspace.resolve("build/libs/app.jar"), "jar");
        Files.setPosixFilePermissions(workspace.resolve("build"), Trees.permissions(0750));

        Selection selection = new Selection("", List.of("appspec.yml", "**/*.jar"), List.of(), true, "");
        try (ZipFile zip = zip(archive(workspace, selection, 2, 1 << 20))) {
            assertThat(names(zip)).containsExactly("appspec.yml", "build/", "build/libs/", "build/libs/app.jar");
            assertThat(zip.getEntry("build/").getUnixMode()).isEqualTo(0040750);
        }
    }

    @Test
    void bundlesADirectoryOfTheWorkspace() throws Exception {
        Files.createDirectories(workspace.resolve("dist/js"));
        Files.writeString(workspace.resolve("dist/appspec.yml"), Trees.APP_SPEC);
        Files.writeString(workspace.resolve("dist/js/app.js"), "1");

        try (ZipFile zip = zip(archive(workspace, new Selection("dist", List.of(), List.of(), true, ""), 2, 1 << 20))) {
            assertThat(names(zip)).containsExactly("appspec.yml", "js/", "js/app.js");
        }
    }

    @Test
    void putsTheAppSpecOfAnEnvironmentAtTheRoot() throws Exception {
        Files.createDirectories(workspace.resolve("dist"));
        Files.createDirectories(workspace.resolve("deploy"));
        Files.writeString(workspace.resolve("dist/appspec.yaml"), "os: nonsense");
        String text = "# for production\n" + Trees.APP_SPEC;
        Files.writeString(workspace.resolve("deploy/appspec.prod.yml"), text);

        Selection selection = new Selection("dist", List.of(), List.of(), true, "../deploy/appspec.prod.yml");
        try (ZipFile zip = zip(archive(workspace, selection, 2, 1 << 20))) {
            assertThat(names(zip)).containsExactly("appspec.yml");
            assertThat(zip.getInputStream(zip.getEntry("appspec.yml")))
                    .hasBinaryContent(text.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(workspace.resolve("dist/appspec.yaml")).hasContent("os: nonsense");
    }

    @Test
    void storesWhatIsCompressedAlready() throws Exception {
        byte[] noise = Trees.content(300_000, 3, new Random(1));
        Files.write(workspace.resolve("noise"), noise);
        Files.write(workspace.resolve("text"), Trees.content(300_000, 1, new Random(1)));

        try (ZipFile zip = zip(archive(workspace, Selection.ALL, 2, 1 << 20))) {
            assertThat(zip.getEntry("noise").getMethod()).isEqualTo(ZipArchiveEntry.STORED);
            assertThat(zip.getEntry("text").getMethod()).isEqualTo(ZipArchiveEntry.DEFLATED);
        }
    }

    @Test
    void growsALargeFileOfNoiseByHardlyAnything() throws Exception {
        int size = 5 * Chunk.SIZE + 123;
        Files.write(workspace.resolve("noise"), Trees.content(size, 3, new Random(1)));

        assertThat(archive(workspace, Selection.ALL, 2, 1 << 20)).hasSizeLessThan(size + 2000);
    }

    @Test
    void saysWhatIsWrongWithEachFileThatABundleCannotHold() throws Exception {
        Files.createSymbolicLink(workspace.resolve("outside"), Path.of("lib/../../secret"));
        Files.createSymbolicLink(workspace.resolve("here"), Path.of("."));
        Files.createSymbolicLink(workspace.resolve("sly"), Path.of("here/../secret"));
        Files.createSymbolicLink(workspace.resolve("dangling"), Path.of("lib/nothing"));
        Files.writeString(workspace.resolve("line\nbreak"), "");
        Files.writeString(workspace.resolve("old;1"), "");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(workspace.resolve("socket")));

            assertThatThrownBy(() -> Bundler.bundle(workspace, Selection.ALL, server))
                    .isInstanceOfSatisfying(
                            BundleException.class,
                            e -> assertThat(e.faults())
                                    .satisfiesExactlyInAnyOrder(
                                            fault -> assertThat(fault).startsWith("outside: the link leads out"),
                                            fault -> assertThat(fault).startsWith("sly: the link leads out"),
                                            fault -> assertThat(fault).startsWith("line?break: unzip drops"),
                                            fault -> assertThat(fault).startsWith("old;1: unzip drops"),
                                            fault -> assertThat(fault).startsWith("socket: a device, pipe or socket")));
        }
        assertThat(server.asked).isEmpty();
    }

    @Test
    void keepsLinksToAbsolutePathsAndTellsOfThemOnce() throws Exception {
        Unzip.assumePresent();
        Files.createDirectories(workspace.resolve("venv/bin"));
        Files.createSymbolicLink(workspace.resolve("venv/bin/python3"), Path.of("/usr/bin/python3"));
        Files.createSymbolicLink(workspace.resolve("venv/bin/python"), Path.of("python3"));
        Files.createSymbolicLink(workspace.resolve("venv/share"), Path.of("/usr/share"));
        Files.createSymbolicLink(workspace.resolve("venv/doc"), Path.of("share/../../doc"));

        Bundle bundle = Bundler.bundle(workspace, Selection.ALL, server);

        assertThat(bundle.warnings())
                .containsExactly("2 links lead to absolute paths, the first is venv/bin/python3 to /usr/bin/python3:"
                        + " they are kept, and lead there on the instances");
        Path unpacked = Unzip.unpack(server.archive(), elsewhere.resolve("unpacked"));
        assertThat(Files.readSymbolicLink(unpacked.resolve("venv/bin/python3"))).isEqualTo(Path.of("/usr/bin/python3"));
        assertThat(Files.readSymbolicLink(unpacked.resolve("venv/bin/python"))).isEqualTo(Path.of("python3"));
        for (Path root : List.of(workspace, unpacked)) {
            Files.delete(root.resolve("venv/bin/python3"));
            Files.delete(root.resolve("venv/share"));
        }
    }

    /** However the workspace is reached, instances do not have it. */
    @Test
    void refusesLinksToAbsolutePathsInTheWorkspace() throws Exception {
        Path home = workspace.toRealPath();
        Path reached = Files.createSymbolicLink(elsewhere.resolve("workspace"), home);
        Path otherwise = Files.createSymbolicLink(elsewhere.resolve("other"), home);
        Files.createDirectories(workspace.resolve("dist"));
        Files.writeString(workspace.resolve("secret"), "");
        Files.writeString(workspace.resolve("dist/appspec.yml"), Trees.APP_SPEC);
        Files.createSymbolicLink(workspace.resolve("dist/a"), home.resolve("dist/../secret"));
        Files.createSymbolicLink(workspace.resolve("dist/b"), reached.resolve("not-there"));
        Files.createSymbolicLink(workspace.resolve("dist/c"), otherwise.resolve("secret"));
        Files.createSymbolicLink(workspace.resolve("dist/d"), home);
        Files.createSymbolicLink(workspace.resolve("dist/e"), home.resolve("not-there"));

        assertThatThrownBy(() -> Bundler.bundle(reached, new Selection("dist", List.of(), List.of(), true, ""), server))
                .isInstanceOf(BundleException.class)
                .extracting(
                        e -> ((BundleException) e).faults().stream().sorted().toList(), LIST)
                .map(Object::toString)
                .zipSatisfy(
                        List.of("a", "b", "c", "d", "e"),
                        (fault, link) -> assertThat(fault)
                                .startsWith(link + ": the link leads to '/")
                                .endsWith("', an absolute path in the workspace, which instances do not have. Make it"
                                        + " relative, as 'ln -sr' does, or exclude it."));
    }

    @Test
    void refusesAFileThatItMayNotRead() throws Exception {
        Path file = Files.writeString(workspace.resolve("secret"), "x");
        Files.setPosixFilePermissions(file, Trees.permissions(0));
        assumeFalse(Files.isReadable(file), "root reads everything");

        assertFaults("secret: the agent's user, " + System.getProperty("user.name") + ", may not read it.");
    }

    @Test
    void refusesAFileThatChangesBetweenHashingAndZipping() throws Exception {
        Path small = Files.writeString(workspace.resolve("small"), "before");
        Path large = Files.write(workspace.resolve("large"), new byte[3 * Chunk.SIZE]);
        Map<String, FileChange> changes = Map.of(
                "small: changed", () -> Files.writeString(small, "beyond"),
                "small: changed while it was", () -> Files.writeString(small, "beyond all"),
                "small: vanished", () -> Files.delete(small),
                "large: changed", () -> Files.write(large, new byte[3 * Chunk.SIZE - 1]),
                "large: changed while it was", () -> Files.write(large, new byte[3 * Chunk.SIZE + 1]));
        for (Map.Entry<String, FileChange> change : changes.entrySet()) {
            Files.writeString(small, "before");
            Files.write(large, new byte[3 * Chunk.SIZE]);
            Destination changing = new Destinations.Wrapped(server) {
                @Override
                public boolean holds(Contents contents) throws IOException {
                    change.getValue().make();
                    return false;
                }
            };

            assertThatThrownBy(() -> Bundler.bundle(workspace, Selection.ALL, changing))
                    .isInstanceOf(BundleException.class)
                    .hasMessageStartingWith(change.getKey());
        }
        assertThat(server.requests()).isZero();
    }

    @FunctionalInterface
    private interface FileChange {
        void make() throws IOException;
    }

    @Test
    void saysByWhichPatternsNothingWasFound() throws Exception {
        assertThatThrownBy(() -> Bundler.bundle(
                        workspace, new Selection("", List.of("target/*.war", "dist/"), List.of("x"), true, ""), server))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("no file in the workspace matches includes 'target/*.war, dist/**'")
                .hasMessageContaining("excludes 'x'")
                .hasMessageEndingWith("relative to that directory and written as in Ant, such as '**/*.war'.");
        assertThatThrownBy(
                        () -> Bundler.bundle(workspace, new Selection("dist", List.of(), List.of(), true, ""), server))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("Directory 'dist' is not in the workspace");
        assertThatThrownBy(() -> Bundler.bundle(workspace, new Selection("..", List.of(), List.of(), true, ""), server))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("leads out of the workspace");
        Files.createDirectory(workspace.resolve("dist"));
        assertThatThrownBy(
                        () -> Bundler.bundle(workspace, new Selection("dist", List.of(), List.of(), true, ""), server))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("'dist' is empty");
    }

    @Test
    void refusesNamesThatWindowsCannotHold() throws Exception {
        Files.writeString(workspace.resolve("appspec.yml"), "version: 0.0\nos: windows\n");
        for (String name : List.of("what?.txt", "aux.c", "dot.", "space ", "README", "readme", "a:b", "fine.txt")) {
            Files.writeString(workspace.resolve(name), "");
        }
        Files.createSymbolicLink(workspace.resolve("link"), Path.of("fine.txt"));

        assertFaults(
                "a:b: Windows (os: windows) allows none of",
                "aux.c: Windows (os: windows) keeps this name for a device.",
                "dot.: Windows (os: windows) drops a dot or space",
                "link: a Windows instance (os: windows) gets a text file for a symbolic link.",
                "readme: differs from 'README' only in case",
                "space : Windows (os: windows) drops a dot or space",
                "what?.txt: Windows (os: windows) allows none of");
    }

    @Test
    void takesDirectoriesThatWindowsMakesOneOf() throws Exception {
        Files.writeString(workspace.resolve("appspec.yml"), """
                version: 0.0
                os: windows
                files:
                  - source: VIEWS/a.cshtml
                    destination: c:\\web
                  - source: views/b.cshtml
                    destination: c:\\web
                """);
        Files.createDirectories(workspace.resolve("Views"));
        Files.createDirectories(workspace.resolve("views"));
        Files.writeString(workspace.resolve("Views/a.cshtml"), "");
        Files.writeString(workspace.resolve("views/b.cshtml"), "");
        assertThat(names(zip(archive(workspace, Selection.ALL, 1, 1 << 20))))
                .contains("Views/", "Views/a.cshtml", "views/", "views/b.cshtml");

        Files.writeString(workspace.resolve("views/a.cshtml"), "");
        Files.writeString(workspace.resolve("VIEWS"), "");
        assertFaults(
                "Views: differs from 'VIEWS' only in case",
                "views: differs from 'VIEWS' only in case",
                "views/a.cshtml: differs from 'Views/a.cshtml' only in case");
    }

    @Test
    void refusesNamesThatAreNotUtf8WhereTheyAreSelected() throws Exception {
        Files.createDirectories(workspace.resolve("dist"));
        Files.writeString(workspace.resolve("dist/page.html"), "");
        Files.writeString(notUtf8("caf%E9.txt"), "");
        Files.createSymbolicLink(
                workspace.resolve("link"), notUtf8("caf%E9.txt").getFileName());
        Files.createDirectories(notUtf8("dist/%FCber"));
        Files.writeString(notUtf8("dist/%FCber/page.html"), "");
        Files.writeString(notUtf8("dist/%FCber/page.css"), "");

        assertFaults(
                "caf\uFFFD.txt: is not UTF-8, as names and the targets of links in a bundle are. Rename or exclude it.",
                "dist/\uFFFDber: is not UTF-8",
                "link: is not UTF-8");
        assertThat(selected(List.of("appspec.yml", "dist/*"), List.of("**/?ber")))
                .containsExactly("appspec.yml", "dist/", "dist/page.html");
        assertThat(selected(List.of(), List.of("caf*", "dist/?ber/", "link")))
                .containsExactly("appspec.yml", "dist/", "dist/page.html");
        assertThat(selected(List.of("appspec.yml", "dist/**/*.js", "dist/page.html"), List.of()))
                .containsExactly("appspec.yml", "dist/", "dist/page.html");
        assertFaults(
                new Selection("", List.of("appspec.yml", "dist/**/page.html"), List.of(), true, ""),
                "dist/\uFFFDber: is not UTF-8");
    }

    /** By its bytes. */
    private Path notUtf8(String encoded) {
        return Path.of(URI.create(workspace.toUri() + encoded));
    }

    private List<String> selected(List<String> includes, List<String> excludes) throws Exception {
        server.asked.clear();
        return names(zip(archive(workspace, new Selection("", includes, excludes, true, ""), 1, 1 << 20)));
    }

    @Test
    void checksScriptsAndSourcesAgainstTheBundle() throws Exception {
        Files.createDirectories(workspace.resolve("scripts"));
        Files.setPosixFilePermissions(
                Files.writeString(workspace.resolve("scripts/stop.sh"), ""), Trees.permissions(0755));
        Files.writeString(workspace.resolve("appspec.yml"), """
                version: 0.0
                os: linux
                files:
                  - source: /
                    destination: /srv/app
                  - source: scripts
                    destination: /srv/app/scripts
                  - source: build/app.jar
                    destination: /srv/app
                hooks:
                  ApplicationStop:
                    - location: ./scripts/stop.sh
                  ApplicationStart:
                    - location: scripts/stpo.sh
                    - location: scripts
                """);

        assertFaults(
                "appspec.yml:6: '/srv/app/scripts/stop.sh' is installed twice, first by line 4,",
                "appspec.yml:8: source 'build/app.jar' is not in the bundle. Mend the path",
                "appspec.yml:14: script 'scripts/stpo.sh' is not in the bundle. Did you mean 'scripts/stop.sh'?",
                "appspec.yml:15: script 'scripts' is a directory.");
    }

    /** As pnpm has its packages: the agent copies what a link leads to, and what the links in there lead to. */
    @Test
    @Timeout(60)
    void checksDirectoriesThatAreLinkedToEachOther() throws Exception {
        for (int i = 0; i < 12; i++) {
            Path directory = Files.createDirectories(workspace.resolve("packages/p" + i));
            for (int j = 0; j < 12; j++) {
                Files.createSymbolicLink(directory.resolve("to" + j), Path.of("../p" + j));
            }
        }
        Files.writeString(workspace.resolve("appspec.yml"), """
                version: 0.0
                os: linux
                files:
                  - source: packages
                    destination: /srv/app
                  - source: appspec.yml
                    destination: /srv/app
                """);

        assertThat(Bundler.bundle(workspace, Selection.ALL, server.holding()).warnings())
                .isEmpty();
    }

    @Test
    void bundlesAScriptThatIsNotExecutableAndWarnsOfIt() throws Exception {
        Files.createDirectories(workspace.resolve("scripts"));
        Files.setPosixFilePermissions(
                Files.writeString(workspace.resolve("scripts/start.sh"), ""), Trees.permissions(0640));
        Files.writeString(workspace.resolve("appspec.yml"), """
                version: 0.0
                os: linux
                hooks:
                  ApplicationStart:
                    - location: scripts/start.sh
                """);

        String warning =
                "appspec.yml:5: script 'scripts/start.sh' is not executable, which the agent will make it. To have"
                        + " it so, run 'git update-index --chmod=+x scripts/start.sh' and commit, or 'chmod +x' before.";
        assertThat(bundler(2, 1 << 20).bundle(workspace, Selection.ALL).warnings())
                .containsExactly(warning);
        try (ZipFile zip = zip(server.archive())) {
            assertThat(zip.getEntry("scripts/start.sh").getUnixMode()).isEqualTo(0100640);
        }
        assertThat(Bundler.bundle(workspace, Selection.ALL, server.holding()).warnings())
                .containsExactly(warning);
    }

    @Test
    void warnsOnlySoOftenAndInCharactersThatPrint() throws Exception {
        StringBuilder text = new StringBuilder(Trees.APP_SPEC);
        for (int i = 0; i < 60; i++) {
            text.append("\"x\\e[31m\\r").append(i).append("\": 1\n");
        }
        Files.writeString(workspace.resolve("appspec.yml"), text);

        List<String> warnings =
                Bundler.bundle(workspace, Selection.ALL, server.holding()).warnings();

        assertThat(warnings).hasSize(51).noneMatch(warning -> warning.matches(".*\\p{Cntrl}.*"));
        assertThat(warnings.get(0)).startsWith("appspec.yml:3: 'x?[31m?0' is not known");
        assertThat(warnings.get(50)).isEqualTo("and 10 more warnings.");
    }

    @Test
    void givesAnAppSpecTheOnlyNameThatTheAgentsHooksRead() throws Exception {
        Files.move(workspace.resolve("appspec.yml"), workspace.resolve("appspec.yaml"));
        try (ZipFile zip = zip(archive(workspace, Selection.ALL, 2, 1 << 20))) {
            assertThat(names(zip)).containsExactly("appspec.yml");
            assertThat(zip.getInputStream(zip.getEntry("appspec.yml")))
                    .hasBinaryContent(Trees.APP_SPEC.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(workspace).isDirectoryContaining(file -> file.endsWith("appspec.yaml"));
    }

    @Test
    void takesTheAppSpecThatTheAgentWouldTakeOfTwo() throws Exception {
        Files.writeString(workspace.resolve("appspec.yaml"), "os: nonsense");
        try (ZipFile zip = zip(archive(workspace, Selection.ALL, 2, 1 << 20))) {
            assertThat(names(zip)).containsExactly("appspec.yaml", "appspec.yml");
            assertThat(zip.getInputStream(zip.getEntry("appspec.yml")))
                    .hasBinaryContent(Trees.APP_SPEC.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void wantsTheAppSpecSelectedAndForInstances() throws Exception {
        Files.writeString(workspace.resolve("app.js"), "");
        assertThatThrownBy(() ->
                        Bundler.bundle(workspace, new Selection("", List.of("*.js"), List.of(), true, ""), server))
                .isInstanceOf(BundleException.class)
                .hasMessageStartingWith("appspec.yml: is not selected");

        Files.delete(workspace.resolve("appspec.yml"));
        assertFaults(
                "appspec.yml: is not at the root of the workspace, and CodeDeploy needs it there. Add it, set directory to the"
                        + " one that has it, or appSpec to where it is.");

        Files.writeString(workspace.resolve("appspec.yml"), AppSpecTest.LAMBDA);
        assertFaults("appspec.yml: is for AWS Lambda, which takes the AppSpec alone and no bundle.");
    }

    private void assertFaults(String... starts) {
        assertFaults(Selection.ALL, starts);
    }

    private void assertFaults(Selection selection, String... starts) {
        server.asked.clear();
        int requests = server.requests();
        assertThatThrownBy(() -> Bundler.bundle(workspace, selection, server))
                .isInstanceOf(BundleException.class)
                .extracting(e -> ((BundleException) e).faults(), LIST)
                .map(fault -> fault.toString())
                .satisfies(faults -> assertThat(faults).hasSameSizeAs(starts))
                .zipSatisfy(List.of(starts), (fault, start) -> assertThat(fault).startsWith(start));
        assertThat(server.asked).isEmpty();
        assertThat(server.requests()).isEqualTo(requests);
    }

    private Bundler bundler(int threads, int partSize) {
        server.parts.clear();
        return new Bundler(
                server,
                threads,
                partSize,
                4,
                new PartSender.Patience(
                        Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(2)));
    }

    private byte[] archive(Path directory, Selection selection, int threads, int partSize) throws Exception {
        bundler(threads, partSize).bundle(directory, selection);
        return server.archive();
    }

    private String digest() throws Exception {
        return Bundler.bundle(workspace, Selection.ALL, server.holding())
                .contents()
                .digest();
    }

    private static ZipFile zip(byte[] archive) throws IOException {
        return ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(archive))
                .get();
    }

    private static List<String> names(ZipFile zip) {
        return Collections.list(zip.getEntriesInPhysicalOrder()).stream()
                .map(ZipArchiveEntry::getName)
                .toList();
    }
}
