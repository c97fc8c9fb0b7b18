package io.jenkins.plugins.crossaccountdeploy.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a page that is open has to replace.
 *
 * @param sequence of the record that this is about
 * @param over whether nothing will change any more
 * @param announcement what to tell who cannot see the page
 * @param fragments markup, by the name of its place; empty for a place that has nothing any more
 * @param deployment the timeline
 * @param rollback the timeline of the deployment that rolls it back
 */
record Changes(
        long sequence,
        boolean over,
        String announcement,
        @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, String> fragments,
        Rows deployment,
        Rows rollback) {

    private static final Rows NO_ROWS = new Rows("", Map.of(), "");

    /**
     * Rows of a timeline.
     *
     * @param columns that they have; a page whose table has others takes the table anew
     * @param targets markup, by the ID of the target
     * @param leftOut what the table lacks
     */
    record Rows(String columns, Map<String, String> targets, String leftOut) {}

    /**
     * What has changed.
     *
     * @param since the sequence that the page shows
     * @param fragments made only if there is something to show
     */
    static Changes of(RunRecord run, long since, Instant now, Supplier<Map<String, String>> fragments) {
        boolean isOver = run.state().isOver();
        if (run.sequence() == since) {
            return new Changes(run.sequence(), isOver, "", Map.of(), NO_ROWS, NO_ROWS);
        }
        Overview overview = new Overview(run, now);
        ConsoleLinks links = new ConsoleLinks(run.place());
        return new Changes(
                run.sequence(),
                isOver,
                overview.announcement(),
                fragments.get(),
                rows(run.deployment(), links, since),
                rows(run.rollback(), links, since));
    }

    private static Rows rows(DeploymentRecord deployment, ConsoleLinks links, long since) {
        Timeline timeline = new Timeline(deployment, links);
        List<String> columns = timeline.columns();
        Map<String, String> targets = new LinkedHashMap<>();
        deployment.targets().stream()
                .filter(target -> target.sequence() > since)
                .forEach(target ->
                        targets.put(target.id(), timeline.body(target, columns).toString()));
        return new Rows(timeline.columnsKey(), targets, timeline.leftOut());
    }
}
