package io.jenkins.plugins.crossaccountdeploy.watch;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.account.RateLimiter;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.codedeploy.model.BatchGetDeploymentTargetsRequest;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
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
    static final int BATCH = 25;

    /** Of so many targets a look keeps all events. */
    private static final int MOST_DESCRIBED = 500;

    private static final Set<String> UNKNOWN_TARGET = Set.of(
            "DeploymentTargetDoesNotExistException",
            "InstanceDoesNotExistException",
            "InvalidDeploymentTargetIdException");

    /** The look has made as many calls as it may for now; it goes on with the next ones later. */
    static final class Paused extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Paused() {
            super("more calls than are allowed at once", null, false, false);
        }
    }

    private final Accounts accounts;
    private final Attempt.Of attempts;

    /** What AWS has answered to the look that is under way, by what was asked. */
    private final Map<List<?>, Object> answers = new HashMap<>();

    /** The targets that the look under way has found out about, with all their events. */
    private final Map<String, Target> described = new LinkedHashMap<>();

    private final Asking asking;
    private int calls;

    TargetQueries(Accounts accounts, Attempt.Of attempts, Asking asking) {
        this.accounts = accounts;
        this.attempts = attempts;
        this.asking = asking;
    }

    /** Begins a look, or takes it up again. */
    void begin() {
        calls = 0;
    }

    /** The look is complete: the next one asks anew. */
    void end() {
        answers.clear();
        described.clear();
    }

    /** The targets that the look under way has found out about, with all their events: those that failed, and some more. */
    List<Target> described() {
        return List.copyOf(described.values());
    }

    private void keep(Target target) {
        if (target.hasFailed() || described.size() < MOST_DESCRIBED) {
            described.put(target.id(), target);
        }
    }

    /** How many calls were answered since the beginning, were it in vain. */
    int calls() {
        return calls;
    }

    private <T> T once(Class<T> type, List<?> question, Attempt attempt, Supplier<T> call)
            throws Refusal, InterruptedException {
        Object known = answers.get(question);
        if (known == null) {
            if (calls == RateLimiter.BURST) {
                throw new Paused();
            }
            known = asking.ask(attempt, call);
            answers.put(question, known);
            calls++;
        }
        return type.cast(known);
    }

    GetDeploymentResponse deployment(String id) throws Refusal, InterruptedException {
        return once(GetDeploymentResponse.class, List.of(id), attempts.watch(id), () -> describe(id));
    }

    private GetDeploymentResponse describe(String id) {
        GetDeploymentResponse answer = accounts.codeDeploy()
                .getDeployment(request -> request.deploymentId(id).overrideConfiguration(as(accounts.production())));
        DeploymentInfo info = answer.deploymentInfo();
        if (info == null || info.status() == null || info.createTime() == null) {
            throw SdkClientException.create("the answer is incomplete");
        }
        return answer;
    }

    /**
     * The IDs of a deployment's targets.
     *
     * @param only the statuses to list; all if empty
     * @param most after how many to stop
     */
    Set<String> targetIds(String deploymentId, Collection<TargetStatus> only, int most)
            throws Refusal, InterruptedException {
        Set<String> ids = new LinkedHashSet<>();
        Set<String> pages = new HashSet<>();
        String next = "";
        // A page that leads to an earlier one would lead on for ever.
        while (pages.add(next) && ids.size() < most) {
            ListDeploymentTargetsResponse page = page(deploymentId, only, next);
            ids.addAll(page.targetIds());
            next = Objects.requireNonNullElse(page.nextToken(), "");
            if (next.isEmpty()) {
                break;
            }
        }
        return ids;
    }

    private ListDeploymentTargetsResponse page(String deploymentId, Collection<TargetStatus> only, String token)
            throws Refusal, InterruptedException {
        ListDeploymentTargetsRequest.Builder request = ListDeploymentTargetsRequest.builder()
                .deploymentId(deploymentId)
                .nextToken(token.isEmpty() ? null : token)
                .overrideConfiguration(as(accounts.production()));
        if (!only.isEmpty()) {
            request.targetFilters(Map.of(
                    TargetFilterName.TARGET_STATUS,
                    only.stream().map(TargetStatus::toString).toList()));
        }
        try {
            return once(
                    ListDeploymentTargetsResponse.class,
                    List.of(deploymentId, only, token),
                    attempts.listTargets(deploymentId),
                    () -> accounts.codeDeploy().listDeploymentTargets(request.build()));
        } catch (Refusal refusal) {
            if (refusal.failure() instanceof InvalidNextTokenException) {
                // The list has changed since its first page: the same token would be refused for ever.
                answers.clear();
            }
            throw refusal;
        }
    }

    /** Some targets as AWS has described them, or that it does not know one of them. */
    private record Batch(List<Target> targets, boolean isRefused) {}

    /**
     * Targets with what is new of them, each once. Those that AWS does not know any more, or not yet, are left out.
     *
     * @param told the names of the events that are not new, by target
     */
    List<Target> targets(String deploymentId, List<String> ids, Map<String, WatchProgress.TargetProgress> told)
            throws Refusal, InterruptedException {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<String> batch = List.copyOf(ids.subList(from, Math.min(ids.size(), from + BATCH)));
            batch(deploymentId, batch, told).forEach(target -> targets.putIfAbsent(target.id(), target));
        }
        return List.copyOf(targets.values());
    }

    private List<Target> batch(String deploymentId, List<String> ids, Map<String, WatchProgress.TargetProgress> told)
            throws Refusal, InterruptedException {
        List<?> question = List.of(deploymentId, ids);
        Batch answer;
        try {
            answer = once(
                    Batch.class,
                    question,
                    attempts.describeTargets(deploymentId),
                    () -> new Batch(
                            describe(deploymentId, ids)
                                    .peek(this::keep)
                                    .map(target -> target.news(
                                            told.getOrDefault(target.id(), WatchProgress.TargetProgress.NOTHING)
                                                    .events()))
                                    .toList(),
                            false));
        } catch (Refusal refusal) {
            if (!isUnknownTarget(refusal)) {
                throw refusal;
            }
            answer = new Batch(List.of(), true);
            answers.put(question, answer);
            calls++;
        }
        if (!answer.isRefused() || ids.size() == 1) {
            return answer.targets();
        }
        // AWS refuses all for one that it does not know: an instance that is terminated, for example.
        int half = ids.size() / 2;
        List<Target> targets = new ArrayList<>(batch(deploymentId, List.copyOf(ids.subList(0, half)), told));
        targets.addAll(batch(deploymentId, List.copyOf(ids.subList(half, ids.size())), told));
        return targets;
    }

    /** By their codes, since the SDK has no class for each. */
    private static boolean isUnknownTarget(Refusal refusal) {
        return UNKNOWN_TARGET.contains(AwsErrors.code(refusal.failure()));
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
