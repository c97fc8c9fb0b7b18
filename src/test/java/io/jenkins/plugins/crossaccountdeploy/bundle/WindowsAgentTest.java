package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a file system as Windows has it, as far as one in memory can be: drives and backslashes, no Unix modes, and names whose
 * case does not count.
 */
class WindowsAgentTest {

    private static final String APP_SPEC = """
            version: 0.0
            os: linux
            hooks:
              AfterInstall:
                - location: scripts/install.sh
            """;

    @TempDir
    Path unix;

    private final PartServer server = new PartServer();
    private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
    private final Path workspace = windows.getPath("C:\\jenkins\\workspace\\shop");

    @BeforeEach
    void fill() throws IOException {
        fill(workspace);
    }

    private static void fill(Path root) throws IOException {
        Files.createDirectories(root.resolve("scripts"));
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve("lib").resolve("ünï"));
        Files.writeString(root.resolve("appspec.yml"), APP_SPEC);
        Files.writeString(root.resolve("scripts").resolve("install.sh"), "#!/bin/sh\n");
        Files.writeString(root.resolve("lib").resolve("ünï").resolve("日本"), "x");
        Files.write(root.resolve("lib").resolve("large"), Trees.content(3 * Chunk.SIZE + 1, 2, new Random(1)));
        Files.createSymbolicLink(root.resolve("current"), root.getFileSystem().getPath("lib", "ünï"));
    }

    @AfterEach
    void stop() throws IOException {
        windows.close();
        server.close();
    }

    @Test
    void makesTheSameBundleAsALinuxAgent() throws Exception {
        fill(unix);
        try (Stream<Path> paths = Files.walk(unix)) {
            for (Path path : (Iterable<Path>) paths.filter(one -> !Files.isSymbolicLink(one))::iterator) {
                boolean executable = Files.isDirectory(path) || path.endsWith("install.sh");
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }

        Selection dated = new Selection("", List.of(), List.of(), true, "", Instant.EPOCH);
        assertThat(archive(workspace, dated)).isEqualTo(archive(unix, dated));
    }

    @Test
    void selectsByPatternsOfEitherKind() throws Exception {
        for (String pattern : List.of("lib/**", "lib\\**")) {
            Selection selection = new Selection("", List.of(), List.of(pattern), false, "");

            Contents contents =
                    Bundler.bundle(workspace, selection, server.holding()).contents();

            assertThat(contents.files()).isEqualTo(2);
            assertThat(contents.leftOut()).isEqualTo(2);
        }
    }

    @Test
    void refusesLinksThatLeaveTheBundleOrNameADrive() throws Exception {
        Path lib = workspace.resolve("lib");
        Files.createSymbolicLink(lib.resolve("up"), windows.getPath("..", "..", "secret"));
        Files.createSymbolicLink(lib.resolve("drive"), windows.getPath("C:\\secret"));

        assertThatThrownBy(() -> archive(workspace, Selection.ALL))
                .isInstanceOfSatisfying(
                        BundleException.class,
                        e -> assertThat(e.faults())
                                .satisfiesExactlyInAnyOrder(
                                        fault -> assertThat(fault)
                                                .startsWith(
                                                        "lib/up: the link leads out of the bundle, to '../../secret'"),
                                        fault -> assertThat(fault)
                                                .startsWith(
                                                        "lib/drive: the link leads out of the bundle, to 'C:/secret'")));
    }

    private byte[] archive(Path root, Selection selection) throws Exception {
        server.parts.clear();
        Bundler.bundle(root, selection, server);
        return server.archive();
    }
}
