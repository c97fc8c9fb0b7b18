package io.jenkins.plugins.crossaccountdeploy.deployment;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.deployment.Seen.Culprit;
import io.jenkins.plugins.crossaccountdeploy.deployment.Seen.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.BlueGreenDeploymentConfiguration;
import software.amazon.awssdk.services.codedeploy.model.BlueInstanceTerminationOption;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentOverview;
import software.amazon.awssdk.services.codedeploy.model.DeploymentReadyAction;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.GetDeploymentResponse;
import software.amazon.awssdk.services.codedeploy.model.TargetStatus;

/**
 * Looks at a deployment once, and says what is new.
 *
 * <p>Lines come in the order in which things happened, not in which they were seen. AWS answers for one batch of targets
 * after the other, so an event that ended while the batches were asked for may be missing in an earlier one: what is
 * younger than the look itself, by AWS's clock, is therefore told by the next look.
 */
final class Watch {

    /** Up to so many targets, every event gets its line. */
    static final int FEW_TARGETS = 25;

    /** So many targets of a large deployment that failed are looked at: more of the same would not help anybody. */
    static final int MOST_FAILURES = 500;

    /** So long may a deployment be silent before the console says that it still runs. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    /** So often at most are the counts of a large deployment told. */
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(15);

    private final Order order;
    private final Lines lines;
    private final InstantSource clock;
    private final Inquiry aws;

    Watch(Accounts accounts, Order order, Lines lines, InstantSource clock) {
        this.order = order;
        this.lines = lines;
        this.clock = clock;
        aws = new Inquiry(accounts);
    }

    /**
     * What a look found.
     *
     * @param isComplete whether AWS was asked all there is to ask; if not, the next look goes on with this one
     */
    record Look(DeploymentInfo info, Seen seen, List<String> lines, boolean isComplete) {

        boolean isOver() {
            return isComplete && Watch.isOver(info.status());
        }
    }

    static boolean isOver(DeploymentStatus status) {
        return status == DeploymentStatus.SUCCEEDED
                || status == DeploymentStatus.FAILED
                || status == DeploymentStatus.STOPPED;
    }

    /**
     * @param seesTargets whether the role may ask for targets; if not, the deployment's own status and counts have to do
     */
    Look look(String deploymentId, Seen before, boolean seesTargets) {
        aws.begin();
        GetDeploymentResponse answer = aws.deployment(deploymentId);
        try {
            Look look = look(answer.deploymentInfo(), awsTime(answer), before, seesTargets);
            aws.end();
            return look;
        } catch (Inquiry.Paused paused) {
            return new Look(answer.deploymentInfo(), before, List.of(), false);
        }
    }

    /** How many calls of the last look were answered, were it in vain. */
    int calls() {
        return aws.calls();
    }

    private Look look(DeploymentInfo info, Instant now, Seen before, boolean seesTargets) {
        List<String> said = new ArrayList<>();
        List<String> beside = new ArrayList<>();
        Seen seen = before.as(
                info.statusAsString(),
                info.createTime(),
                before.terminating() || isTerminating(info),
                mention(info, before.mentioned(), beside),
                now);
        long total = total(info.deploymentOverview());
        boolean tellsAll =
                seesTargets && (total <= FEW_TARGETS || order.conduct().logLevel() == Order.LogLevel.ALL);
        if (seesTargets && total > 0) {
            seen = tellsAll ? events(info, seen, total, now, said) : failures(info, seen, said);
        }
        if (!before.status().equals(seen.status())) {
            said.addAll(onStatus(info, now));
        }
        if (seen.terminating() && !before.terminating()) {
            said.addAll(onTermination(info, now));
        }
        said.addAll(beside);
        String counts = counts(info.deploymentOverview());
        if (isOver(info.status())) {
            said.addAll(onEnd(info, seen, tellsAll, seesTargets && !tellsAll));
        } else if (!tellsAll
                && !counts.equals(seen.counts())
                && since(seen, now).compareTo(BETWEEN_COUNTS) >= 0) {
            said.add(lines.happening(info.createTime(), now, counts));
        } else if (said.isEmpty() && since(seen, now).compareTo(SILENCE) >= 0) {
            said.add(lines.happening(info.createTime(), now, seen.status() + ": " + counts));
        }
        return new Look(info, said.isEmpty() ? seen : seen.spoken(counts, now), said, true);
    }

    /** What CodeDeploy says beside the events. */
    private Set<String> mention(DeploymentInfo info, Set<String> before, List<String> said) {
        Set<String> mentioned = new HashSet<>(before);
        for (String message : info.deploymentStatusMessages()) {
            if (mentioned.add(message)) {
                said.add(lines.note(message));
            }
        }
        if (info.relatedDeployments() != null) {
            for (String id : info.relatedDeployments().autoUpdateOutdatedInstancesDeploymentIds()) {
                if (mentioned.add(id)) {
                    said.add(lines.note(
                            id + " updates instances that Auto Scaling has launched meanwhile  " + order.url(id)));
                }
            }
        }
        return mentioned;
    }

    private List<String> onEnd(DeploymentInfo info, Seen seen, boolean toldEach, boolean lookedAtFailures) {
        List<String> said = new ArrayList<>();
        if (total(info.deploymentOverview()) > 0) {
            said.addAll(endOfFailures(seen, toldEach));
            if (lookedAtFailures && seen.targets().size() >= MOST_FAILURES) {
                said.add(lines.summary("only the first " + MOST_FAILURES + " targets that failed were looked at"));
            }
            said.add(lines.summary(counts(info.deploymentOverview())));
        }
        Optional.ofNullable(info.rollbackInfo())
                .filter(rollback -> isBlank(rollback.rollbackDeploymentId())
                        && isBlank(rollback.rollbackTriggeringDeploymentId())
                        && !isBlank(rollback.rollbackMessage()))
                .ifPresent(rollback -> said.add(lines.note("not rolled back: " + rollback.rollbackMessage())));
        return said;
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    private static Duration since(Seen seen, Instant now) {
        return Duration.between(seen.spoken(), now);
    }

    /** AWS's own time, which the times of events are to be compared with; the clock here may be off. */
    private Instant awsTime(GetDeploymentResponse answer) {
        return answer.sdkHttpResponse().firstMatchingHeader("Date").stream()
                .flatMap(Watch::parse)
                .findFirst()
                .orElseGet(clock::instant);
    }

    private static Stream<Instant> parse(String date) {
        try {
            return Stream.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException unreadable) {
            return Stream.empty();
        }
    }

    private List<String> onStatus(DeploymentInfo info, Instant now) {
        return switch (info.status()) {
            case READY ->
                List.of(
                        lines.happening(
                                info.createTime(),
                                now,
                                "Ready: waits for someone to let the traffic go over" + readyWait(info)
                                        + ". Continue with"),
                        continuing(info, "READY_WAIT"));
            case BAKING -> List.of(lines.happening(info.createTime(), now, "Baking: alarms are watched for a while"));
            case QUEUED -> List.of(lines.happening(info.createTime(), now, "Queued"));
            default -> List.of();
        };
    }

    private static String readyWait(DeploymentInfo info) {
        return Optional.ofNullable(info.blueGreenDeploymentConfiguration())
                .map(BlueGreenDeploymentConfiguration::deploymentReadyOption)
                .filter(option -> option.waitTimeInMinutes() != null && option.waitTimeInMinutes() > 0)
                .map(option -> ", for " + Lines.count(option.waitTimeInMinutes(), "minute")
                        + (option.actionOnTimeout() == DeploymentReadyAction.STOP_DEPLOYMENT
                                ? ", and is stopped then"
                                : ", and goes on by itself then"))
                .orElse("");
    }

    /** Whether the traffic has gone over, and what it has left is kept for a while. */
    private static boolean isTerminating(DeploymentInfo info) {
        return !isOver(info.status())
                && Boolean.TRUE.equals(info.instanceTerminationWaitTimeStarted())
                && terminationWait(info) > 0;
    }

    private static int terminationWait(DeploymentInfo info) {
        return Optional.ofNullable(info.blueGreenDeploymentConfiguration())
                .map(BlueGreenDeploymentConfiguration::terminateBlueInstancesOnDeploymentSuccess)
                .map(BlueInstanceTerminationOption::terminationWaitTimeInMinutes)
                .orElse(0);
    }

    private List<String> onTermination(DeploymentInfo info, Instant now) {
        return List.of(
                lines.happening(
                        info.createTime(),
                        now,
                        "The traffic has gone over. What it has left is terminated after "
                                + Lines.count(terminationWait(info), "minute") + ", or at once with"),
                continuing(info, "TERMINATION_WAIT"));
    }

    private String continuing(DeploymentInfo info, String wait) {
        return lines.continued(
                "aws deploy continue-deployment --deployment-id " + info.deploymentId() + " --deployment-wait-type "
                        + wait + " --region " + order.environment().region());
    }

    /** Every event of every target that is not final yet. */
    private Seen events(DeploymentInfo info, Seen seen, long total, Instant now, List<String> said) {
        boolean isOver = isOver(info.status());
        Map<String, Told> told = new HashMap<>(seen.targets());
        if (told.size() < total || isOver) {
            aws.targetIds(info.deploymentId(), List.of(), Integer.MAX_VALUE)
                    .forEach(id -> told.putIfAbsent(id, Told.NOTHING));
        }
        List<Target> targets = aws.targets(
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
        Map<String, Integer> failures = new TreeMap<>(seen.failures());
        Culprit culprit = seen.culprit();
        for (News item : news) {
            said.addAll(lines.event(info.createTime(), item.event(), width));
            told.computeIfPresent(item.target().id(), (id, before) -> more(before, item.event()));
            if (item.event().hasFailed()) {
                failures.merge(item.event().failure(), 1, Integer::sum);
                culprit = culprit.isNone() ? culprit(item.event(), platform(info)) : culprit;
            }
        }
        for (Target target : targets) {
            Told before = told.get(target.id());
            boolean allTold =
                    target.events().stream().allMatch(event -> before.events().contains(event.name()));
            if (target.isFinal() && allTold) {
                told.put(target.id(), Told.ALL);
            } else if (isNews(target.traffic(), before)) {
                said.add(lines.traffic(info.createTime(), now, target, width));
                told.put(target.id(), new Told(before.events(), target.traffic().percent(), false));
            }
        }
        // Most targets are equally far: one copy for all keeps the state of large deployments small.
        Map<Told, Told> copies = new HashMap<>();
        told.replaceAll((id, each) -> copies.computeIfAbsent(each, first -> first));
        return seen.with(told, failures, culprit);
    }

    /** That all of it has gone over, the event tells. */
    private static boolean isNews(Target.Traffic traffic, Told before) {
        return traffic.percent() != before.traffic() && traffic.percent() != 100;
    }

    private static Told more(Told before, Target.Event event) {
        Set<String> events = new HashSet<>(before.events());
        events.add(event.name());
        return new Told(events, before.traffic(), false);
    }

    private static Culprit culprit(Target.Event event, ComputePlatform platform) {
        return new Culprit(event.culprit() + " on " + event.target(), Explanation.advice(event.errorCode(), platform));
    }

    private static ComputePlatform platform(DeploymentInfo info) {
        return Objects.requireNonNullElse(info.computePlatform(), ComputePlatform.SERVER);
    }

    /** Of a large deployment only the targets that failed, the first of each kind in full. */
    private Seen failures(DeploymentInfo info, Seen seen, List<String> said) {
        int room = MOST_FAILURES - seen.targets().size();
        if (info.deploymentOverview().failed() <= seen.targets().size() || room <= 0) {
            return seen;
        }
        Map<String, Told> told = new HashMap<>(seen.targets());
        Map<String, Integer> failures = new TreeMap<>(seen.failures());
        Culprit culprit = seen.culprit();
        List<String> fresh = aws.targetIds(info.deploymentId(), List.of(TargetStatus.FAILED), MOST_FAILURES).stream()
                .filter(id -> !told.containsKey(id))
                .limit(room)
                .toList();
        List<Target.Event> failed = aws.targets(info.deploymentId(), fresh, told).stream()
                .flatMap(target -> target.events().stream().filter(Target.Event::hasFailed))
                .sorted(Comparator.comparing(Target.Event::at).thenComparing(Target.Event::target))
                .toList();
        for (Target.Event event : failed) {
            if (failures.merge(event.name() + " " + event.failure(), 1, Integer::sum) == 1) {
                said.addAll(lines.event(info.createTime(), event, event.target().length()));
            }
            culprit = culprit.isNone() ? culprit(event, platform(info)) : culprit;
        }
        fresh.forEach(id -> told.put(id, Told.ALL));
        return seen.with(told, failures, culprit);
    }

    /** What was shown once and happened more often. */
    private List<String> endOfFailures(Seen seen, boolean toldEach) {
        return toldEach
                ? List.of()
                : seen.failures().entrySet().stream()
                        .filter(failure -> failure.getValue() > 1)
                        .map(failure -> lines.summary(
                                Lines.count(failure.getValue(), "target") + " failed alike: " + failure.getKey()))
                        .sorted()
                        .toList();
    }

    private static long total(DeploymentOverview overview) {
        return overview == null
                ? 0
                : Stream.of(
                                overview.pending(),
                                overview.inProgress(),
                                overview.succeeded(),
                                overview.failed(),
                                overview.skipped(),
                                overview.ready())
                        .mapToLong(count -> count == null ? 0 : count)
                        .sum();
    }

    /** {@code 3 targets: 1 succeeded, 1 failed, 1 skipped}. */
    private static String counts(DeploymentOverview overview) {
        if (total(overview) == 0) {
            return "no targets yet";
        }
        record Count(String name, Long number) {}
        return Lines.count(total(overview), "target") + ": "
                + Stream.of(
                                new Count("succeeded", overview.succeeded()),
                                new Count("failed", overview.failed()),
                                new Count("skipped", overview.skipped()),
                                new Count("in progress", overview.inProgress()),
                                new Count("pending", overview.pending()),
                                new Count("ready", overview.ready()))
                        .filter(count -> count.number() != null && count.number() > 0)
                        .map(count -> String.format(Locale.ROOT, "%,d %s", count.number(), count.name()))
                        .collect(Collectors.joining(", "));
    }
}
