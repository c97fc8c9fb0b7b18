package io.jenkins.plugins.crossaccountdeploy.watch;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.ServerTime;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Refusal;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentNotStartedException;
import software.amazon.awssdk.services.codedeploy.model.DeploymentStatus;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;
import software.amazon.awssdk.services.codedeploy.model.GetDeploymentResponse;
import software.amazon.awssdk.services.codedeploy.model.LastDeploymentInfo;

/**
 * Looks at a deployment once, and says what is new.
 *
 * <p>Lines come in the order in which things happened, not in that in which AWS tells of them. It answers for one batch of
 * targets after the other, so an event that ended while the batches were asked for may be missing in an earlier one: what is
 * younger than the look itself, by AWS's clock, is therefore told by the next look.
 */
public final class Watch {

    /** Up to so many targets, every event gets its line. */
    public static final int FEW_TARGETS = 25;

    /** So long may a deployment be silent before the console says that it still runs. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    /** So long after the end of a deployment, AWS may not say yet that the last of its targets have ended, or what rolls it back. */
    private static final Duration LATE = Duration.ofSeconds(15);

    /** So often at most are the counts of a large deployment told. */
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(15);

    private final DeploymentRequest request;
    private final Lines lines;
    private final InstantSource clock;
    private final TargetQueries queries;
    private final TargetReport targets;
    private final TargetDetails details;
    private final WaitReport waits;

    public Watch(Accounts accounts, DeploymentRequest request, Lines lines, InstantSource clock, Asking asking) {
        this.request = request;
        this.lines = lines;
        this.clock = clock;
        queries = new TargetQueries(accounts, new Explanation(request).attempts(), asking);
        targets = new TargetReport(request, queries, lines);
        details = new TargetDetails(queries, accounts);
        waits = new WaitReport(request, lines);
    }

    /**
     * What a look found.
     *
     * @param targets that were looked at, as they are, whatever the console is told of them
     * @param waits what for, if it goes on when somebody says so
     * @param isComplete whether AWS was asked all there is to ask; if not, the next look goes on with this one
     * @param isOver whether the deployment has ended, and all is told of it
     */
    public record Look(
            DeploymentInfo info,
            WatchProgress progress,
            List<String> lines,
            List<Target> targets,
            Optional<DeploymentWaitType> waits,
            boolean isComplete,
            boolean isOver) {}

    /** Whether a deployment has ended; as what, a later version of CodeDeploy may say in words that this one does not know. */
    public static boolean isOver(DeploymentInfo info) {
        return isOver(info.status(), info.completeTime());
    }

    /** The same for the last deployment of a group. */
    public static boolean isOver(LastDeploymentInfo last) {
        return isOver(last.status(), last.endTime());
    }

    private static boolean isOver(DeploymentStatus status, Instant end) {
        return switch (Objects.requireNonNullElse(status, DeploymentStatus.UNKNOWN_TO_SDK_VERSION)) {
            case SUCCEEDED, FAILED, STOPPED -> true;
            case UNKNOWN_TO_SDK_VERSION -> end != null;
            default -> false;
        };
    }

    /** What a deployment waits for that goes on when somebody says so. */
    public static Optional<DeploymentWaitType> waits(DeploymentInfo info) {
        return WaitReport.waits(info);
    }

    /** Whether a deployment is one that waits, at some time, for somebody to let the traffic go over. */
    public static boolean stopsBeforeTraffic(DeploymentInfo info) {
        return WaitReport.stopsBeforeTraffic(info);
    }

    /**
     * @param seesTargets whether the role may ask for targets; if not, the deployment's own status and counts have to do
     * @param rollsBack whether CodeDeploy was told to roll it back
     * @throws Refusal if a call was refused; the next look goes on with it
     */
    public Look look(String deploymentId, WatchProgress before, boolean seesTargets, boolean rollsBack)
            throws Refusal, InterruptedException {
        queries.begin();
        details.begin();
        GetDeploymentResponse answer = queries.deployment(deploymentId);
        try {
            Look look = look(answer.deploymentInfo(), awsTime(answer), before, seesTargets, rollsBack);
            queries.end();
            return look;
        } catch (TargetQueries.Paused paused) {
            return new Look(answer.deploymentInfo(), before, List.of(), List.of(), Optional.empty(), false, false);
        }
    }

    /** How many calls of the last look were answered, were it in vain; those for details are counted apart. */
    public int calls() {
        return queries.calls() - details.calls();
    }

    private Look look(DeploymentInfo info, Instant now, WatchProgress before, boolean seesTargets, boolean rollsBack)
            throws Refusal, InterruptedException {
        List<String> said = new ArrayList<>();
        List<String> beside = new ArrayList<>();
        WatchProgress progress = before.as(
                info.statusAsString(),
                info.createTime(),
                before.terminating() || WaitReport.isTerminating(info),
                mention(info, before.mentioned(), beside),
                now);
        long counted = TargetCounts.total(info.deploymentOverview());
        // An ECS service or a Lambda function is a target however CodeDeploy counts: it documents its counts for
        // instances.
        long total = info.computePlatform() == ComputePlatform.ECS || info.computePlatform() == ComputePlatform.LAMBDA
                ? Math.max(1, counted)
                : counted;
        boolean tellsAll =
                seesTargets && (total <= FEW_TARGETS || request.options().logLevel() == DeploymentRequest.LogLevel.ALL);
        boolean isSettled = true;
        if (seesTargets && total > 0) {
            try {
                progress = tellsAll
                        ? targets.events(info, progress, total, now, said)
                        : targets.failures(info, progress, said);
                isSettled = tellsAll
                        ? progress.hasSettled(total)
                        : progress.failedTargets()
                                >= Math.min(TargetCounts.failed(info.deploymentOverview()), TargetReport.MOST_FAILURES);
                isSettled &= details.ask(info, progress, tellsAll, total, now);
            } catch (Refusal refusal) {
                if (!isNotStarted(refusal, info)) {
                    throw refusal;
                }
            }
        }
        if (!before.status().equals(progress.status())) {
            said.addAll(waits.onStatus(info, now));
        }
        if (progress.terminating() && !before.terminating()) {
            said.addAll(waits.onTermination(info, now));
        }
        said.addAll(beside);
        String counts = TargetCounts.words(info.deploymentOverview());
        boolean isOver =
                isOver(info) && (isSettled && !RollbackReport.isExpected(info, rollsBack) || isLongOver(info, now));
        if (isOver) {
            said.addAll(onEnd(info, progress, tellsAll, seesTargets && !tellsAll));
        } else if (!tellsAll
                && !counts.equals(progress.counts())
                && since(progress, now).compareTo(BETWEEN_COUNTS) >= 0) {
            said.add(lines.happening(info.createTime(), now, counts));
        } else if (said.isEmpty() && since(progress, now).compareTo(SILENCE) >= 0) {
            said.add(lines.happening(info.createTime(), now, progress.status() + ": " + counts));
        }
        return new Look(
                info,
                said.isEmpty() ? progress : progress.spoken(counts, now),
                said,
                queries.described(),
                WaitReport.waits(info),
                true,
                isOver);
    }

    /** A deployment takes a while to start, and one that is stopped before never does: nothing happens on its targets. */
    private static boolean isNotStarted(Refusal refusal, DeploymentInfo info) {
        return refusal.failure() instanceof DeploymentNotStartedException
                && !(isOver(info) && TargetCounts.begun(info.deploymentOverview()) > 0);
    }

    private static boolean isLongOver(DeploymentInfo info, Instant now) {
        return info.completeTime() == null || !now.isBefore(info.completeTime().plus(LATE));
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
                            id + " updates instances that Auto Scaling has launched meanwhile  " + request.url(id)));
                }
            }
        }
        return mentioned;
    }

    private List<String> onEnd(
            DeploymentInfo info, WatchProgress progress, boolean toldEach, boolean lookedAtFailures) {
        List<String> said = new ArrayList<>();
        if (TargetCounts.total(info.deploymentOverview()) > 0) {
            if (!toldEach) {
                said.addAll(targets.endOfFailures(progress));
            }
            if (lookedAtFailures && progress.failedTargets() >= TargetReport.MOST_FAILURES) {
                said.add(lines.summary(
                        "only the first " + TargetReport.MOST_FAILURES + " targets that failed were looked at"));
            }
            said.add(lines.summary(TargetCounts.words(info.deploymentOverview())));
        }
        RollbackReport.whyNot(info).ifPresent(why -> said.add(lines.note("not rolled back: " + why)));
        return said;
    }

    private static Duration since(WatchProgress progress, Instant now) {
        return Duration.between(progress.spoken(), now);
    }

    /** AWS's own time, which the times of events are to be compared with; the clock here may be off. */
    private Instant awsTime(GetDeploymentResponse answer) {
        return ServerTime.of(answer.sdkHttpResponse()).orElseGet(clock::instant);
    }
}
