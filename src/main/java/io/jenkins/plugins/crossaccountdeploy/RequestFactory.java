package io.jenkins.plugins.crossaccountdeploy;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.crossaccountdeploy.CrossAccountDeployStep.Wait;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.checkout.CheckedOutCommit;
import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.EnvironmentRules;
import io.jenkins.plugins.crossaccountdeploy.configuration.Format;
import io.jenkins.plugins.crossaccountdeploy.configuration.TextList;
import io.jenkins.plugins.crossaccountdeploy.explanation.ConsoleText;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.page.DeploymentHistory;
import io.jenkins.plugins.crossaccountdeploy.redeployment.ExistingRevisions;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.ReplacementInstances;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import jenkins.model.Jenkins;

/**
 * Makes the request of a job: looks up the environment, checks that the job may use it, and turns what Jenkins has stored into
 * what the engine works with. The only place that does.
 *
 * <p>Texts of a freestyle job may refer to build variables, and are expanded here. Those of a Pipeline are as its script says:
 * Groovy has expanded what was meant to be, and what is left may be anybody's text that names a secret.
 */
final class RequestFactory {

    /**
     * What a job asks for, and the credentials that Jenkins looks up for it.
     *
     * @param requests what the engine is to do: one for each deployment group, in their order
     * @param credentialsId the development account's credentials; empty for the controller's own
     */
    record Requested(List<DeploymentRequest> requests, String credentialsId) {

        Requested {
            requests = List.copyOf(requests);
        }

        Requested(DeploymentRequest request, String credentialsId) {
            this(List.of(request), credentialsId);
        }

        /** The first, or only one. */
        DeploymentRequest request() {
            return requests.get(0);
        }
    }

    /**
     * What the request takes from its build.
     *
     * @param expansion of the texts of its job
     * @param commit what it has checked out; empty if that is not known
     * @param sourceDateEpoch the variable of that name, if it is set
     * @param revisions that it may deploy instead of its workspace
     */
    record Build(
            UnaryOperator<String> expansion,
            String commit,
            Optional<String> sourceDateEpoch,
            Requester requester,
            ExistingRevisions revisions) {

        /** A text of the job, with its variables expanded and without spaces around it. */
        String expanded(String text) {
            return expansion.apply(text).trim();
        }
    }

    static final String SOURCE_DATE_EPOCH = "SOURCE_DATE_EPOCH";

    private static final Set<String> FILE_EXISTS_BEHAVIORS = Set.of("", "DISALLOW", "OVERWRITE", "RETAIN");

    /** A push is for no deployment group in particular. */
    private static final DeploymentRequest.Target NO_TARGET = new DeploymentRequest.Target("", "", "");

    private final CrossAccountDeployStep step;
    private final DeploymentEnvironment environment;
    private final Build build;
    private final List<String> faults = new ArrayList<>();

    private RequestFactory(CrossAccountDeployStep step, DeploymentEnvironment environment, Build build) {
        this.step = step;
        this.environment = environment;
        this.build = build;
    }

    /**
     * Makes the request of a freestyle build.
     *
     * @throws AbortException if the environment is unknown or not for this job, or if the request is incomplete
     */
    static Requested ofFreestyle(CrossAccountDeployStep step, EnvVars variables, AbstractBuild<?, ?> run)
            throws AbortException {
        return of(step, build(variables::expand, CheckedOutCommit.of(variables), variables, run));
    }

    /**
     * Makes the request of a Pipeline build.
     *
     * @param workspace that the step runs in, if any
     * @throws AbortException if the environment is unknown or not for this job, or if the request is incomplete
     */
    static Requested ofPipeline(
            CrossAccountDeployStep step, EnvVars variables, Optional<FilePath> workspace, Run<?, ?> run)
            throws AbortException {
        Optional<String> commit = CheckedOutCommit.of(variables)
                .or(() -> workspace.flatMap(files -> CheckedOutCommit.of(run, files, step.getDirectory())));
        return of(step, build(UnaryOperator.identity(), commit, variables, run));
    }

    private static Build build(
            UnaryOperator<String> expansion, Optional<String> commit, EnvVars variables, Run<?, ?> run) {
        return new Build(
                expansion,
                commit.orElse(""),
                Optional.ofNullable(variables.get(SOURCE_DATE_EPOCH)),
                requester(run),
                ExistingRevisions.of(DeploymentHistory.get().journal(), run));
    }

    private static Requested of(CrossAccountDeployStep step, Build build) throws AbortException {
        return of(step, CrossAccountDeployConfiguration.get().getEnvironments(), build);
    }

    static Requested of(CrossAccountDeployStep step, List<DeploymentEnvironment> environments, Build build)
            throws AbortException {
        Requester requester = build.requester();
        String name = build.expanded(step.getEnvironment());
        EnvironmentRules rules = new EnvironmentRules(environments);
        require(rules.refusal(name, requester.project()));
        DeploymentEnvironment environment = rules.environment(name).orElseThrow();
        List<DeploymentRequest> requests = new RequestFactory(step, environment, build).create();
        for (DeploymentRequest request : requests) {
            require(rules.refusal(request));
        }
        return new Requested(requests, environment.getSource().getCredentialsId());
    }

    private static void require(Optional<String> refused) throws AbortException {
        if (refused.isPresent()) {
            throw refusal(refused.get());
        }
    }

    /** One line, whatever the job's texts are. */
    private static AbortException refusal(String message) {
        return new AbortException(ConsoleText.line(message));
    }

    private static Requester requester(Run<?, ?> run) {
        Cause.UserIdCause user = run.getCause(Cause.UserIdCause.class);
        String root = Jenkins.get().getRootUrl();
        return new Requester(
                run.getParent().getFullName(),
                DeploymentHistory.job(run),
                run.getNumber(),
                run.getTimestamp().toInstant(),
                user == null || user.getUserId() == null ? "" : user.getUserId(),
                root == null ? "" : root + run.getUrl());
    }

    private List<DeploymentRequest> create() throws AbortException {
        faults.addAll(environment.faults());
        DeploymentRequest.Action action = chosen("action", DeploymentRequest.Action.DEPLOY, step.getAction());
        boolean isPush = action == DeploymentRequest.Action.PUSH;
        List<String> groups = isPush ? List.of("") : groups();
        DeploymentRequest.Target target = isPush ? NO_TARGET : target(groups.get(0));
        RequestedContent requested = new RequestedContent(step, environment, build, faults::add);
        if (isPush) {
            requested.checkPush();
        }
        Wait wait = chosen("wait", Wait.TRUE, step.getWait());
        DeploymentRequest.Content content = action.isOnRunning()
                ? requested.running(action, wait)
                : requested.deployed(new Cell(environment.getName(), target.application(), target.deploymentGroup()));
        DeploymentRequest.Rules rules = rules();
        DeploymentRequest.WhenBusy whenBusy = chosen("whenBusy", DeploymentRequest.WhenBusy.WAIT, step.getWhenBusy());
        DeploymentRequest.OnAbort onAbort = chosen("onAbort", DeploymentRequest.OnAbort.STOP, step.getOnAbort());
        DeploymentRequest.LogLevel logLevel = chosen("logLevel", DeploymentRequest.LogLevel.NORMAL, step.getLogLevel());
        if (step.getTimeoutMinutes() < 0) {
            faults.add("timeoutMinutes is negative");
        }
        if (!faults.isEmpty()) {
            throw refusal(String.join("; ", faults) + ". Nothing was bundled or sent.");
        }
        DeploymentRequest first = new DeploymentRequest(
                environment.toEnvironment(),
                environment.toStore(),
                target,
                content,
                rules,
                new DeploymentRequest.Options(
                        wait != Wait.FALSE,
                        Duration.ofMinutes(step.getTimeoutMinutes()),
                        whenBusy,
                        onAbort,
                        step.isDryRun(),
                        logLevel,
                        action,
                        wait == Wait.TRAFFIC ? DeploymentRequest.Until.TRAFFIC : DeploymentRequest.Until.END),
                build.requester());
        return groups.stream().map(first::to).toList();
    }

    /** Of the job, separated by commas; or that of the environment. */
    private List<String> groups() {
        List<String> given = TextList.patterns(expanded(step.getDeploymentGroup()));
        if (given.isEmpty()) {
            return List.of(defaulted("deploymentGroup", "", environment.getDeploymentGroup()));
        }
        given.forEach(
                group -> Format.CODEDEPLOY_NAME.fault("deploymentGroup", group).ifPresent(faults::add));
        given.stream()
                .filter(group -> Collections.frequency(given, group) > 1)
                .distinct()
                .forEach(group -> faults.add("deploymentGroup names " + group + " more than once"));
        return given;
    }

    private DeploymentRequest.Target target(String group) {
        String application = defaulted("application", step.getApplication(), environment.getApplication());
        String config = either(step.getDeploymentConfig(), environment.getDeploymentConfig());
        Format.CODEDEPLOY_NAME.fault("deploymentConfig", config).ifPresent(faults::add);
        return new DeploymentRequest.Target(application, group, config, environment.getInstanceRoleArns());
    }

    private DeploymentRequest.Rules rules() {
        String description = expanded(step.getDescription());
        String fileExistsBehavior = expanded(step.getFileExistsBehavior());
        List<String> targetInstances = step.getTargetInstances().stream()
                .map(this::expanded)
                .filter(line -> !line.isEmpty())
                .toList();
        Format.DESCRIPTION.fault("description", description).ifPresent(faults::add);
        Format.TARGET_INSTANCES.faults("targetInstances", targetInstances).forEach(faults::add);
        ReplacementInstances.of(targetInstances).excess().ifPresent(faults::add);
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
                step.isIgnoreAlarms(),
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

    /** @param otherwise what to go on with, to find further faults, where the text names no constant */
    private <E extends Enum<E>> E chosen(String field, E otherwise, String text) {
        Choice<E> choice = new Choice<>(otherwise.getDeclaringClass());
        String expanded = expanded(text);
        choice.fault(field, expanded).ifPresent(faults::add);
        return choice.of(expanded).orElse(otherwise);
    }

    private String expanded(String text) {
        return build.expanded(text);
    }
}
