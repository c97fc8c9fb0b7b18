package io.jenkins.plugins.crossaccountdeploy.configuration;

import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.request.AccessRules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jvnet.localizer.Localizable;

/**
 * Who may deploy what to which environment. The one place that decides it: when a job's request is made, when its run goes on
 * after a restart, and before a deployment is created.
 *
 * @param environments as administrators describe them
 */
public record EnvironmentRules(List<DeploymentEnvironment> environments) implements AccessRules {

    private static final String WHERE = " under Manage Jenkins, System, Cross-Account Deploy.";

    public EnvironmentRules {
        environments = List.copyOf(environments);
    }

    /** By what is configured whenever it is asked for. */
    public static AccessRules current() {
        return request ->
                new EnvironmentRules(CrossAccountDeployConfiguration.get().getEnvironments()).refusal(request);
    }

    /** Why a job cannot deploy to what it calls an environment. */
    public Optional<String> refusal(String name, String job) {
        Optional<DeploymentEnvironment> environment = environment(name);
        if (environment.isEmpty()) {
            return Optional.of(unknown(name, job));
        }
        return environment.get().allows(job)
                ? Optional.empty()
                : Optional.of("The job '" + job + "' may not deploy to the environment '" + name + "', which is for "
                        + String.join(", ", environment.get().getAllowedJobs()) + ". An administrator can allow it"
                        + WHERE);
    }

    /** The environment of that name. */
    public Optional<DeploymentEnvironment> environment(String name) {
        return environments.stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst();
    }

    /** Names those alone that the job may use: its log is read by people who need not know of the others. */
    private String unknown(String name, String job) {
        return (name.isEmpty() ? "No environment is named" : "There is no environment '" + name + "'") + ". "
                + usable(job).toString(Locale.ENGLISH) + ". An administrator describes them" + WHERE;
    }

    /** The environments that a job may use, in half a sentence. */
    public Localizable usable(String job) {
        List<String> usable = environments.stream()
                .filter(environment -> environment.allows(job))
                .map(DeploymentEnvironment::getName)
                .toList();
        return usable.isEmpty()
                ? Messages._EnvironmentRules_None()
                : Messages._EnvironmentRules_Usable(String.join(", ", usable));
    }

    @Override
    public Optional<String> refusal(DeploymentRequest request) {
        Environment begun = request.environment();
        return refusal(begun.name(), request.requester().project())
                .or(() -> environment(begun.name()).flatMap(now -> refusal(now, request)));
    }

    private static Optional<String> refusal(DeploymentEnvironment environment, DeploymentRequest request) {
        String application = request.target().application();
        String group = request.target().deploymentGroup();
        if (!isSamePlace(environment, request.environment())) {
            return Optional.of("The environment '" + environment.getName()
                    + "' was given another role or region after this run began. Build again.");
        }
        if (request.isPush()) {
            return Optional.empty();
        }
        if (!allows(environment.getApplications(), application)) {
            return Optional.of(locked(environment, "applications", environment.getApplications(), application));
        }
        if (!allows(environment.getDeploymentGroups(), group)) {
            return Optional.of(locked(environment, "deployment groups", environment.getDeploymentGroups(), group));
        }
        return request.content() instanceof DeploymentRequest.Existing existing
                ? refusal(environment, existing.revision())
                : Optional.empty();
    }

    private static boolean isSamePlace(DeploymentEnvironment environment, Environment begun) {
        return environment.getRegion().equals(begun.region())
                && environment.getRole().getArn().equals(begun.role().arn());
    }

    /** Whether a name matches one of the patterns, in which {@code *} stands for any characters; no pattern locks nothing. */
    public static boolean allows(List<String> patterns, String name) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean matches(String pattern, String name) {
        return name.matches(
                Stream.of(pattern.split("[*]", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private static String locked(DeploymentEnvironment environment, String what, List<String> patterns, String name) {
        return "The environment '" + environment.getName() + "' is for the " + what + " " + String.join(", ", patterns)
                + ", not for '" + name + "'. An administrator can allow it" + WHERE;
    }

    /** An AppSpec comes with the request, as the files of a workspace do. */
    private static Optional<String> refusal(DeploymentEnvironment environment, Revision revision) {
        DeploymentSource source = environment.getSource();
        String prefix = source.getKeyPrefix().isEmpty() ? "" : source.getKeyPrefix() + "/";
        if (environment.isRevisionsFromAnywhere()
                || !(revision instanceof S3Revision object)
                || object.bucket().equals(source.getBucket()) && object.key().startsWith(prefix)) {
            return Optional.empty();
        }
        return Optional.of("The environment '" + environment.getName() + "' takes revisions from s3://"
                + source.getBucket() + "/" + prefix + " alone, not " + object.uri()
                + ". An administrator can allow others (revisionsFromAnywhere)" + WHERE);
    }
}
