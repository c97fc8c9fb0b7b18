package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.drift.KnownDeployments;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codedeploy.model.AppSpecContent;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;

/**
 * What the journal knows of the deployments of one group. Another environment may name the same group: its deployments are from
 * here, too.
 */
record KnownHere(Journal journal, Cell cell) implements KnownDeployments {

    @Override
    public Optional<Instant> liveSince() {
        return journal.liveRevision(cell).map(LiveRevision::since);
    }

    @Override
    public boolean isLive(RevisionLocation revision) {
        return journal.liveRevision(cell)
                .filter(live -> Stream.concat(Stream.of(live.revision()), unknownEnds(live.entry()))
                        .anyMatch(known -> isSame(known, revision)))
                .isPresent();
    }

    /** What may have gone live since: nobody has waited for it, or the group has another environment's name, too. */
    private Stream<RevisionRecord> unknownEnds(JournalEntry live) {
        return entries()
                .filter(entry -> !entry.deploymentId().isEmpty()
                        && entry.state() != RunState.FAILED
                        && entry.state() != RunState.STOPPED
                        && !entry.began().isBefore(live.began())
                        && entry.place().isSameGroup(live.place()))
                .map(JournalEntry::revision);
    }

    private static boolean isSame(RevisionRecord live, RevisionLocation revision) {
        if (revision.s3Location() != null) {
            return LiveRevision.isOf(live, S3Revision.of(revision.s3Location()).address());
        }
        AppSpecContent appSpec = revision.appSpecContent();
        return appSpec != null
                && Revision.parse(live.address())
                        .map(Revision::location)
                        .map(RevisionLocation::appSpecContent)
                        .filter(content -> content.content().equals(appSpec.content())
                                || live.digest().equals(appSpec.sha256()))
                        .isPresent();
    }

    @Override
    public boolean include(String deploymentId) {
        return entries()
                .anyMatch(entry -> entry.deploymentId().equals(deploymentId)
                        || entry.rollbackDeploymentId().equals(deploymentId));
    }

    private Stream<JournalEntry> entries() {
        return Stream.concat(Stream.of(cell), journal.cells().stream())
                .flatMap(group -> journal.entries(group).stream());
    }
}
