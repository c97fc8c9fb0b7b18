package io.jenkins.plugins.crossaccountdeploy.board;

import io.jenkins.plugins.crossaccountdeploy.page.Spans;

/** Figures, as pages show them. */
public final class FiguresView {

    private static final String NONE = "–";

    private final Figures figures;

    FiguresView(Figures figures) {
        this.figures = figures;
    }

    public Figures getFigures() {
        return figures;
    }

    public String getPerWeek() {
        return figures.deployments() == 0 ? "0" : String.format(Spans.locale(), "%.1f", figures.perWeek());
    }

    public String getLeadTime() {
        return figures.leadTime().map(Spans::of).orElse(NONE);
    }

    public String getFailedShare() {
        return figures.failedShare()
                .map(share -> Math.round(share * 100) + " %")
                .orElse(NONE);
    }

    /** How many of how many failed; empty if there was none. */
    public String getFailedOf() {
        return figures.ended() == 0 ? "" : Messages.FiguresView_FailedOf(figures.failed(), figures.ended());
    }

    public String getRestoreTime() {
        return figures.restoreTime().map(Spans::of).orElse(NONE);
    }
}
