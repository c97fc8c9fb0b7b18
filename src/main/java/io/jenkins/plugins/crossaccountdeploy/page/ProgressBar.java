package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.Counts;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How far a deployment is, as a bar. It has no element with a style, which Content Security Policy may forbid.
 *
 * @param counts of a deployment with targets
 */
record ProgressBar(Counts counts) {

    /** Between two parts, in per cent of the bar: colours alone do not tell them apart for everybody. */
    private static final double GAP = 0.3;

    /** Of a part with its gap, in per cent of the bar, so that one target of a thousand is seen. */
    private static final double LEAST_PART = 0.8;

    private record Part(String status, double width) {}

    Html html() {
        Html html = new Html().open("svg", "class", "cad-progress", "role", "img", "aria-label", Words.counts(counts));
        List<Part> parts = parts();
        // More than the bar, where parts are drawn wider than their share.
        double whole = parts.stream().mapToDouble(Part::width).sum() + 100.0 * counts.pending() / counts.total();
        double start = 0;
        for (Part part : parts) {
            double gap = start == 0 ? 0 : GAP;
            double width = 100 * part.width() / whole;
            html.element(
                    "rect",
                    "",
                    "class",
                    "cad-progress__part--" + part.status(),
                    "x",
                    percent(start + gap),
                    "width",
                    percent(width - gap),
                    "height",
                    "100%");
            start += width;
        }
        return html.close("svg");
    }

    private List<Part> parts() {
        return Stream.of(
                        part("succeeded", counts.succeeded()),
                        part("failed", counts.failed()),
                        part("skipped", counts.skipped()),
                        part("ready", counts.ready()),
                        part("inprogress", counts.inProgress()))
                .filter(part -> part.width() > 0)
                .toList();
    }

    private Part part(String status, long count) {
        return new Part(status, count == 0 ? 0 : Math.max(LEAST_PART, 100.0 * count / counts.total()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f%%", share);
    }
}
