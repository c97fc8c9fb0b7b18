package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.IOException;
import java.nio.file.Path;

/** Comes with the bundle pipeline. */
public final class Bundler {
    private Bundler() {}

    public static Bundle bundle(Path workspace, Selection selection, Destination destination)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException();
    }
}
