package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.IOException;

/** Destinations that do one thing differently. */
public final class Destinations {

    private Destinations() {}

    /** One that does all as another. */
    public static class Wrapped implements Destination {

        private final Destination inner;

        public Wrapped(Destination inner) {
            this.inner = inner;
        }

        @Override
        public boolean holds(Contents contents) throws IOException, InterruptedException {
            return inner.holds(contents);
        }

        @Override
        public SignedRequest sign(Part part) throws IOException, InterruptedException {
            return inner.sign(part);
        }

        @Override
        public void failing(SendException failure) {
            inner.failing(failure);
        }

        @Override
        public void progress(Progress progress) {
            inner.progress(progress);
        }
    }
}
