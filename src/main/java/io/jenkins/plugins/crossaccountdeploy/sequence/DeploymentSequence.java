package io.jenkins.plugins.crossaccountdeploy.sequence;

import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.Result;
import io.jenkins.plugins.crossaccountdeploy.deployment.Stage.Done;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Content;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Existing;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.FromWorkspace;
import io.jenkins.plugins.crossaccountdeploy.request.Provenance;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Deployments of one revision to several deployment groups, each a run of its own: the next begins when the one before it has
 * ended well. All are made before the first begins, so that their tokens tell after a restart how far they are.
 *
 * @param runs as they were before they began, in their order; at least one
 */
public record DeploymentSequence(List<Deployment> runs) implements Serializable {

    public DeploymentSequence {
        runs = List.copyOf(runs);
    }

    /** The time of all of them begins now. */
    public static DeploymentSequence of(List<DeploymentRequest> requests, Instant now) {
        return new DeploymentSequence(
                requests.stream().map(request -> Deployment.of(request, now)).toList());
    }

    /**
     * A run that has ended.
     *
     * @param deploymentGroup that it was for; empty for one that deploys nothing
     */
    public record Ended(String deploymentGroup, Result result) {

        public static Ended of(Deployment run, Result result) {
            return new Ended(run.request().target().deploymentGroup(), result);
        }
    }

    /**
     * How far they are.
     *
     * @param earlier the runs that ended well before the current one
     * @param current the run that was begun last
     */
    public record Progress(List<Ended> earlier, Deployment current) {

        public Progress {
            earlier = List.copyOf(earlier);
        }
    }

    public Deployment first() {
        return runs.get(0);
    }

    /**
     * The run that follows one which has ended, and deploys what that has deployed; its own content where that had nothing to
     * deploy.
     *
     * @param now when it begins
     * @return empty if it was the last, or has not ended well
     */
    public Optional<Deployment> after(Deployment ended, Result result, Instant now) {
        List<Deployment> rest = rest(ended);
        return rest.isEmpty() || !result.outcome().isGood()
                ? Optional.empty()
                : Optional.of(rest.get(0).beginning(content(rest.get(0), result.revision()), now));
    }

    private static Content content(Deployment run, Optional<Revision> deployed) {
        return run.request().content() instanceof FromWorkspace files && deployed.isPresent()
                ? new Existing(deployed.get(), Provenance.UNKNOWN.of(files.commit(), Instant.EPOCH, 0, 0))
                : run.request().content();
    }

    /** The deployment groups whose turn has not come when a run ends. */
    public List<String> groupsAfter(Deployment run) {
        return rest(run).stream()
                .map(next -> next.request().target().deploymentGroup())
                .toList();
    }

    private List<Deployment> rest(Deployment run) {
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).token().equals(run.token())) {
                return runs.subList(i + 1, runs.size());
            }
        }
        return List.of();
    }

    /**
     * Finds out how far they are.
     *
     * @param saved what was saved last of the run with a token; empty if it has not begun
     */
    public Progress progress(Function<String, Optional<Deployment>> saved) {
        List<Ended> earlier = new ArrayList<>();
        Deployment current = first();
        for (Deployment run : runs) {
            Optional<Deployment> found = saved.apply(run.token());
            if (found.isEmpty()) {
                break;
            }
            if (!run.token().equals(current.token()) && current.stage() instanceof Done done) {
                earlier.add(Ended.of(current, done.result()));
            }
            current = found.get();
        }
        return new Progress(earlier, current);
    }
}
