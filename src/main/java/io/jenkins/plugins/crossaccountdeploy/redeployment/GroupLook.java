package io.jenkins.plugins.crossaccountdeploy.redeployment;

import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.page.Spans;
import java.time.Instant;

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
                        Kind.AS_DEPLOYED, Messages.GroupLook_AsDeployed(cell.application(), cell.deploymentGroup()))
                : new GroupLook(Kind.DRIFTED, drifted(cell, drift));
    }

    private static String drifted(Cell cell, Drift drift) {
        return drift.since().equals(Instant.EPOCH)
                ? Messages.GroupLook_Drifted(
                        cell.application(), cell.deploymentGroup(), drift.revision(), drift.deploymentId())
                : Messages.GroupLook_DriftedSince(
                        cell.application(),
                        cell.deploymentGroup(),
                        drift.revision(),
                        drift.deploymentId(),
                        Spans.exact(drift.since()));
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
