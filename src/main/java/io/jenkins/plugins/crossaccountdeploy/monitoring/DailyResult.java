package io.jenkins.plugins.crossaccountdeploy.monitoring;

import io.jenkins.plugins.crossaccountdeploy.page.Spans;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the last check of an environment has found. Its fields are what is stored. */
public final class DailyResult {

    private final String environment;
    private final long checkedAtMillis;
    private final List<DailyFailure> failures;
    private final boolean dismissed;

    private DailyResult(String environment, long checkedAtMillis, List<DailyFailure> failures, boolean dismissed) {
        this.environment = environment;
        this.checkedAtMillis = checkedAtMillis;
        this.failures = new ArrayList<>(failures);
        this.dismissed = dismissed;
    }

    static DailyResult of(Checklist checklist, Instant now) {
        return new DailyResult(
                checklist.environment(),
                now.toEpochMilli(),
                checklist.of(Status.FAILED).stream().map(DailyFailure::of).toList(),
                false);
    }

    /** Whether a checklist says how it is: one that was made while nobody could be asked does not. */
    static boolean isConclusive(Checklist checklist) {
        return checklist.items().stream()
                .map(CheckItem::status)
                .anyMatch(status -> status == Status.OK || status == Status.FAILED);
    }

    public String getEnvironment() {
        return environment;
    }

    /** When it was checked, for people to read. */
    public String getChecked() {
        return Spans.minute(checkedAt());
    }

    Instant checkedAt() {
        return Instant.ofEpochMilli(checkedAtMillis);
    }

    /** What fails; nothing if deployments would succeed. */
    public List<DailyFailure> getFailures() {
        return List.copyOf(failures);
    }

    boolean isFailing() {
        return !failures.isEmpty();
    }

    /** Whether an administrator has seen enough of it. */
    boolean isDismissed() {
        return dismissed;
    }

    DailyResult dismiss() {
        return new DailyResult(environment, checkedAtMillis, failures, true);
    }

    /** The same, dismissed if the one before it was and nothing else fails now. */
    DailyResult after(DailyResult before) {
        List<String> known =
                before.failures.stream().map(DailyFailure::getTopic).toList();
        boolean isKnown =
                known.containsAll(failures.stream().map(DailyFailure::getTopic).toList());
        return new DailyResult(environment, checkedAtMillis, failures, before.dismissed && isFailing() && isKnown);
    }
}
