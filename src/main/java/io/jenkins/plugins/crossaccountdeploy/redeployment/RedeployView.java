package io.jenkins.plugins.crossaccountdeploy.redeployment;

import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.LiveRevision;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A rollback or a promotion, as its page, its dialog and its links show it. */
public final class RedeployView {

    /** So much of a digest or a commit as people compare. */
    private static final int RECOGNISABLE = 12;

    private final Redeployment redeployment;
    private final Instant now;

    RedeployView(Redeployment redeployment, Instant now) {
        this.redeployment = redeployment;
        this.now = now;
    }

    /**
     * What changes in one respect.
     *
     * @param label of the respect
     * @param before what is live; empty if nothing is
     * @param after what will be
     */
    public record Change(String label, String before, String after) {

        public boolean isSame() {
            return before.equals(after);
        }
    }

    public boolean isRollback() {
        return redeployment.isRollback();
    }

    /** On a button. */
    public String getLabel() {
        return isRollback()
                ? "Roll back to this"
                : "Promote to " + redeployment.to().environment();
    }

    /** What a button of many does, for those who do not see where it is. */
    public String getDescription() {
        return isRollback()
                ? getLabel() + ": " + redeployment.build()
                : getLabel() + ": what is live in " + name(redeployment.from());
    }

    public String getTitle() {
        return isRollback() ? "Roll back " + name(redeployment.to()) : "Promote to " + name(redeployment.to());
    }

    private static String name(Cell cell) {
        return cell.application() + " / " + cell.deploymentGroup() + " in " + cell.environment();
    }

    /** What happens, and who sees to it. */
    public String getSummary() {
        String what = isRollback()
                ? "An earlier revision"
                : "What is live in " + redeployment.from().environment();
        return what + " is deployed, by its exact bytes, by the job "
                + redeployment.job().job().getFullName() + ".";
    }

    public List<Change> getChanges() {
        List<Change> changes = new ArrayList<>();
        add(changes, "Revision", RedeployView::revision);
        add(changes, "Commit", live -> start(live.revision().commit()));
        add(changes, "Build", Redeployment::build);
        add(changes, "Started by", live -> live.entry().origin().user());
        add(changes, "Went live", this::when);
        return changes;
    }

    private void add(List<Change> changes, String label, Function<LiveRevision, String> value) {
        String before = redeployment.now().map(value).orElse("");
        String after = value.apply(redeployment.revision());
        if (!before.isEmpty() || !after.isEmpty()) {
            changes.add(new Change(label, before, after));
        }
    }

    private static String revision(LiveRevision live) {
        String digest = live.revision().digest();
        return digest.isEmpty() ? live.revision().uri() : "sha256 " + start(digest);
    }

    private static String start(String text) {
        return text.substring(0, Math.min(text.length(), RECOGNISABLE));
    }

    private String when(LiveRevision live) {
        Duration age = Duration.between(live.since(), now);
        String ago = age.toDays() > 0
                ? count(age.toDays(), "day")
                : age.toHours() > 0
                        ? count(age.toHours(), "hour")
                        : age.toMinutes() > 0 ? count(age.toMinutes(), "minute") : "just now";
        return live.since()
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString()
                        .replace('T', ' ')
                        .replace(":00Z", " UTC") + " (" + ago + ")";
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? " ago" : "s ago");
    }

    /** Whether what is to be deployed is live there already. */
    public boolean isVain() {
        return redeployment.isVain();
    }

    /** The parameters that the job lacks, without which it cannot be built; empty if it has all. */
    public String getMissing() {
        return String.join(", ", redeployment.job().missing());
    }

    public String getJobUrl() {
        return redeployment.job().job().getUrl();
    }

    public String getJobName() {
        return redeployment.job().job().getFullName();
    }

    /** What names it in a request. */
    public Map<String, String> getParameters() {
        Map<String, String> parameters = new TreeMap<>(RedeployPage.parameters("to", redeployment.to()));
        parameters.putAll(RedeployPage.parameters("from", redeployment.from()));
        Optional.of(redeployment.token())
                .filter(token -> !token.isEmpty())
                .ifPresent(token -> parameters.put(RedeployPage.TOKEN, token));
        return parameters;
    }

    /** Its page, below the board. */
    public String getUrl() {
        return "redeploy/?"
                + getParameters().entrySet().stream()
                        .map(parameter -> parameter.getKey() + "="
                                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }
}
