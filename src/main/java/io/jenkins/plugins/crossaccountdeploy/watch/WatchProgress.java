package io.jenkins.plugins.crossaccountdeploy.watch;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the console has been told of a deployment, so that it is told each thing once.
 *
 * @param status CodeDeploy's status at the last look; empty before the first
 * @param created when AWS created the deployment, by AWS's clock; {@link Instant#EPOCH} before the first look
 * @param terminating whether it was told that the original targets wait to be terminated
 * @param mentioned the IDs of related deployments and the messages of CodeDeploy that were told
 * @param counts the counts of targets that were told last; empty if none were
 * @param spoken when the console was told something last
 * @param targets what was told of each target, by its ID
 * @param failures how many targets failed in each way, by what the console calls it
 * @param firstFailure what to look at first
 */
public record WatchProgress(
        String status,
        Instant created,
        boolean terminating,
        Set<String> mentioned,
        String counts,
        Instant spoken,
        Map<String, TargetProgress> targets,
        Map<String, Integer> failures,
        FirstFailure firstFailure)
        implements Serializable {

    public static final WatchProgress NOTHING = new WatchProgress(
            "", Instant.EPOCH, false, Set.of(), "", Instant.EPOCH, Map.of(), Map.of(), FirstFailure.NONE);

    /**
     * What failed first.
     *
     * @param where the script or the event, and its target; empty while nothing has failed
     * @param advice what to do about it
     */
    public record FirstFailure(String where, String advice) implements Serializable {

        public static final FirstFailure NONE = new FirstFailure("", "");

        public FirstFailure {
            where = Objects.requireNonNullElse(where, "");
            advice = Objects.requireNonNullElse(advice, "");
        }

        public boolean isNone() {
            return where.isEmpty();
        }
    }

    public WatchProgress {
        status = Objects.requireNonNullElse(status, "");
        created = Objects.requireNonNullElse(created, Instant.EPOCH);
        mentioned = Set.copyOf(Objects.requireNonNullElse(mentioned, Set.of()));
        counts = Objects.requireNonNullElse(counts, "");
        spoken = Objects.requireNonNullElse(spoken, Instant.EPOCH);
        targets = Map.copyOf(Objects.requireNonNullElse(targets, Map.of()));
        failures = Map.copyOf(Objects.requireNonNullElse(failures, Map.of()));
        firstFailure = Objects.requireNonNullElse(firstFailure, FirstFailure.NONE);
    }

    /** Whether all targets are final, and told in full. */
    boolean hasSettled(long total) {
        return targets.size() >= total && targets.values().stream().allMatch(TargetProgress::isFinal);
    }

    /** How many targets were told to have failed, in full. */
    public int failedTargets() {
        return (int) targets.values().stream().filter(TargetProgress::hasFailed).count();
    }

    /** The deployment itself, as it is now. */
    public WatchProgress as(
            String nowStatus, Instant nowCreated, boolean nowTerminating, Set<String> nowMentioned, Instant now) {
        return new WatchProgress(
                nowStatus,
                nowCreated,
                nowTerminating,
                nowMentioned,
                counts,
                spoken.equals(Instant.EPOCH) ? now : spoken,
                targets,
                failures,
                firstFailure);
    }

    /** Its targets, as they were told now. */
    public WatchProgress with(
            Map<String, TargetProgress> nowTargets, Map<String, Integer> nowFailures, FirstFailure nowFirstFailure) {
        return new WatchProgress(
                status, created, terminating, mentioned, counts, spoken, nowTargets, nowFailures, nowFirstFailure);
    }

    /** The console was told something. */
    public WatchProgress spoken(String nowCounts, Instant now) {
        return new WatchProgress(
                status, created, terminating, mentioned, nowCounts, now, targets, failures, firstFailure);
    }

    /**
     * What was told of one target.
     *
     * @param events the names of its lifecycle events that were told; forgotten when the target is final
     * @param traffic how much of the traffic it was told to have, in per cent
     * @param isFinal whether nothing more will happen to it, so that it need not be asked for again
     * @param hasFailed whether it is final because it has failed
     */
    public record TargetProgress(Set<String> events, int traffic, boolean isFinal, boolean hasFailed)
            implements Serializable {

        public static final TargetProgress NOTHING = new TargetProgress(Set.of(), 0, false, false);
        public static final TargetProgress ALL = new TargetProgress(Set.of(), 0, true, false);
        public static final TargetProgress FAILED = new TargetProgress(Set.of(), 0, true, true);

        public TargetProgress {
            events = Set.copyOf(Objects.requireNonNullElse(events, Set.of()));
        }
    }
}
