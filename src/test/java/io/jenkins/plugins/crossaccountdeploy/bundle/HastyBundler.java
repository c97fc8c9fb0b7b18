package io.jenkins.plugins.crossaccountdeploy.bundle;

import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The bundler with parts as small as S3 takes, and so little patience that tests need none. */
public final class HastyBundler {

    /** In bytes. */
    public static final int PART = 5 << 20;

    /** How many parts it has under way. */
    public static final int IN_FLIGHT = 4;

    private static final PartSender.Patience LITTLE = new PartSender.Patience(
            Duration.ofMillis(400), Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(10));

    private HastyBundler() {}

    public static Bundle bundle(Path workspace, Destination destination) throws IOException, InterruptedException {
        return new Bundler(destination, 2, PART, IN_FLIGHT, LITTLE).bundle(workspace, Selection.ALL);
    }
}
