package io.jenkins.plugins.crossaccountdeploy.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bundles that are small enough to be made on the spot. */
public final class MinimalBundle {

    private static final String APP_SPEC = """
            version: 0.0
            os: linux
            files:
              - source: /
                destination: /srv/demo
            hooks:
              AfterInstall:
                - location: scripts/after_install.sh
                  timeout: 60
            """;

    private MinimalBundle() {}

    /** An AppSpec file and the one script that it names. */
    public static byte[] zip() {
        return zip("appspec.yml", APP_SPEC, "scripts/after_install.sh", "#!/bin/sh\nexit 0\n");
    }

    /** A zip of files, each given by its name and its text. */
    public static byte[] zip(String... namesAndTexts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
