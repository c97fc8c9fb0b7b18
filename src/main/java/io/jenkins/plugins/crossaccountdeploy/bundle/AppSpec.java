package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.Serializable;

/** Comes with the bundle pipeline. */
public record AppSpec(String content, Platform platform) implements Serializable {
    /** What it is written for. */
    public enum Platform {
        SERVER,
        ECS,
        LAMBDA
    }
}
