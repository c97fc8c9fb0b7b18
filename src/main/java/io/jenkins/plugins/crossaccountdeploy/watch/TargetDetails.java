package io.jenkins.plugins.crossaccountdeploy.watch;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentNotStartedException;

/**
 * Asks for the targets of which the console needs no events, since a record of the deployment shows them one by one. That is
 * done seldom, and with calls that nobody else waits for; and once again after a restart, which may have lost what was
 * recorded last.
 */
final class TargetDetails {

    /** Those of larger deployments are not asked for: an arbitrary choice of thousands would help nobody. */
    static final int MOST_TARGETS = 500;

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(15);

    /** So that one deployment takes a twentieth of the rate at most. */
    private static final Duration PAUSE_PER_CALL = Duration.ofSeconds(2);

    private final TargetQueries queries;
    private final Accounts accounts;

    /** Those of which all is known. */
    private final Set<String> known = new HashSet<>();

    private Collection<String> ids = Set.of();
    private Instant next = Instant.MIN;
    private int calls;

    TargetDetails(TargetQueries queries, Accounts accounts) {
        this.queries = queries;
        this.accounts = accounts;
    }

    /** A look begins, or is taken up again. */
    void begin() {
        calls = 0;
    }

    /** How many of the look's calls were answered here. */
    int calls() {
        return calls;
    }

    /**
     * Asks for what the look under way has not asked for yet.
     *
     * @param toldAll whether it has asked for all targets that the console was not told everything of
     * @return whether all there is to ask was asked
     */
    boolean ask(DeploymentInfo info, WatchProgress progress, boolean toldAll, long total, Instant now)
            throws Refusal, InterruptedException {
        boolean isOver = Watch.isOver(info);
        queries.described().forEach(this::settle);
        if (total > MOST_TARGETS
                || known.size() >= total
                || !isOver && now.isBefore(next)
                || !isOver && !toldAll && !accounts.hasCallsToSpare(calls(total))) {
            return true;
        }
        next = toldAll ? now : now.plus(pause(total));
        int before = queries.calls();
        try {
            List<Target> targets = queries.targets(
                    info.deploymentId(), open(info.deploymentId(), progress, toldAll, total), progress.targets());
            return targets.stream().allMatch(Target::isFinal);
        } catch (Refusal refusal) {
            if (refusal.isDenied()) {
                throw refusal;
            }
            if (AwsErrors.isThrottled(refusal.failure())) {
                accounts.throttled();
            }
            next = now.plus(pause(total));
            return refusal.failure() instanceof DeploymentNotStartedException;
        } finally {
            queries.described().forEach(this::settle);
            calls += queries.calls() - before;
            accounts.chargeCalls(queries.calls() - before);
        }
    }

    private static int calls(long targets) {
        return 1 + (int) targets / TargetQueries.BATCH;
    }

    private static Duration pause(long targets) {
        Duration pause = PAUSE_PER_CALL.multipliedBy(calls(targets));
        return pause.compareTo(LEAST_PAUSE) > 0 ? pause : LEAST_PAUSE;
    }

    private void settle(Target target) {
        if (target.isFinal()) {
            known.add(target.id());
        }
    }

    private List<String> open(String deploymentId, WatchProgress progress, boolean toldAll, long total)
            throws Refusal, InterruptedException {
        if (toldAll) {
            ids = progress.targets().keySet();
        } else if (ids.size() < total) {
            ids = queries.targetIds(deploymentId, List.of(), MOST_TARGETS);
        }
        Set<String> described = queries.described().stream().map(Target::id).collect(Collectors.toSet());
        return ids.stream()
                .filter(id -> !known.contains(id) && !described.contains(id))
                .sorted()
                .toList();
    }
}
