package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener.Looked;
import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord.Status;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord.Waiting;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.watch.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.DeploymentInfo;
import software.amazon.awssdk.services.codedeploy.model.DeploymentWaitType;
import software.amazon.awssdk.services.codedeploy.model.ErrorInformation;

/**
 * What a look at a deployment adds to its record, within the bounds of that.
 *
 * @param before the record so far
 * @param now when that is, by the clock here
 * @param sequence of the record that is being written
 */
record Sighting(DeploymentRecord before, Looked looked, Instant now, long sequence) {

    /** So many targets are kept, whatever becomes of them. */
    static final int MOST_TARGETS = 500;

    /** And so many more that fail. */
    static final int MOST_FAILURES = 100;

    /** In characters, those of all targets together. */
    static final int MOST_LOGS = 64_000;

    private static final int MOST_STATUSES = 50;

    /** @param known the URI of the revision that need not be named again; may be empty */
    DeploymentRecord update(String known) {
        DeploymentInfo info = looked.info();
        Counts counts = Counts.of(info.deploymentOverview());
        List<TargetRecord> targets = targets();
        String revision = Optional.ofNullable(info.revision())
                .map(Revision::of)
                .filter(deployed -> !deployed.uri().equals(known))
                .map(Revision::address)
                .orElse("");
        return new DeploymentRecord(
                before.id(),
                before.url(),
                Objects.requireNonNullElse(info.computePlatformAsString(), before.platform()),
                Objects.requireNonNullElse(info.createTime(), before.created()),
                Objects.requireNonNullElse(info.completeTime(), before.ended()),
                statuses(info),
                counts,
                targets,
                Math.max(0, counts.total() - targets.size()),
                looked.waits().map(Sighting::waiting).orElse(Waiting.NOTHING),
                message(info),
                revision);
    }

    private List<Status> statuses(DeploymentInfo info) {
        String name = Objects.requireNonNullElse(info.statusAsString(), "");
        if (name.equals(before.status())) {
            return before.statuses();
        }
        List<Status> statuses = new ArrayList<>(before.statuses());
        if (statuses.size() >= MOST_STATUSES) {
            statuses.remove(statuses.size() - 1);
        }
        statuses.add(new Status(name, statuses.isEmpty() && info.createTime() != null ? info.createTime() : now));
        return statuses;
    }

    private static Waiting waiting(DeploymentWaitType type) {
        return switch (type) {
            case READY_WAIT -> Waiting.READY;
            case TERMINATION_WAIT -> Waiting.TERMINATION;
            default -> Waiting.NOTHING;
        };
    }

    private static String message(DeploymentInfo info) {
        String message = Optional.ofNullable(info.errorInformation())
                .map(Sighting::words)
                .orElse("");
        return ConsoleText.line(message);
    }

    private static String words(ErrorInformation error) {
        return Stream.of(error.codeAsString(), error.message())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(": "));
    }

    private List<TargetRecord> targets() {
        if (looked.targets().isEmpty()) {
            return before.targets();
        }
        Map<String, TargetRecord> kept = new LinkedHashMap<>();
        before.targets().forEach(target -> kept.put(target.id(), target));
        int logs = before.targets().stream().mapToInt(TargetRecord::logLength).sum();
        for (Target target : looked.targets()) {
            TargetRecord now = TargetRecord.of(target, sequence);
            TargetRecord known = kept.get(now.id());
            if (known == null && isFull(kept, now)) {
                continue;
            }
            int more = now.logLength() - (known == null ? 0 : known.logLength());
            if (more > 0 && logs + more > MOST_LOGS) {
                now = now.withoutLog();
            } else {
                logs += more;
            }
            if (known == null || !known.isLike(now)) {
                kept.put(now.id(), now);
            }
        }
        return List.copyOf(kept.values());
    }

    private static boolean isFull(Map<String, TargetRecord> kept, TargetRecord target) {
        return kept.size() >= (target.hasFailed() ? MOST_TARGETS + MOST_FAILURES : MOST_TARGETS);
    }
}
