package io.jenkins.plugins.crossaccountdeploy.watch;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.DeploymentOverview;

/** The counts of a deployment's targets. */
final class TargetCounts {

    private TargetCounts() {}

    static long total(DeploymentOverview overview) {
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
    static String words(DeploymentOverview overview) {
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
