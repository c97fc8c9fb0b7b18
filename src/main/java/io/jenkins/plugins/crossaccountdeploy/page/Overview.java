package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.Counts;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord;
import io.jenkins.plugins.crossaccountdeploy.history.Phase;
import io.jenkins.plugins.crossaccountdeploy.history.RevisionRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord.PhaseRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.watch.Lines;
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
        fragments.put("facts", facts().toString());
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
                        .withName(Words.symbol(run.state()))
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
        html.open("div", "class", "cad-progress", "role", "img", "aria-label", Words.counts(counts));
        part(html, "succeeded", counts.succeeded(), total);
        part(html, "failed", counts.failed(), total);
        part(html, "skipped", counts.skipped(), total);
        part(html, "ready", counts.ready(), total);
        part(html, "inprogress", counts.inProgress(), total);
        return html.close("div")
                .open("p", "class", "cad-counts")
                .element("strong", Messages.Overview_Targets(Spans.number(counts.ended()), Spans.number(total)))
                .text(" " + Messages.Overview_Done(Words.counts(counts)))
                .close("p");
    }

    private static void part(Html html, String status, long count, long total) {
        if (count > 0) {
            html.element(
                    "span",
                    "",
                    "class",
                    "cad-progress__part cad-progress__part--" + status,
                    "style",
                    String.format(Locale.ROOT, "width: %.3f%%", 100.0 * count / total));
        }
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

    private Html facts() {
        ConsoleLinks links = new ConsoleLinks(run.place());
        Html html = new Html().open("dl", "class", "cad-facts");
        revision(html, links);
        if (run.place().hasGroup()) {
            place(html, links);
        }
        if (run.deployment().isKnown()) {
            DeploymentRecord deployment = run.deployment();
            Html told = new Html().link(deployment.url(), deployment.id());
            if (!deployment.status().isEmpty()) {
                told.text(", " + Words.status(deployment.status()));
            }
            fact(html, Messages.Overview_Deployment(), told);
        }
        if (run.rollback().isKnown()) {
            fact(
                    html,
                    Messages.Overview_RolledBackBy(),
                    new Html()
                            .link(run.rollback().url(), run.rollback().id())
                            .text(", " + Words.status(run.rollback().status())));
        }
        if (!run.session().isEmpty()) {
            Html session = new Html()
                    .element(
                            "code",
                            Words.resource(run.session()).replaceFirst("^assumed-role/", ""),
                            "title",
                            run.session());
            if (!run.development().isEmpty()) {
                session.open("div", "class", "cad-muted")
                        .text(Messages.Overview_AssumedBy(Words.resource(run.development())))
                        .close("div");
            }
            fact(html, Messages.Overview_RoleSession(), session);
        }
        fact(
                html,
                Messages.Overview_Begun(),
                new Html()
                        .open("time", "datetime", run.began().toString())
                        .text(Spans.exact(run.began()))
                        .close("time")
                        .text(
                                run.origin().cause().isEmpty()
                                        ? ""
                                        : ". " + run.origin().cause()));
        if (!run.deployment().message().isEmpty()) {
            wide(
                    html,
                    Messages.Overview_CodeDeploySays(),
                    new Html().text(run.deployment().message()));
        }
        if (!run.rollback().revision().isEmpty()) {
            wide(
                    html,
                    Messages.Overview_RolledBackTo(),
                    new Html().text(run.rollback().revision()));
        }
        return html.close("dl");
    }

    private void place(Html html, ConsoleLinks links) {
        fact(
                html,
                Messages.Overview_Account(),
                new Html().text(run.place().account() + ", " + run.place().region()));
        Html group = new Html().link(links.deploymentGroup(), Words.target(run.place()));
        if (!run.place().deploymentConfig().isEmpty()) {
            group.text(", " + run.place().deploymentConfig());
        }
        fact(html, Messages.Overview_DeploymentGroup(), group);
    }

    private void revision(Html html, ConsoleLinks links) {
        RevisionRecord revision = run.revision();
        if (revision.isKnown()) {
            Html where = new Html()
                    .link(
                            revision.bucket().isEmpty() ? "" : links.object(revision.bucket(), revision.key()),
                            revision.uri());
            wide(html, Messages.Overview_Revision(), where);
        }
        if (!revision.digest().isEmpty()) {
            fact(
                    html,
                    Messages.Overview_Digest(),
                    new Html().element("code", Words.start(revision.digest()), "title", revision.digest()));
        }
        if (!revision.commit().isEmpty()) {
            fact(
                    html,
                    Messages.Overview_Commit(),
                    new Html().element("code", Words.start(revision.commit()), "title", revision.commit()));
        }
        if (revision.files() > 0) {
            fact(html, Messages.Overview_Content(), new Html().text(content(revision)));
        }
    }

    private static String content(RevisionRecord revision) {
        String files = Spans.number(revision.files());
        String bytes = Lines.bytes(revision.bytes(), Spans.locale());
        return revision.sentBytes() == 0
                ? Messages.Overview_Reused(files, revision.files(), bytes)
                : Messages.Overview_Sent(
                        files, revision.files(), bytes, Lines.bytes(revision.sentBytes(), Spans.locale()));
    }

    private static void wide(Html html, String name, Html value) {
        html.open("div", "class", "cad-facts__wide")
                .element("dt", name)
                .open("dd")
                .add(value)
                .close("dd")
                .close("div");
    }

    private static void fact(Html html, String name, Html value) {
        html.open("div").element("dt", name).open("dd").add(value).close("dd").close("div");
    }
}
