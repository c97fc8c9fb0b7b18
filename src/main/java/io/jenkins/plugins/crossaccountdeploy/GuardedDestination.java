package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A destination for an agent to call. What fails on the controller stays there: the agent learns only that it failed, and
 * needs no class of the AWS SDK to understand it.
 */
final class GuardedDestination implements Destination {

    private interface Call<T> {

        T call() throws IOException, InterruptedException;
    }

    private final Destination destination;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    GuardedDestination(Destination destination) {
        this.destination = destination;
    }

    /** Throws what first failed on the controller, if anything did. */
    void rethrowFailure() {
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    @Override
    public boolean holds(Contents contents) throws IOException, InterruptedException {
        return guarded(() -> destination.holds(contents));
    }

    @Override
    public SignedRequest sign(Part part) throws IOException, InterruptedException {
        return guarded(() -> destination.sign(part));
    }

    @Override
    public void progress(Progress progress) {
        destination.progress(progress);
    }

    private <T> T guarded(Call<T> call) throws IOException, InterruptedException {
        try {
            return call.call();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            throw new IOException("The controller could not prepare the upload");
        }
    }
}
