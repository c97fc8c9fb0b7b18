package io.jenkins.plugins.crossaccountdeploy.watch;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.RateLimiter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.BatchGetDeploymentTargetsRequest;
import software.amazon.awssdk.services.codedeploy.model.GetDeploymentResponse;
import software.amazon.awssdk.services.codedeploy.model.InvalidNextTokenException;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentTargetsRequest;
import software.amazon.awssdk.services.codedeploy.model.ListDeploymentTargetsResponse;
import software.amazon.awssdk.services.codedeploy.model.TargetFilterName;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/**
 * The calls of one look. A look at thousands of targets is hundreds of them: some may fail, and all together would be more
 * at once than AWS allows. What was answered is therefore kept until the look is complete, so that each call need succeed
 * only once, however often the look has to be taken up again.
 */
final class TargetQueries {

    /** What one call of BatchGetDeploymentTargets takes. */
    private static final int BATCH = 25;

    /** The look has made as many calls as it may for now; it goes on with the next ones later. */
    static final class Paused extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Paused() {
            super("more calls than are allowed at once", null, false, false);
        }
    }

    private final Accounts accounts;

    /** What AWS has answered to the look that is under way, by what was asked. */
    private final Map<List<?>, Object> answers = new HashMap<>();

    private int calls;

    TargetQueries(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Begins a look, or takes it up again. */
    void begin() {
        calls = 0;
    }

    /** The look is complete: the next one asks anew. */
    void end() {
        answers.clear();
    }

    /** How many calls were answered since the beginning, were it in vain. */
    int calls() {
        return calls;
    }

    private <T> T once(Class<T> type, List<?> question, Supplier<T> call) {
        Object known = answers.get(question);
        if (known == null) {
            if (calls == RateLimiter.BURST) {
                throw new Paused();
            }
            known = call.get();
            answers.put(question, known);
            calls++;
        }
        return type.cast(known);
    }

    GetDeploymentResponse deployment(String id) {
        return once(
                GetDeploymentResponse.class,
                List.of(id),
                () -> accounts.codeDeploy()
                        .getDeployment(
                                request -> request.deploymentId(id).overrideConfiguration(as(accounts.production()))));
    }

    /**
     * The IDs of a deployment's targets.
     *
     * @param only the statuses to list; all if empty
     * @param most after how many to stop
     */
    List<String> targetIds(String deploymentId, Collection<TargetStatus> only, int most) {
        List<String> ids = new ArrayList<>();
        String next = null;
        do {
            ListDeploymentTargetsResponse page = page(deploymentId, only, next);
            ids.addAll(page.targetIds());
            next = page.nextToken();
        } while (next != null && !next.isEmpty() && ids.size() < most);
        return ids;
    }

    private ListDeploymentTargetsResponse page(String deploymentId, Collection<TargetStatus> only, String token) {
        ListDeploymentTargetsRequest.Builder request = ListDeploymentTargetsRequest.builder()
                .deploymentId(deploymentId)
                .nextToken(token)
                .overrideConfiguration(as(accounts.production()));
        if (!only.isEmpty()) {
            request.targetFilters(Map.of(
                    TargetFilterName.TARGET_STATUS,
                    only.stream().map(TargetStatus::toString).toList()));
        }
        try {
            return once(
                    ListDeploymentTargetsResponse.class,
                    List.of(deploymentId, only, Objects.requireNonNullElse(token, "")),
                    () -> accounts.codeDeploy().listDeploymentTargets(request.build()));
        } catch (InvalidNextTokenException stale) {
            // The list has changed since its first page: the same token would be refused for ever.
            answers.clear();
            throw stale;
        }
    }

    /**
     * Targets with what is new of them.
     *
     * @param told the names of the events that are not new, by target
     */
    List<Target> targets(String deploymentId, List<String> ids, Map<String, WatchProgress.TargetProgress> told) {
        record Batch(List<Target> targets) {}
        List<Target> targets = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<String> batch = List.copyOf(ids.subList(from, Math.min(ids.size(), from + BATCH)));
            targets.addAll(once(
                            Batch.class,
                            List.of(deploymentId, batch),
                            () -> new Batch(describe(deploymentId, batch)
                                    .map(target -> target.news(
                                            told.getOrDefault(target.id(), WatchProgress.TargetProgress.NOTHING)
                                                    .events()))
                                    .toList()))
                    .targets());
        }
        return targets;
    }

    private Stream<Target> describe(String deploymentId, List<String> batch) {
        BatchGetDeploymentTargetsRequest request = BatchGetDeploymentTargetsRequest.builder()
                .deploymentId(deploymentId)
                .targetIds(batch)
                .overrideConfiguration(as(accounts.production()))
                .build();
        return accounts.codeDeploy().batchGetDeploymentTargets(request).deploymentTargets().stream()
                .flatMap(Target::of);
    }
}
