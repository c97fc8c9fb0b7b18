package io.jenkins.plugins.crossaccountdeploy.bundle;

/** Comes with the bundle pipeline. */
public final class BundleTail {
    public static final int LENGTH = 256;

    private BundleTail() {}

    public static boolean proves(String digest, long size, byte[] tail) {
        throw new UnsupportedOperationException();
    }
}
