package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.deployment.Checkpoint;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import io.jenkins.plugins.crossaccountdeploy.deployment.Engine;
import io.jenkins.plugins.crossaccountdeploy.deployment.Order;
import io.jenkins.plugins.crossaccountdeploy.deployment.Workspace;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Puts the engine of a run together from what Jenkins has: the only place that does, for both kinds of builds. */
final class DeploymentRun {

    private DeploymentRun() {}

    static Driver driver(
            Checkpoint from,
            AwsCredentialsProvider development,
            Workspace workspace,
            Driver.Console console,
            Driver.Memory memory) {
        InstantSource clock = InstantSource.system();
        Order order = from.deployment().order();
        Accounts accounts = new Accounts(
                Workers.get().clients(),
                order.environment(),
                development,
                order.requester(),
                order.sessionPolicy(),
                clock);
        return new Driver(new Engine(accounts, workspace, clock), from, console, memory);
    }
}
