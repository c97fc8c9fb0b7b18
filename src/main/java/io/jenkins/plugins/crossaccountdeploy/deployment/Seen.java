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
        String counts,
        Instant spoken,
        Map<String, Told> targets,
        Map<String, Integer> failures,
        Culprit culprit)
        implements Serializable {

    static final Seen NOTHING = new Seen("", Instant.EPOCH, false, "", Instant.EPOCH, Map.of(), Map.of(), Culprit.NONE);

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
        targets = Map.copyOf(targets);
        failures = Map.copyOf(failures);
    }

    /**
     * What was told of one target.
     *
     * @param events the names of its lifecycle events that were told; forgotten when the target is final
     * @param isFinal whether nothing more will happen to it, so that it need not be asked for again
     */
    public record Told(Set<String> events, boolean isFinal) implements Serializable {

        static final Told NOTHING = new Told(Set.of(), false);
        static final Told ALL = new Told(Set.of(), true);

        public Told {
            events = Set.copyOf(events);
        }
    }
}
