package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.Counts;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord;
import io.jenkins.plugins.crossaccountdeploy.history.Phase;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord.PhaseRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jenkins.ui.symbol.Symbol;
import org.jenkins.ui.symbol.SymbolRequest;

/**
 * What a page tells of a run beside the timeline, in parts that can be replaced while it goes on.
 *
 * @param run to show
 * @param now when that is, for what goes on
 */
record Overview(RunRecord run, Instant now) {

    /** The parts by the names that the page gives their places. */
    Map<String, String> fragments() {
        Map<String, String> fragments = new LinkedHashMap<>();
        fragments.put("state", state().toString());
        fragments.put("explanation", explanation().toString());
        fragments.put("progress", progress(run.deployment()).toString());
        fragments.put("phases", phases().toString());
        fragments.put("facts", new Facts(run).html().toString());
        fragments.put("rollback", progress(run.rollback()).toString());
        return fragments;
    }

    /** In a sentence, for who cannot see the page. */
    String announcement() {
        Counts counts = run.rollback().isKnown()
                ? run.rollback().counts()
                : run.deployment().counts();
        return Words.state(run) + (counts.total() == 0 ? "" : ": " + Words.counts(counts));
    }

    private Html state() {
        Html html = new Html()
                .open(
                        "div",
                        "class",
                        "cad-state cad-state--" + run.state().name().toLowerCase(Locale.ROOT));
        String symbol = Objects.requireNonNullElse(
                Symbol.get(new SymbolRequest.Builder()
                        .withName(StateSymbol.of(run.state()))
                        .withClasses("cad-state__icon")
                        .build()),
                "");
        html.markup(symbol).element("strong", Words.state(run)).open("span", "class", "cad-muted");
        if (run.state().isOver()) {
            html.text(Messages.Overview_After(Spans.precise(Duration.between(run.began(), run.ended()))) + ", ")
                    .open("time", "datetime", run.ended().toString())
                    .text(Spans.exact(run.ended()))
                    .close("time");
        } else {
            html.text(Messages.Overview_For() + " ")
                    .element(
                            "span",
                            Spans.precise(Duration.between(run.began(), now)),
                            "data-since",
                            run.began().toString())
                    .text(run.doing().isEmpty() ? "" : ", " + run.doing());
        }
        html.close("span").close("div");
        waiting(html);
        if (!run.notices().isEmpty()) {
            html.open("ul", "class", "cad-notices");
            run.notices()
                    .forEach(notice -> html.open("li")
                            .element(
                                    "time",
                                    Spans.exact(notice.when()),
                                    "datetime",
                                    notice.when().toString(),
                                    "class",
                                    "cad-muted")
                            .text(" " + notice.text())
                            .close("li"));
            html.close("ul");
        }
        return html;
    }

    private void waiting(Html html) {
        String text =
                switch (run.deployment().waiting()) {
                    case NOTHING ->
                        run.state() == RunState.READY
                                ? Messages.Overview_LeftReady(run.deployment().id())
                                : "";
                    case READY -> Messages.Overview_Ready();
                    case TERMINATION -> Messages.Overview_Termination();
                };
        if (!text.isEmpty()) {
            html.element("div", text, "class", "jenkins-alert jenkins-alert-info");
        }
    }

    private Html explanation() {
        Html html = new Html();
        if (!run.explanation().isEmpty()) {
            int end = run.explanation().indexOf(". ") + 1;
            html.open(
                            "div",
                            "class",
                            "jenkins-alert "
                                    + (run.state() == RunState.FAILED
                                            ? "jenkins-alert-danger"
                                            : "jenkins-alert-warning"),
                            "lang",
                            "en")
                    .element("div", run.explanation().substring(0, end), "class", "cad-explanation__what")
                    .text(run.explanation().substring(end))
                    .close("div");
        }
        if (run.denied().contains("ListDeploymentTargets")) {
            html.element(
                    "div",
                    Messages.Overview_NoTargets(run.place().role()),
                    "class",
                    "jenkins-alert jenkins-alert-info");
        }
        return html;
    }

    private static Html progress(DeploymentRecord deployment) {
        Html html = new Html();
        Counts counts = deployment.counts();
        long total = counts.total();
        if (total == 0) {
            return html;
        }
        return html.add(new ProgressBar(counts).html())
                .open("p", "class", "cad-counts")
                .element("strong", Messages.Overview_Targets(Spans.number(counts.ended()), Spans.number(total)))
                .text(" " + Messages.Overview_Done(Words.counts(counts)))
                .close("p");
    }

    private Html phases() {
        Html html = new Html().open("ol", "class", "cad-phases", "aria-label", Messages.Overview_Phases());
        List<PhaseRecord> phases = run.phases();
        for (int i = 0; i < phases.size(); i++) {
            PhaseRecord phase = phases.get(i);
            if (phase.phase() == Phase.DONE) {
                continue;
            }
            boolean isCurrent = i == phases.size() - 1;
            Instant end = isCurrent ? now : phases.get(i + 1).since();
            html.open(
                            "li",
                            "class",
                            isCurrent ? "cad-phase cad-phase--current" : "cad-phase",
                            "aria-current",
                            isCurrent ? "step" : "")
                    .text(Words.phase(phase.phase()))
                    .text(" ")
                    .element(
                            "span",
                            Spans.precise(Duration.between(phase.since(), end)),
                            "class",
                            "cad-muted",
                            "data-since",
                            isCurrent ? phase.since().toString() : "")
                    .close("li");
        }
        return html.close("ol");
    }
}
