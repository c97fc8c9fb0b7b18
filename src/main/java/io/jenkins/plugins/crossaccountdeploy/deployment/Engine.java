package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import java.time.InstantSource;

/** Takes a run from one stage to the next. */
public final class Engine {

    public Engine(Accounts accounts, Workspace workspace, InstantSource clock) {}

    public Advance advance(Deployment deployment, Journal journal) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    static Deployment interrupt(Deployment deployment, Interruption why) {
        throw new UnsupportedOperationException();
    }
}
