package io.jenkins.plugins.crossaccountdeploy.preflight;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Has runs checked by threads of their own, so that no run is slower for it. */
public final class BackgroundChecks {

    private final Preflight preflight;
    private final Executor executor;

    /**
     * @param executor runs the checks, as long as they take. If it takes no more, a run goes on without.
     */
    public BackgroundChecks(Preflight preflight, Executor executor) {
        this.preflight = preflight;
        this.executor = executor;
    }

    /**
     * Begins to check what a run that bundles does not find out itself in time.
     *
     * @param accounts of the run
     * @see Preflight#checkStorage
     */
    public BackgroundCheck storage(DeploymentRequest request, Accounts accounts) {
        return request.options().dryRun()
                ? BackgroundCheck.omitted(request.environment().name(), "a dry run has been checked already")
                : begin(request, () -> preflight.checkStorage(new Subject(request), accounts));
    }

    /**
     * Begins to check all there is to check.
     *
     * @param accounts of the run
     * @see Preflight#check
     */
    public BackgroundCheck everything(DeploymentRequest request, Accounts accounts) {
        return begin(request, () -> preflight.check(new Subject(request), accounts.development()));
    }

    private BackgroundCheck begin(DeploymentRequest request, Callable<Checklist> check) {
        BackgroundCheck begun = new BackgroundCheck(request.environment().name(), check);
        try {
            executor.execute(begun.task());
            return begun;
        } catch (RejectedExecutionException busy) {
            return BackgroundCheck.omitted(
                    request.environment().name(), "all threads of Jenkins for such checks are in use");
        }
    }
}
