package io.jenkins.plugins.crossaccountdeploy.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Info-ZIP's unzip, by which CodeDeploy's agent unpacks. */
final class Unzip {

    private Unzip() {}

    static void assumePresent() {
        assumeTrue(isInstalled("unzip", "-v"), "Info-ZIP unzip is not installed");
    }

    static boolean isInstalled(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Unpacks an archive as the agent does. */
    static Path unpack(byte[] archive, Path directory) throws Exception {
        Path file = Files.write(directory.resolveSibling(directory.getFileName() + ".zip"), archive);
        assertThat(run("unzip", "-qo", file.toString(), "-d", directory.toString()))
                .isEmpty();
        return directory;
    }

    /** The report of {@code unzip -t}. */
    static String test(byte[] archive, Path directory) throws Exception {
        return run(
                        "unzip",
                        "-tqq",
                        Files.write(directory.resolve("test.zip"), archive).toString())
                + run("unzip", "-tq", directory.resolve("test.zip").toString());
    }

    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
