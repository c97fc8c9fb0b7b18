package io.jenkins.plugins.crossaccountdeploy.redeployment;

import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;

/**
 * What a look at a deployment group has found.
 *
 * @param text on one line
 */
public record GroupLook(Kind kind, String text) {

    /** What it comes to. */
    public enum Kind {
        AS_DEPLOYED("success"),
        DRIFTED("warning"),
        /** AWS has not answered, or has refused. */
        UNKNOWN("danger");

        private final String style;

        Kind(String style) {
            this.style = style;
        }
    }

    /** @param drift what was found */
    public static GroupLook of(Cell cell, Drift drift) {
        return drift.isNone()
                ? new GroupLook(
                        Kind.AS_DEPLOYED,
                        cell.application() + " / " + cell.deploymentGroup()
                                + " runs what was deployed from this Jenkins.")
                : new GroupLook(Kind.DRIFTED, drift.sentence(cell.application(), cell.deploymentGroup()) + ".");
    }

    /** @param why AWS has not said what it runs */
    public static GroupLook unknown(String why) {
        return new GroupLook(Kind.UNKNOWN, why);
    }

    /** Of Jenkins' alerts. */
    public String getStyle() {
        return kind.style;
    }

    public String getText() {
        return text;
    }
}
