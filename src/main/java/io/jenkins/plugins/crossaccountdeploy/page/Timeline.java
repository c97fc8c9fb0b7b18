package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord;
import io.jenkins.plugins.crossaccountdeploy.history.EventRecord;
import io.jenkins.plugins.crossaccountdeploy.history.TargetRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The targets of a deployment by their lifecycle events, as a table: those that failed first. Each target is a body of the table,
 * so that it can be replaced by itself.
 *
 * @param deployment to show
 * @param links to its targets
 */
record Timeline(DeploymentRecord deployment, ConsoleLinks links) {

    private static final List<String> ORDER =
            List.of("Failed", "InProgress", "Ready", "Pending", "Unknown", "Skipped", "Succeeded");

    /** The names of the lifecycle events in the order in which they happen; a target may lack some. */
    List<String> columns() {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        deployment.targets().stream()
                .sorted(Comparator.comparingInt(
                        (TargetRecord target) -> -target.events().size()))
                .flatMap(target -> target.events().stream())
                .forEach(event -> names.add(event.name()));
        return List.copyOf(names);
    }

    /** Says when the table has other columns than before. */
    String columnsKey() {
        return String.join(" ", columns());
    }

    Html table(String name) {
        List<String> columns = columns();
        Html html = new Html()
                .open(
                        "div",
                        "class",
                        "cad-scroll",
                        "role",
                        "region",
                        "tabindex",
                        "0",
                        "aria-label",
                        Messages.Timeline_Label(name))
                .open("table", "class", "jenkins-table jenkins-table--small cad-timeline", "data-columns", columnsKey())
                .element("caption", Messages.Timeline_Caption(name), "class", "jenkins-visually-hidden")
                .open("thead")
                .open("tr")
                .element("th", Messages.Timeline_Target(), "scope", "col")
                .element("th", Messages.Timeline_Status(), "scope", "col");
        // Lines are broken between the words, so that columns are no wider than their durations need.
        columns.forEach(
                column -> html.element("th", Words.spaced(column), "scope", "col", "class", "cad-timeline__event"));
        html.close("tr").close("thead");
        deployment.targets().stream()
                .sorted(Comparator.comparingInt(Timeline::rank).thenComparing(TargetRecord::name))
                .forEach(target -> html.add(body(target, columns)));
        return html.close("table").close("div");
    }

    private static int rank(TargetRecord target) {
        int rank = ORDER.indexOf(target.status());
        return rank < 0 ? ORDER.indexOf("Unknown") : rank;
    }

    /** One target. */
    Html body(TargetRecord target, List<String> columns) {
        Map<String, EventRecord> events = target.events().stream()
                .collect(Collectors.toMap(EventRecord::name, Function.identity(), (first, again) -> first));
        Html html = new Html()
                .open(
                        "tbody",
                        "data-target",
                        target.id(),
                        "data-rank",
                        String.valueOf(rank(target)),
                        "data-name",
                        target.name(),
                        "data-status",
                        Words.style(target.status()))
                .open("tr")
                .open("th", "scope", "row", "class", "cad-timeline__target")
                .link(links.target(target.id()), target.name())
                .close("th")
                .open("td")
                .element(
                        "span",
                        Words.status(target.status()),
                        "class",
                        "cad-status cad-status--" + Words.style(target.status()));
        if (target.traffic() > 0) {
            html.text(" ").element("span", Messages.Timeline_Traffic(target.traffic()), "class", "cad-muted");
        }
        html.close("td");
        columns.forEach(column -> event(html, events.get(column)));
        html.close("tr");
        target.events().stream()
                .filter(EventRecord::hasFailed)
                .forEach(event -> failure(html, target, event, 2 + columns.size()));
        return html.close("tbody");
    }

    private static void event(Html html, EventRecord event) {
        if (event == null) {
            html.element("td", "");
            return;
        }
        html.open("td", "class", "cad-event cad-event--" + Words.style(event.status()));
        switch (event.status()) {
            case "Pending", "Skipped" -> html.spoken(Words.status(event.status()));
            case "InProgress" ->
                html.spoken(Words.status(event.status()))
                        .element(
                                "span",
                                event.started().equals(Instant.EPOCH) ? "" : Messages.Timeline_Running(),
                                "data-since",
                                event.started().equals(Instant.EPOCH)
                                        ? ""
                                        : event.started().toString());
            default ->
                html.spoken(Words.status(event.status()) + ", ").text(Spans.precise(Duration.ofMillis(event.millis())));
        }
        html.close("td");
    }

    private static void failure(Html html, TargetRecord target, EventRecord event, int width) {
        html.open("tr", "class", "cad-failure").open("td", "colspan", String.valueOf(width));
        String failed = event.errorCode().isEmpty()
                ? Messages.Timeline_Failed(event.name())
                : Messages.Timeline_FailedWith(event.name(), event.errorCode());
        String what = failed + (event.script().isEmpty() ? "" : ": " + event.script());
        boolean hasMessage = !event.message().isEmpty();
        if (event.log().isEmpty() && !hasMessage) {
            html.text(what);
        } else {
            html.open("details")
                    .open("summary")
                    .text(what)
                    .spoken(" " + Messages.Timeline_OnTarget(target.name()))
                    .close("summary");
            if (hasMessage) {
                html.element("p", event.message());
            }
            if (!event.log().isEmpty()) {
                html.element("pre", String.join("\n", event.log()), "class", "cad-log", "tabindex", "0");
            }
            html.close("details");
        }
        html.close("td").close("tr");
    }

    /** Says what the table lacks; empty if it lacks nothing. */
    String leftOut() {
        return deployment.leftOut() == 0
                ? ""
                : Messages.Timeline_LeftOut(Spans.number(deployment.leftOut()), deployment.leftOut());
    }
}
