package io.jenkins.plugins.crossaccountdeploy.redeployment;

import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.history.LiveRevision;
import io.jenkins.plugins.crossaccountdeploy.page.Spans;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A rollback, a promotion, or the same once more, as its page, its dialog and its links show it. */
public final class RedeployView {

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

    public boolean isAgain() {
        return redeployment.kind().isAgain();
    }

    /** On a button. */
    public String getLabel() {
        return switch (redeployment.kind()) {
            case ROLLBACK -> Messages.RedeployView_RollBackToThis();
            case PROMOTION -> Messages.RedeployView_PromoteTo(redeployment.to().environment());
            case AGAIN -> Messages.RedeployView_Again();
            case AGAIN_IGNORING_APPLICATION_STOP -> Messages.RedeployView_AgainIgnoring();
        };
    }

    /** What a button of many does, for those who do not see where it is. */
    public String getDescription() {
        return switch (redeployment.kind()) {
            case ROLLBACK -> Messages.RedeployView_RollBackToBuild(redeployment.build());
            case PROMOTION ->
                Messages.RedeployView_PromoteLive(redeployment.to().environment(), name(redeployment.from()));
            case AGAIN, AGAIN_IGNORING_APPLICATION_STOP ->
                Messages.RedeployView_OfBuild(getLabel(), redeployment.build());
        };
    }

    public String getTitle() {
        return switch (redeployment.kind()) {
            case ROLLBACK -> Messages.RedeployView_RollBack(name(redeployment.to()));
            case PROMOTION -> Messages.RedeployView_PromoteTo(name(redeployment.to()));
            case AGAIN, AGAIN_IGNORING_APPLICATION_STOP ->
                Messages.RedeployView_OfBuild(getLabel(), name(redeployment.to()));
        };
    }

    private static String name(Cell cell) {
        return Messages.RedeployView_Name(cell.application(), cell.deploymentGroup(), cell.environment());
    }

    /** What happens, and who sees to it. */
    public String getSummary() {
        return switch (redeployment.kind()) {
            case ROLLBACK -> Messages.RedeployView_RollbackSummary(getJobName());
            case PROMOTION ->
                Messages.RedeployView_PromotionSummary(redeployment.from().environment(), getJobName());
            case AGAIN -> Messages.RedeployView_AgainSummary(getJobName());
            case AGAIN_IGNORING_APPLICATION_STOP -> Messages.RedeployView_AgainIgnoringSummary(getJobName());
        };
    }

    public List<Change> getChanges() {
        List<Change> changes = new ArrayList<>();
        add(changes, Messages.RedeployView_Revision(), RedeployView::revision);
        add(changes, Messages.RedeployView_Commit(), live -> live.revision().shortCommit());
        add(changes, Messages.RedeployView_Build(), Redeployment::build);
        add(
                changes,
                Messages.RedeployView_StartedBy(),
                live -> live.source().map(source -> source.origin().user()).orElse(""));
        if (!isAgain()) {
            add(changes, Messages.RedeployView_WentLive(), this::when);
        }
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
        String digest = live.revision().shortDigest();
        return digest.isEmpty() ? live.revision().uri() : "sha256 " + digest;
    }

    private String when(LiveRevision live) {
        return Spans.minute(live.since()) + " (" + Spans.ago(Duration.between(live.since(), now)) + ")";
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
        parameters.put(RedeployPage.KIND, Choice.text(redeployment.kind()));
        Optional.of(redeployment.token())
                .filter(token -> !token.isEmpty())
                .ifPresent(token -> parameters.put(RedeployPage.TOKEN, token));
        return parameters;
    }

    /** What its form sends: what names it and, where that is what is live, what was live when it was shown. */
    public Map<String, String> getFields() {
        Map<String, String> fields = new TreeMap<>(getParameters());
        if (redeployment.token().isEmpty()) {
            fields.put(RedeployPage.SHOWN, redeployment.fingerprint());
        }
        return fields;
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
