package io.jenkins.plugins.crossaccountdeploy;

import hudson.AbortException;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.Format;
import io.jenkins.plugins.crossaccountdeploy.configuration.TextList;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * Makes the request of a job: looks up the environment, checks that the job may use it, expands variables, and turns what Jenkins
 * has stored into what the engine works with. The only place that does.
 */
final class RequestFactory {

    static final String MALFORMED_REVISION =
            "This is not a revision: s3://bucket/key, where the key ends in .zip, .tar,"
                    + " .tgz or .tar.gz, optionally with ?versionId=";

    /**
     * A request, and what the engine is not to know of it.
     *
     * @param request what the engine is to do
     * @param credentialsId the development account's credentials; empty for the controller's own
     */
    record Requested(DeploymentRequest request, String credentialsId) {}

    private static final Set<String> FILE_EXISTS_BEHAVIORS = Set.of("", "DISALLOW", "OVERWRITE", "RETAIN");

    private final CrossAccountDeployStep step;
    private final DeploymentEnvironment environment;
    private final UnaryOperator<String> variables;
    private final List<String> faults = new ArrayList<>();

    private RequestFactory(
            CrossAccountDeployStep step, DeploymentEnvironment environment, UnaryOperator<String> variables) {
        this.step = step;
        this.environment = environment;
        this.variables = variables;
    }

    /**
     * Makes the request of a build.
     *
     * @param variables expands build variables
     * @throws AbortException if the environment is unknown or not for this job, or if the order is incomplete
     */
    static Requested take(CrossAccountDeployStep step, UnaryOperator<String> variables, Run<?, ?> run)
            throws AbortException {
        return take(step, CrossAccountDeployConfiguration.get().getEnvironments(), variables, requester(run));
    }

    static Requested take(
            CrossAccountDeployStep step,
            List<DeploymentEnvironment> environments,
            UnaryOperator<String> variables,
            Requester requester)
            throws AbortException {
        String name = variables.apply(step.getEnvironment()).trim();
        DeploymentEnvironment environment = environments.stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AbortException(unknown(name, environments)));
        if (!environment.allows(requester.job())) {
            throw new AbortException("The job '" + requester.job() + "' may not deploy to the environment '" + name
                    + "', which is for " + String.join(", ", environment.getAllowedJobs())
                    + ". An administrator can allow it under Manage Jenkins, System, Cross-Account Deploy.");
        }
        DeploymentRequest request = new RequestFactory(step, environment, variables).create(requester);
        return new Requested(request, environment.getSource().getCredentialsId());
    }

    private static String unknown(String name, List<DeploymentEnvironment> environments) {
        String known = environments.isEmpty()
                ? "There is none yet"
                : "Known are "
                        + String.join(
                                ", ",
                                environments.stream()
                                        .map(DeploymentEnvironment::getName)
                                        .toList());
        return (name.isEmpty() ? "No environment is named" : "There is no environment '" + name + "'") + ". " + known
                + ". An administrator describes them under Manage Jenkins, System, Cross-Account Deploy.";
    }

    private static Requester requester(Run<?, ?> run) {
        Cause.UserIdCause user = run.getCause(Cause.UserIdCause.class);
        String root = Jenkins.get().getRootUrl();
        return new Requester(
                run.getParent().getFullName(),
                run.getNumber(),
                user == null || user.getUserId() == null ? "" : user.getUserId(),
                root == null ? "" : root + run.getUrl());
    }

    private DeploymentRequest create(Requester requester) throws AbortException {
        faults.addAll(environment.faults());
        String application = defaulted("application", step.getApplication(), environment.getApplication());
        String group = defaulted("deploymentGroup", step.getDeploymentGroup(), environment.getDeploymentGroup());
        String config = either(step.getDeploymentConfig(), environment.getDeploymentConfig());
        Format.CODEDEPLOY_NAME.fault("deploymentConfig", config).ifPresent(faults::add);
        DeploymentRequest.Content content = content();
        DeploymentRequest.Rules rules = rules();
        Optional<DeploymentRequest.WhenBusy> whenBusy =
                chosen("whenBusy", DeploymentRequest.WhenBusy.class, step.getWhenBusy());
        Optional<DeploymentRequest.OnAbort> onAbort =
                chosen("onAbort", DeploymentRequest.OnAbort.class, step.getOnAbort());
        Optional<DeploymentRequest.LogLevel> logLevel =
                chosen("logLevel", DeploymentRequest.LogLevel.class, step.getLogLevel());
        if (step.getTimeoutMinutes() < 0) {
            faults.add("timeoutMinutes is negative");
        }
        if (!faults.isEmpty()) {
            throw new AbortException(String.join("; ", faults) + ". Nothing was bundled or sent.");
        }
        return new DeploymentRequest(
                environment.toEnvironment(),
                environment.getSource().toStore(),
                new DeploymentRequest.Target(application, group, config),
                content,
                rules,
                new DeploymentRequest.Options(
                        step.isWait(),
                        Duration.ofMinutes(step.getTimeoutMinutes()),
                        whenBusy.orElseThrow(),
                        onAbort.orElseThrow(),
                        step.isDryRun(),
                        logLevel.orElseThrow()),
                requester);
    }

    private DeploymentRequest.Content content() {
        String revision = expanded(step.getRevision());
        if (!revision.isEmpty()) {
            Optional<S3Revision> existing = S3Revision.parse(revision);
            if (existing.isEmpty()) {
                faults.add("revision '" + revision + "': " + MALFORMED_REVISION);
            }
            return existing.<DeploymentRequest.Content>map(DeploymentRequest.Existing::new)
                    .orElseGet(() -> new DeploymentRequest.FromWorkspace(Selection.ALL, ""));
        }
        String directory = expanded(step.getDirectory());
        List<String> includes = TextList.patterns(expanded(step.getIncludes()));
        List<String> excludes = TextList.patterns(expanded(step.getExcludes()));
        String appSpec = expanded(step.getAppSpec());
        Format.RELATIVE_PATH.fault("directory", directory).ifPresent(faults::add);
        Format.RELATIVE_PATH.faults("includes", includes).forEach(faults::add);
        Format.RELATIVE_PATH.faults("excludes", excludes).forEach(faults::add);
        Format.RELATIVE_PATH.fault("appSpec", appSpec).ifPresent(faults::add);
        return new DeploymentRequest.FromWorkspace(
                new Selection(directory, includes, excludes, step.isDefaultExcludes(), appSpec), commit());
    }

    /** As the Git and Subversion plugins tell it. A variable that is not set stays as it is. */
    private String commit() {
        return Stream.of("${GIT_COMMIT}", "${SVN_REVISION}")
                .map(variables)
                .filter(value -> !value.startsWith("$"))
                .findFirst()
                .orElse("");
    }

    private DeploymentRequest.Rules rules() {
        String description = expanded(step.getDescription());
        String fileExistsBehavior = expanded(step.getFileExistsBehavior());
        List<String> targetInstances =
                step.getTargetInstances().stream().map(this::expanded).toList();
        Format.DESCRIPTION.fault("description", description).ifPresent(faults::add);
        Format.TARGET_INSTANCES.faults("targetInstances", targetInstances).forEach(faults::add);
        if (!FILE_EXISTS_BEHAVIORS.contains(fileExistsBehavior)) {
            faults.add("fileExistsBehavior is '" + fileExistsBehavior
                    + "', which is not one of DISALLOW, OVERWRITE, RETAIN");
        }
        return new DeploymentRequest.Rules(
                description,
                fileExistsBehavior,
                step.isIgnoreApplicationStopFailures(),
                step.isUpdateOutdatedInstancesOnly(),
                step.isRollback(),
                targetInstances);
    }

    /** A CodeDeploy name that must come from the job or from the environment. */
    private String defaulted(String field, String given, String otherwise) {
        String name = either(given, otherwise);
        if (name.isEmpty()) {
            faults.add("Neither the job nor the environment '" + environment.getName() + "' names the " + field);
        }
        Format.CODEDEPLOY_NAME.fault(field, name).ifPresent(faults::add);
        return name;
    }

    private String either(String given, String otherwise) {
        String expanded = expanded(given);
        return expanded.isEmpty() ? otherwise : expanded;
    }

    private <E extends Enum<E>> Optional<E> chosen(String field, Class<E> type, String text) {
        Choice<E> choice = new Choice<>(type);
        String expanded = expanded(text);
        choice.fault(field, expanded).ifPresent(faults::add);
        return choice.of(expanded);
    }

    private String expanded(String text) {
        return variables.apply(text).trim();
    }
}
