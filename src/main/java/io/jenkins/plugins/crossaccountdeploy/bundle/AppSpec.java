package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/** Comes with the bundle pipeline. */
public record AppSpec(String content, Platform platform) implements Serializable {
    /** What it is written for. */
    public enum Platform {
        SERVER,
        ECS,
        LAMBDA
    }

    public static AppSpec read(Path workspace, Selection selection) throws IOException {
        throw new UnsupportedOperationException();
    }
}
