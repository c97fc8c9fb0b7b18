package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.history.JournalEntry;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How well the deployments to an environment go: the four keys of DORA (https://dora.dev/guides/dora-metrics/), as far as the
 * journal tells them. What a dry run, a check or a bundle has ended is no deployment, and of what nobody has waited for the end
 * is not known: neither counts.
 *
 * @param days that are looked back
 * @param since when each deployment is known: those days ago, or later where a group has had so many that earlier ones are
 *     forgotten
 * @param deployments that went live; rollbacks are none
 * @param perWeek the same, a week: those of each group over the time in which they are known
 * @param leadTime the median time from commit to live, of the commits that went live for the first time
 * @param ended deployments that went live or failed; rollbacks are none
 * @param failed those of them that failed, were stopped, aborted or timed out, or were rolled back later, at whichever attempt
 * @param restoreTime the median time from the beginning of a deployment that failed until a good revision was live again; for
 *     one that was rolled back later, from when it went live
 */
public record Figures(
        int days,
        Instant since,
        int deployments,
        double perWeek,
        Optional<Duration> leadTime,
        int ended,
        int failed,
        Optional<Duration> restoreTime) {

    private static final double DAYS_A_WEEK = 7;

    /** Nobody deploys so often that less is known; it would tell that the clock was set back. */
    private static final Duration SHORTEST = Duration.ofHours(1);

    /** What was found so far. */
    private static final class Sums {
        private final List<Duration> leadTimes = new ArrayList<>();
        private final List<Duration> restoreTimes = new ArrayList<>();
        private int deployments;
        private int ended;
        private int failed;
    }

    /**
     * @param cells of one environment
     * @param days to look back
     */
    static Figures of(List<CellHistory> cells, Instant now, int days) {
        Sums sums = new Sums();
        Duration window = Duration.ofDays(days);
        Instant from = now.minus(window);
        Instant since = from;
        double inWindow = 0;
        for (CellHistory cell : cells) {
            int before = sums.deployments;
            add(sums, ended(cell.entries()), from);
            Instant known = later(from, cell.completeSince());
            inWindow += (sums.deployments - before) * share(window, Duration.between(known, now));
            since = later(since, known);
        }
        return new Figures(
                days,
                since,
                sums.deployments,
                inWindow * DAYS_A_WEEK / days,
                median(sums.leadTimes),
                sums.ended,
                sums.failed,
                median(sums.restoreTimes));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static double share(Duration window, Duration known) {
        return (double) window.toMillis() / Math.max(known.toMillis(), SHORTEST.toMillis());
    }

    private static List<JournalEntry> ended(List<JournalEntry> entries) {
        return entries.stream()
                .filter(entry -> isGood(entry) || isBad(entry))
                .sorted(Comparator.comparing(JournalEntry::ended))
                .toList();
    }

    private static boolean isGood(JournalEntry entry) {
        return entry.state() == RunState.SUCCEEDED;
    }

    private static boolean isBad(JournalEntry entry) {
        return switch (entry.state()) {
            case FAILED, STOPPED, ABORTED, TIMED_OUT -> !entry.deploymentId().isEmpty();
            case RUNNING, SUCCEEDED, LOST, STARTED, READY, SUPERSEDED, CHECKED, PUSHED, UNKNOWN -> false;
        };
    }

    private static boolean isRollback(JournalEntry entry) {
        return entry.origin().kind() == Origin.Kind.ROLLBACK;
    }

    /** @param entries of one group, in the order in which they ended; those before {@code from} explain later ones */
    private static void add(Sums sums, List<JournalEntry> entries, Instant from) {
        Set<String> commits = new HashSet<>();
        Optional<JournalEntry> live = Optional.empty();
        Optional<Instant> broken = Optional.empty();
        Optional<JournalEntry> undone = Optional.empty();
        for (JournalEntry entry : entries) {
            boolean counts = !entry.ended().isBefore(from);
            if (!isRollback(entry) && counts) {
                sums.ended++;
                sums.failed += isBad(entry) ? 1 : 0;
                sums.deployments += isGood(entry) ? 1 : 0;
            }
            if (isRollback(entry) && broken.isEmpty()) {
                undone = live.filter(before -> !isRollback(before));
                broken = undone.map(JournalEntry::ended);
                sums.failed += broken.filter(since -> !since.isBefore(from)).isPresent() ? 1 : 0;
            }
            if (isBad(entry)) {
                broken = broken.or(() -> Optional.of(beginning(entry)));
            } else if (!isRollback(entry) && isNew(entry, commits) && counts) {
                sums.leadTimes.add(Duration.between(entry.origin().committed(), entry.ended()));
            }
            // While something is to be undone, CodeDeploy goes back to that.
            boolean isRestored =
                    isGood(entry) || undone.isEmpty() && !entry.restored().isEmpty();
            if (broken.isPresent() && isRestored) {
                if (counts) {
                    sums.restoreTimes.add(Duration.between(broken.get(), entry.ended()));
                }
                broken = Optional.empty();
                undone = Optional.empty();
            }
            live = isGood(entry) ? Optional.of(entry) : live;
        }
    }

    /** A run may take up what has ended before; and the clock here may be ahead of AWS's. */
    private static Instant beginning(JournalEntry entry) {
        return entry.began().isBefore(entry.ended()) ? entry.began() : entry.ended();
    }

    private static boolean isNew(JournalEntry entry, Set<String> commits) {
        String commit = entry.revision().commit();
        return !commit.isEmpty()
                && commits.add(commit)
                && !entry.origin().committed().equals(Instant.EPOCH)
                && !entry.origin().committed().isAfter(entry.ended());
    }

    private static Optional<Duration> median(List<Duration> durations) {
        if (durations.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> sorted = durations.stream().sorted().toList();
        Duration upper = sorted.get(sorted.size() / 2);
        return Optional.of(
                sorted.size() % 2 == 1
                        ? upper
                        : upper.plus(sorted.get(sorted.size() / 2 - 1)).dividedBy(2));
    }

    /** The share of deployments that failed, between 0 and 1; empty if there was none. */
    public Optional<Double> failedShare() {
        return ended == 0 ? Optional.empty() : Optional.of((double) failed / ended);
    }
}
