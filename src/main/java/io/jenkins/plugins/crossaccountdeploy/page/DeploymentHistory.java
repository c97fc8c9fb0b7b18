package io.jenkins.plugins.crossaccountdeploy.page;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AbstractProject;
import hudson.model.Cause;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.configuration.EnvironmentUsers;
import io.jenkins.plugins.crossaccountdeploy.deployment.Deployment;
import io.jenkins.plugins.crossaccountdeploy.deployment.EarlyEnd;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunListener;
import io.jenkins.plugins.crossaccountdeploy.history.Journal;
import io.jenkins.plugins.crossaccountdeploy.history.Origin;
import io.jenkins.plugins.crossaccountdeploy.history.RecordFile;
import io.jenkins.plugins.crossaccountdeploy.history.Recorder;
import io.jenkins.plugins.crossaccountdeploy.history.RunRecord;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;

/** Where records and the journal are in this Jenkins. */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class DeploymentHistory implements EnvironmentUsers {

    private final Journal journal =
            new Journal(Jenkins.get().getRootDir().toPath().resolve("cross-account-deploy/journal"));

    /**
     * A run of a build that goes on.
     *
     * @param recorder of what may be newer than its file, and may have ended
     */
    private record Recorded(Run<?, ?> build, Recorder recorder) {}

    /** The runs of the builds that go on, by their tokens. */
    private final Map<String, Recorded> recorded = new ConcurrentHashMap<>();

    /** What can be done to the runs that go on, by their tokens. */
    private final Map<String, RunOperations> operations = new ConcurrentHashMap<>();

    public static DeploymentHistory get() {
        return ExtensionList.lookupSingleton(DeploymentHistory.class);
    }

    /** The jobs that have deployed to an environment, or are about to: Pipelines above all, whose scripts nobody reads. */
    @Override
    public Set<String> jobs(String environment) {
        return journal.cells().stream()
                .filter(cell -> cell.environment().equals(environment))
                .flatMap(cell -> journal.entries(cell).stream())
                .map(entry -> entry.origin().job())
                .distinct()
                .filter(job -> Jenkins.get().getItemByFullName(job) != null)
                .collect(Collectors.toSet());
    }

    /** The full name of the job whose history a build is in: of a matrix job's configuration, that of the whole. */
    public static String job(Run<?, ?> build) {
        Job<?, ?> job = build.getParent();
        return (job instanceof AbstractProject<?, ?> part ? part.getRootProject() : job).getFullName();
    }

    /** A job has another name. Nothing is kept of those that have deployed nothing, and are not about to. */
    void renamed(String from, String to) {
        boolean isDeploying = recorded.values().stream()
                .map(Recorded::build)
                .anyMatch(build ->
                        job(build).equals(to) || build.getParent().getFullName().equals(to));
        if (isDeploying || journal.jobs().contains(from)) {
            journal.renamed(from, to, Instant.now());
        }
    }

    /** What was deployed in each environment, by application and deployment group. */
    public Journal journal() {
        return journal;
    }

    /**
     * Takes up the record of a run, or begins it.
     *
     * @return what is to be told of the run's steps
     */
    public RunListener record(Run<?, ?> build, Deployment run) {
        Recorder recorder = recorder(build, run);
        recorded.put(run.token(), new Recorded(build, recorder));
        return (now, events) -> {
            recorder.onStep(now, events);
            if (now.isDone()) {
                forget(now.token());
            }
        };
    }

    /** A run goes on, and people can do something to it. */
    public void operate(String token, RunOperations can) {
        operations.put(token, can);
    }

    /** What can be done to a run; empty if it does not go on. */
    Optional<RunOperations> operations(String token) {
        return Optional.ofNullable(operations.get(token));
    }

    /** A run goes no further, and nothing can be done to it any more. */
    public void forget(String token) {
        operations.remove(token);
    }

    /**
     * A run goes no further.
     *
     * @param run how far it was when it was saved last
     * @return what it has left behind, as the build's log says it, too; empty if it had ended, and only that was not saved
     */
    public Optional<String> left(Run<?, ?> build, Deployment run) {
        forget(run.token());
        String farewell = EarlyEnd.farewell(run);
        boolean isLeft =
                recorder(run.token()).orElseGet(() -> recorder(build, run)).onLeft(farewell);
        return isLeft ? Optional.of(farewell) : Optional.empty();
    }

    /** A build has ended: nobody sees to its deployments any more. */
    public void ended(Run<?, ?> build) {
        Map<String, Recorder> here = recorded.entrySet().stream()
                .filter(each -> each.getValue().build() == build)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().recorder()));
        Stream<Recorder> before = RecordFile.all(directory(build)).stream()
                .filter(saved -> !saved.state().isOver() && !here.containsKey(saved.token()))
                .map(saved -> Recorder.takingUp(file(build, saved.token()), journal, saved, InstantSource.system()));
        Stream.concat(here.values().stream(), before)
                .forEach(recorder ->
                        recorder.onLeft("The build has ended, and nobody looks at the deployment any more."));
        operations.keySet().removeAll(here.keySet());
        recorded.keySet().removeAll(here.keySet());
    }

    /** The records of a build's deployments, in the order in which they began. */
    public List<RunRecord> records(Run<?, ?> build) {
        return RecordFile.all(directory(build)).stream()
                .map(saved -> recorder(saved.token()).map(Recorder::record).orElse(saved))
                .toList();
    }

    private Optional<Recorder> recorder(String token) {
        return Optional.ofNullable(recorded.get(token)).map(Recorded::recorder);
    }

    private Recorder recorder(Run<?, ?> build, Deployment run) {
        return new Recorder(
                file(build, run.token()), journal, run, origin(build, run.request()), InstantSource.system());
    }

    private static RecordFile file(Run<?, ?> build, String token) {
        return RecordFile.in(() -> directory(build), token);
    }

    private static Path directory(Run<?, ?> build) {
        return build.getRootDir().toPath();
    }

    private static Origin origin(Run<?, ?> build, DeploymentRequest request) {
        return Origin.of(
                        // As it is called now: a later deployment group may begin after the job was renamed.
                        job(build),
                        request.requester().build(),
                        build.getUrl(),
                        request.requester().user(),
                        build.getCauses().stream()
                                .map(Cause::getShortDescription)
                                .collect(Collectors.joining(", ")))
                .ofCommit(CommitTime.of(build, request.content().commit()))
                .deploying(request);
    }
}
