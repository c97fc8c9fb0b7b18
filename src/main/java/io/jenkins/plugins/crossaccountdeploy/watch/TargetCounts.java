package io.jenkins.plugins.crossaccountdeploy.watch;

import io.jenkins.plugins.crossaccountdeploy.explanation.Units;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.DeploymentOverview;

/** The counts of a deployment's targets. */
final class TargetCounts {

    private TargetCounts() {}

    static long total(DeploymentOverview overview) {
        return overview == null
                ? 0
                : sum(
                        overview.pending(),
                        overview.inProgress(),
                        overview.succeeded(),
                        overview.failed(),
                        overview.skipped(),
                        overview.ready());
    }

    static long failed(DeploymentOverview overview) {
        return overview == null ? 0 : sum(overview.failed());
    }

    /** How many of them something has happened to. */
    static long begun(DeploymentOverview overview) {
        return overview == null ? 0 : total(overview) - sum(overview.pending(), overview.skipped());
    }

    private static long sum(Long... counts) {
        return Stream.of(counts)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    /** {@code 3 targets: 1 succeeded, 1 failed, 1 skipped}. */
    static String words(DeploymentOverview overview) {
        if (total(overview) == 0) {
            return "no targets yet";
        }
        record Count(String name, Long number) {}
        return Units.count(total(overview), "target") + ": "
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
