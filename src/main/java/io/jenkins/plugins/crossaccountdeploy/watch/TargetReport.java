package io.jenkins.plugins.crossaccountdeploy.watch;

import io.jenkins.plugins.crossaccountdeploy.explanation.DeploymentErrors;
import io.jenkins.plugins.crossaccountdeploy.explanation.FetchRefusal;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.watch.WatchProgress.FirstFailure;
import io.jenkins.plugins.crossaccountdeploy.watch.WatchProgress.TargetProgress;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.Diagnostics;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/** What has happened on the targets of a deployment since the last look. */
final class TargetReport {

    /** So many targets of a large deployment that failed are looked at: more of the same would not help anybody. */
    static final int MOST_FAILURES = 500;

    /** The lifecycle event in which instances fetch their bundle. */
    private static final String FETCHING = "DownloadBundle";

    private final DeploymentRequest request;
    private final TargetQueries queries;
    private final Lines lines;

    TargetReport(DeploymentRequest request, TargetQueries queries, Lines lines) {
        this.request = request;
        this.queries = queries;
        this.lines = lines;
    }

    /** Every event of every target that is not final yet. */
    WatchProgress events(DeploymentInfo info, WatchProgress progress, long total, Instant now, List<String> said)
            throws Refusal, InterruptedException {
        boolean isOver = Watch.isOver(info);
        Map<String, TargetProgress> told = new HashMap<>(progress.targets());
        if (told.size() < total || isOver) {
            queries.targetIds(info.deploymentId(), List.of(), Integer.MAX_VALUE)
                    .forEach(id -> told.putIfAbsent(id, TargetProgress.NOTHING));
        }
        List<Target> targets = queries.targets(
                info.deploymentId(),
                told.entrySet().stream()
                        .filter(target -> !target.getValue().isFinal())
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                told);
        record News(Target target, Target.Event event) {}
        List<News> news = targets.stream()
                .flatMap(target -> target.events().stream()
                        .filter(event -> isOver || event.at().isBefore(now))
                        .map(event -> new News(target, event)))
                .sorted(Comparator.<News, Instant>comparing(item -> item.event().at())
                        .thenComparing(item -> item.target().name()))
                .toList();
        int width = targets.stream()
                .mapToInt(target -> target.name().length())
                .max()
                .orElse(0);
        Map<String, Integer> failures = new TreeMap<>(progress.failures());
        FirstFailure firstFailure = progress.firstFailure();
        for (News item : news) {
            said.addAll(lines.event(info.createTime(), item.event(), width));
            told.computeIfPresent(item.target().id(), (id, before) -> more(before, item.event()));
            if (item.event().hasFailed()) {
                failures.merge(kind(item.event()), 1, Integer::sum);
                firstFailure = firstFailure.isNone() ? firstFailure(item.event(), platform(info)) : firstFailure;
            }
        }
        for (Target target : targets) {
            TargetProgress before = told.get(target.id());
            boolean allTold =
                    target.events().stream().allMatch(event -> before.events().contains(event.name()));
            if (target.isFinal() && allTold) {
                told.put(target.id(), target.hasFailed() ? TargetProgress.FAILED : TargetProgress.ALL);
            } else if (isNews(target.traffic(), before)) {
                said.add(lines.traffic(info.createTime(), now, target, width));
                told.put(
                        target.id(),
                        new TargetProgress(before.events(), target.traffic().percent(), false, false));
            }
        }
        // Most targets are equally far: one copy for all keeps the state of large deployments small.
        Map<TargetProgress, TargetProgress> copies = new HashMap<>();
        told.replaceAll((id, each) -> copies.computeIfAbsent(each, first -> first));
        return progress.with(told, failures, firstFailure);
    }

    /** That all of it has gone over, the event tells. */
    private static boolean isNews(Target.Traffic traffic, TargetProgress before) {
        return traffic.percent() != before.traffic() && traffic.percent() != 100;
    }

    private static TargetProgress more(TargetProgress before, Target.Event event) {
        Set<String> events = new HashSet<>(before.events());
        events.add(event.name());
        return new TargetProgress(events, before.traffic(), false, false);
    }

    private FirstFailure firstFailure(Target.Event event, ComputePlatform platform) {
        if (event.hasFailedInEarlierScript()) {
            return new FirstFailure(event.where() + " on " + event.target(), DeploymentErrors.adviceOnEarlierScript());
        }
        String advice = Optional.of(event)
                .filter(failed -> failed.name().equals(FETCHING))
                .flatMap(Target.Event::diagnostics)
                .map(Diagnostics::message)
                .flatMap(message -> FetchRefusal.remedy(message, request))
                .orElseGet(() -> DeploymentErrors.advice(event.errorCode(), platform));
        return new FirstFailure(event.where() + " on " + event.target(), advice);
    }

    private static ComputePlatform platform(DeploymentInfo info) {
        return Objects.requireNonNullElse(info.computePlatform(), ComputePlatform.SERVER);
    }

    /** Of a large deployment only the targets that failed, the first of each kind in full. */
    WatchProgress failures(DeploymentInfo info, WatchProgress progress, List<String> said)
            throws Refusal, InterruptedException {
        // Of a deployment that was small when it began there are others, too.
        int known = progress.failedTargets();
        int room = MOST_FAILURES - known;
        if (TargetCounts.failed(info.deploymentOverview()) <= known || room <= 0) {
            return progress;
        }
        Map<String, TargetProgress> told = new HashMap<>(progress.targets());
        Map<String, Integer> failures = new TreeMap<>(progress.failures());
        FirstFailure firstFailure = progress.firstFailure();
        List<String> fresh =
                queries.targetIds(info.deploymentId(), List.of(TargetStatus.FAILED), MOST_FAILURES).stream()
                        .filter(id ->
                                !told.getOrDefault(id, TargetProgress.NOTHING).isFinal())
                        .limit(room)
                        .toList();
        List<Target.Event> failed = queries.targets(info.deploymentId(), fresh, told).stream()
                .flatMap(target -> target.events().stream().filter(Target.Event::hasFailed))
                .sorted(Comparator.comparing(Target.Event::at).thenComparing(Target.Event::target))
                .toList();
        for (Target.Event event : failed) {
            if (failures.merge(kind(event), 1, Integer::sum) == 1) {
                said.addAll(lines.event(info.createTime(), event, event.target().length()));
            }
            firstFailure = firstFailure.isNone() ? firstFailure(event, platform(info)) : firstFailure;
        }
        fresh.forEach(id -> told.put(id, TargetProgress.FAILED));
        return progress.with(told, failures, firstFailure);
    }

    private static String kind(Target.Event event) {
        return event.name() + " " + event.failure();
    }

    /** What was shown once and happened more often. */
    List<String> endOfFailures(WatchProgress progress) {
        return progress.failures().entrySet().stream()
                .filter(failure -> failure.getValue() > 1)
                .map(failure ->
                        lines.summary(Units.count(failure.getValue(), "target") + " failed alike: " + failure.getKey()))
                .sorted()
                .toList();
    }
}
