package io.jenkins.plugins.crossaccountdeploy.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.history.DeploymentRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RevisionRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.history.RunState;
import io.jenkins.plugins.crossaccountdeploy.revision.AppSpecRevision;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page of a deployment says of it beside its progress. */
class FactsTest {

    private static final S3Revision OURS = new S3Revision("bundles", "ours.zip", "", "e1", "d1");

    /** The page of a deployment of {@link #OURS}. */
    private static String rolledBackTo(Revision revision) {
        RevisionRecord ours =
                new RevisionRecord(OURS.address(), OURS.uri(), "bundles", "ours.zip", "", "e1", "d1", "", 0, 0, 0);
        DeploymentRecord rollback = new DeploymentRecord(
                "d-2",
                "https://example",
                "Server",
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                DeploymentRecord.NONE.counts(),
                List.of(),
                0,
                DeploymentRecord.Waiting.NOTHING,
                "",
                revision.address());
        return new Facts(new RunRecord(
                        1,
                        "token",
                        1,
                        null,
                        null,
                        null,
                        null,
                        RunState.FAILED,
                        null,
                        null,
                        ours,
                        null,
                        null,
                        null,
                        null,
                        rollback,
                        null,
                        null,
                        false,
                        null))
                .html()
                .toString();
    }

    @Test
    void nameTheObjectThatWasRolledBackTo() {
        assertThat(rolledBackTo(new S3Revision("bundles", "theirs.zip", "v1", "e2", "")))
                .contains("Rolled back to", "s3://bundles/theirs.zip?versionId=v1")
                .doesNotContain("e2");
    }

    @Test
    void nameTheAppSpecThatWasRolledBackToByItsDigest() {
        AppSpecRevision appSpec = new AppSpecRevision("version: 0.0");

        assertThat(rolledBackTo(appSpec))
                .contains("Rolled back to", appSpec.uri())
                .doesNotContain("content=");
    }

    @Test
    void sayNothingWhereThatIsWhatWasDeployed() {
        assertThat(rolledBackTo(OURS)).contains("d-2").doesNotContain("Rolled back to");
    }
}
