package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.CrossAccountDeployStep.Wait;
import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.Format;
import io.jenkins.plugins.crossaccountdeploy.configuration.Placeholders;
import io.jenkins.plugins.crossaccountdeploy.configuration.TextList;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a job deploys: files of its workspace, an archive in it, what is uploaded already, or nothing new. Says which of its
 * fields cannot be meant together.
 */
final class RequestedContent {

    private final CrossAccountDeployStep step;
    private final DeploymentEnvironment environment;
    private final RequestFactory.Build build;
    private final Consumer<String> faults;

    /** @param faults hears what is wrong; what is returned then is of no use */
    RequestedContent(
            CrossAccountDeployStep step,
            DeploymentEnvironment environment,
            RequestFactory.Build build,
            Consumer<String> faults) {
        this.step = step;
        this.environment = environment;
        this.build = build;
        this.faults = faults;
    }

    /** Refuses what contradicts a push. Other parameters of deployments are ignored, so that one job can do both. */
    void checkPush() {
        if (!expanded(step.getRevision()).isEmpty()) {
            faults.accept("action is 'push', and revision names what is uploaded already: leave out one of them");
        }
        if (!expanded(step.getTaskDefinition()).isEmpty() || step.isPublishVersion()) {
            faults.accept("action is 'push', which changes nothing in the production account, and taskDefinition and"
                    + " publishVersion do: leave out one of them");
        }
        if (step.isDryRun()) {
            faults.accept(
                    "action is 'push', which deploys nothing, and dryRun checks a deployment: leave out one of them");
        }
    }

    /** The deployment that the action is about. Refuses the parameters that only a new deployment has. */
    DeploymentRequest.Content running(DeploymentRequest.Action action, Wait wait) {
        String subject = "action is '" + Choice.text(action) + "', ";
        String id = expanded(step.getDeploymentId());
        if (id.isEmpty()) {
            faults.accept(subject + "and deploymentId does not say of which deployment");
        }
        Format.DEPLOYMENT_ID.fault("deploymentId", id).ifPresent(faults);
        List<String> vain = step.setForANewDeployment();
        if (!vain.isEmpty()) {
            faults.accept(subject + "which makes no new deployment: leave out " + String.join(", ", vain));
        }
        if (TextList.patterns(expanded(step.getDeploymentGroup())).size() > 1) {
            faults.accept(subject + "which is about one deployment: name its deploymentGroup alone");
        }
        boolean isFollowed = action == DeploymentRequest.Action.FOLLOW;
        if (wait == (isFollowed ? Wait.FALSE : Wait.TRAFFIC)) {
            faults.accept(subject + "which does not go with wait: " + Choice.text(wait)
                    + (isFollowed ? ": to follow is to wait" : ": it is for what comes before"));
        }
        return new DeploymentRequest.Running(id);
    }

    /** @param target what a revision is meant for that is named by where else it is live */
    DeploymentRequest.Content deployed(Cell target) {
        Preparation preparation = preparation();
        if (!expanded(step.getDeploymentId()).isEmpty()) {
            faults.accept(
                    "deploymentId is for the actions follow, continue, stop and rollback: name one of them, or leave it"
                            + " out");
        }
        String revision = expanded(step.getRevision());
        String archive = expanded(step.getBundle());
        if (preparation.isAsked() && !(revision + archive).isEmpty()) {
            faults.accept(
                    "placeholders, taskDefinition and publishVersion fill in the AppSpec of the workspace, and a revision"
                            + " or an archive is deployed as it is: leave them out, or revision and bundle");
        }
        if (revision.isEmpty()) {
            return archive.isEmpty() ? files(preparation) : archive(archive);
        }
        if (!archive.isEmpty()) {
            faults.accept(
                    "bundle names an archive to send, and revision what is uploaded already: leave out one of them");
        }
        try {
            return build.revisions().find(revision, target);
        } catch (Fault fault) {
            faults.accept(fault.getMessage());
            return new DeploymentRequest.FromWorkspace(Selection.ALL, "");
        }
    }

    private Preparation preparation() {
        String taskDefinition = expanded(step.getTaskDefinition());
        Format.RELATIVE_PATH.fault("taskDefinition", taskDefinition).ifPresent(faults);
        return new Preparation(
                Placeholders.values(step.getPlaceholders(), build.expansion(), faults),
                taskDefinition,
                step.isPublishVersion(),
                environment.getTaskRoleArns(),
                environment.getLambdaFunctions());
    }

    private DeploymentRequest.Content files(Preparation preparation) {
        String directory = expanded(step.getDirectory());
        List<String> includes = TextList.patterns(expanded(step.getIncludes()));
        List<String> excludes = TextList.patterns(expanded(step.getExcludes()));
        String appSpec = expanded(step.getAppSpec());
        Format.RELATIVE_PATH.fault("directory", directory).ifPresent(faults);
        Format.RELATIVE_PATH.faults("includes", includes).forEach(faults);
        Format.RELATIVE_PATH.faults("excludes", excludes).forEach(faults);
        Format.RELATIVE_PATH.fault("appSpec", appSpec).ifPresent(faults);
        return new DeploymentRequest.FromWorkspace(
                new Selection(directory, includes, excludes, step.isDefaultExcludes(), appSpec, sourceDateEpoch()),
                build.commit(),
                preparation);
    }

    private DeploymentRequest.Content archive(String path) {
        Format.RELATIVE_PATH.fault("bundle", path).ifPresent(faults);
        Map<String, String> others = new LinkedHashMap<>();
        others.put("directory", step.getDirectory());
        others.put("includes", step.getIncludes());
        others.put("excludes", step.getExcludes());
        others.put("appSpec", step.getAppSpec());
        others.values().removeIf(text -> expanded(text).isEmpty());
        if (!others.isEmpty()) {
            faults.accept("bundle names an archive, which is sent as it is: leave out bundle, or "
                    + String.join(", ", others.keySet()));
        }
        return new DeploymentRequest.FromWorkspace(Selection.ofArchive(path), build.commit());
    }

    /** What a reproducible build sets, see <a href="https://reproducible-builds.org/specs/source-date-epoch/">its definition</a>. */
    private Instant sourceDateEpoch() {
        if (build.sourceDateEpoch().isEmpty()) {
            return Instant.MAX;
        }
        String seconds = build.sourceDateEpoch().get();
        if (!seconds.matches("[0-9]{1,12}")) {
            faults.accept(RequestFactory.SOURCE_DATE_EPOCH + " is '" + Faults.oneLine(seconds)
                    + "', which is not a number of seconds since 1970: see what sets this variable");
            return Instant.MAX;
        }
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private String expanded(String text) {
        return build.expanded(text);
    }
}
