package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundlerTest {

    @TempDir
    Path workspace;

    @Test
    void sendsWhatUnzipUnpacks(@TempDir Path unpacked) throws Exception {
        Files.writeString(workspace.resolve("appspec.yml"), "version: 0.0\nos: linux\n");
        byte[] noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        Files.write(workspace.resolve("noise.bin"), noise);
        Files.writeString(workspace.resolve("large.txt"), "all work and no play ".repeat(100_000));
        Files.createDirectories(workspace.resolve("a/empty"));
        Path script = Files.writeString(workspace.resolve("a/run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x---"));
        Files.createSymbolicLink(workspace.resolve("a/link"), Path.of("../large.txt"));
        Files.writeString(workspace.resolve("a/ünï \\ x y"), "x");
        Files.writeString(workspace.resolve("back\\slash"), "x");
        try (PartServer server = new PartServer()) {
            Bundle bundle = Bundler.bundle(workspace, Selection.ALL, server);

            Path archive = Files.write(unpacked.resolve("b.zip"), server.archive());
            Process unzip = new ProcessBuilder("unzip", "-qo", archive.toString(), "-d", unpacked + "/x")
                    .inheritIO()
                    .start();
            assertThat(unzip.waitFor()).isZero();
            Process diff = new ProcessBuilder("diff", "-r", "--no-dereference", workspace.toString(), unpacked + "/x")
                    .inheritIO()
                    .start();
            assertThat(diff.waitFor()).isZero();
            assertThat(BundleTail.isWhole(
                            server.archive().length, tail(server.archive()), bundle.contents().digest()))
                    .isTrue();
        }
    }

    private static byte[] tail(byte[] bytes) {
        return java.util.Arrays.copyOfRange(bytes, Math.max(0, bytes.length - BundleTail.LENGTH), bytes.length);
    }
}
