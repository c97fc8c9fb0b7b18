package io.jenkins.plugins.crossaccountdeploy.administration;

import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import java.util.List;

/** A checklist, as its view shows it. */
public final class CheckReport {

    private final Checklist checklist;

    CheckReport(Checklist checklist) {
        this.checklist = checklist;
    }

    public List<CheckItem> getItems() {
        return checklist.items();
    }

    /** How it looks as a whole: what cannot be told is not wrong. */
    public Status getStatus() {
        return checklist.worst() == Status.UNKNOWN ? Status.OK : checklist.worst();
    }

    /** What it comes to. */
    public String getVerdict() {
        return switch (getStatus()) {
            case OK, UNKNOWN -> Messages.CheckReport_Ready(checklist.environment());
            case WARNING -> Messages.CheckReport_Warnings(checklist.environment());
            case FAILED -> Messages.CheckReport_Failed(checklist.environment());
        };
    }

    public String getSummary() {
        return checklist.summary();
    }

    /** The icon of a status. */
    public String symbol(Status status) {
        return switch (status) {
            case OK -> "symbol-check";
            case UNKNOWN -> "symbol-help-circle";
            case WARNING -> "symbol-warning";
            case FAILED -> "symbol-close-circle";
        };
    }
}
