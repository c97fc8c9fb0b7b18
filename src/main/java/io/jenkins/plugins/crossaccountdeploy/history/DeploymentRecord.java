package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.watch.Target;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A deployment of CodeDeploy: the one that a run has created, or the one that rolls it back.
 *
 * @param id empty while there is none
 * @param url its page in the AWS console
 * @param platform {@code Server}, {@code Lambda} or {@code ECS}; empty while that is not known
 * @param created by AWS's clock; {@link Instant#EPOCH} before it was looked at
 * @param ended by AWS's clock; {@link Instant#EPOCH} while it runs
 * @param statuses CodeDeploy's words for how far it was, and since when; the last is the current one
 * @param counts of its targets
 * @param targets in the order in which they were seen first; of a large deployment those that failed, and some more
 * @param leftOut how many more targets there are
 * @param waiting what it waits for until somebody lets it go on
 * @param message what CodeDeploy says of its end; may be empty
 * @param revision the address of what a rollback deploys; otherwise only of what is not the run's own revision; may be empty
 */
public record DeploymentRecord(
        String id,
        String url,
        String platform,
        Instant created,
        Instant ended,
        List<Status> statuses,
        Counts counts,
        List<TargetRecord> targets,
        long leftOut,
        Waiting waiting,
        String message,
        String revision) {

    public static final DeploymentRecord NONE = new DeploymentRecord(
            "", "", "", Instant.EPOCH, Instant.EPOCH, List.of(), Counts.NONE, List.of(), 0, Waiting.NOTHING, "", "");

    /** CodeDeploy's word, and since when it was seen to be so. */
    public record Status(String name, Instant since) {

        public Status {
            name = Objects.requireNonNullElse(name, "");
            since = Objects.requireNonNullElse(since, Instant.EPOCH);
        }
    }

    /** What a deployment waits for until somebody lets it go on. */
    public enum Waiting {
        NOTHING,
        /** The new targets are ready for the traffic. */
        READY,
        /** The traffic has gone over; what it has left is terminated later. */
        TERMINATION
    }

    public DeploymentRecord {
        id = Objects.requireNonNullElse(id, "");
        url = Objects.requireNonNullElse(url, "");
        platform = Objects.requireNonNullElse(platform, "");
        created = Objects.requireNonNullElse(created, Instant.EPOCH);
        ended = Objects.requireNonNullElse(ended, Instant.EPOCH);
        statuses = List.copyOf(Objects.requireNonNullElse(statuses, List.of()));
        counts = Objects.requireNonNullElse(counts, Counts.NONE);
        targets = List.copyOf(Objects.requireNonNullElse(targets, List.of()));
        waiting = Objects.requireNonNullElse(waiting, Waiting.NOTHING);
        message = Objects.requireNonNullElse(message, "");
        revision = Objects.requireNonNullElse(revision, "");
    }

    public boolean isKnown() {
        return !id.isEmpty();
    }

    /** CodeDeploy's word for how far it is; empty before it was looked at. */
    public String status() {
        return statuses.isEmpty() ? "" : statuses.get(statuses.size() - 1).name();
    }

    /** Whether the script of the earlier revision has failed, which stops what is running: nothing of the new one has. */
    public boolean hasFailedInApplicationStop() {
        return targets.stream()
                .flatMap(target -> target.events().stream())
                .anyMatch(event -> event.hasFailed()
                        && event.name().equals(Target.APPLICATION_STOP)
                        && event.errorCode().startsWith("Script"));
    }

    static DeploymentRecord begun(String id, String url) {
        return new DeploymentRecord(
                id,
                url,
                NONE.platform,
                NONE.created,
                NONE.ended,
                NONE.statuses,
                NONE.counts,
                NONE.targets,
                0,
                NONE.waiting,
                NONE.message,
                NONE.revision);
    }

    /** The same when nobody looks any more: nothing can be waited for. */
    DeploymentRecord unwatched() {
        return new DeploymentRecord(
                id,
                url,
                platform,
                created,
                ended,
                statuses,
                counts,
                targets,
                leftOut,
                Waiting.NOTHING,
                message,
                revision);
    }
}
