package io.jenkins.plugins.crossaccountdeploy.redeployment;

import io.jenkins.plugins.crossaccountdeploy.drift.Drift;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.page.Spans;
import java.time.Instant;

/**
 * What a look at a deployment group has found. AWS is asked on another thread than that which tells the viewer, in his language.
 *
 * @param drift what it runs, if that is not what was deployed from here
 * @param why AWS has not said what it runs; else empty
 */
public record GroupLook(Kind kind, Cell cell, Drift drift, String why) {

    /** Whether the group runs what was deployed from here. */
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
        return new GroupLook(drift.isNone() ? Kind.AS_DEPLOYED : Kind.DRIFTED, cell, drift, "");
    }

    /** @param why AWS has not said what it runs */
    public static GroupLook unknown(Cell cell, String why) {
        return new GroupLook(Kind.UNKNOWN, cell, Drift.NONE, why);
    }

    /** Of Jenkins' alerts. */
    public String getStyle() {
        return kind.style;
    }

    /** On one line. */
    public String getText() {
        return switch (kind) {
            case AS_DEPLOYED -> Messages.GroupLook_AsDeployed(cell.application(), cell.deploymentGroup());
            case DRIFTED -> drifted();
            case UNKNOWN -> why;
        };
    }

    private String drifted() {
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
}
