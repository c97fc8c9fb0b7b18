package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
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
 * @param culprit what to look at first
 */
public record Seen(
        String status,
        Instant created,
        boolean terminating,
        Set<String> mentioned,
        String counts,
        Instant spoken,
        Map<String, Told> targets,
        Map<String, Integer> failures,
        Culprit culprit)
        implements Serializable {

    static final Seen NOTHING =
            new Seen("", Instant.EPOCH, false, Set.of(), "", Instant.EPOCH, Map.of(), Map.of(), Culprit.NONE);

    /**
     * What failed first.
     *
     * @param where the script or the event, and its target; empty while nothing has failed
     * @param advice what to do about it
     */
    public record Culprit(String where, String advice) implements Serializable {

        static final Culprit NONE = new Culprit("", "");

        boolean isNone() {
            return where.isEmpty();
        }
    }

    public Seen {
        mentioned = Set.copyOf(mentioned);
        targets = Map.copyOf(targets);
        failures = Map.copyOf(failures);
    }

    /** The deployment itself, as it is now. */
    Seen as(String nowStatus, Instant nowCreated, boolean nowTerminating, Set<String> nowMentioned, Instant now) {
        return new Seen(
                nowStatus,
                nowCreated,
                nowTerminating,
                nowMentioned,
                counts,
                spoken.equals(Instant.EPOCH) ? now : spoken,
                targets,
                failures,
                culprit);
    }

    /** Its targets, as they were told now. */
    Seen with(Map<String, Told> nowTargets, Map<String, Integer> nowFailures, Culprit nowCulprit) {
        return new Seen(status, created, terminating, mentioned, counts, spoken, nowTargets, nowFailures, nowCulprit);
    }

    /** The console was told something. */
    Seen spoken(String nowCounts, Instant now) {
        return new Seen(status, created, terminating, mentioned, nowCounts, now, targets, failures, culprit);
    }

    /**
     * What was told of one target.
     *
     * @param events the names of its lifecycle events that were told; forgotten when the target is final
     * @param traffic how much of the traffic it was told to have, in per cent
     * @param isFinal whether nothing more will happen to it, so that it need not be asked for again
     */
    public record Told(Set<String> events, int traffic, boolean isFinal) implements Serializable {

        static final Told NOTHING = new Told(Set.of(), 0, false);
        static final Told ALL = new Told(Set.of(), 0, true);

        public Told {
            events = Set.copyOf(events);
        }
    }
}
