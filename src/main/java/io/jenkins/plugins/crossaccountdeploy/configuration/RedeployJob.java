package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.Util;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.SimpleParameterDefinition;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.selection.Patterns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * The job that deploys a revision again, as parameters tell it. Who may build it decides who may roll back and promote.
 *
 * @param job as the current user may read it
 */
public record RedeployJob(Job<?, ?> job) {

    public static final String ENVIRONMENT = "ENVIRONMENT";
    public static final String REVISION = "REVISION";
    public static final String APPLICATION = "APPLICATION";
    public static final String DEPLOYMENT_GROUP = "DEPLOYMENT_GROUP";

    /** Whether failures of the ApplicationStop script of the earlier revision are passed over; a job may do without. */
    public static final String IGNORE_APPLICATION_STOP_FAILURES = "IGNORE_APPLICATION_STOP_FAILURES";

    /** Why; a job may do without. */
    public static final String REASON = "REASON";

    private static final List<String> REQUIRED = List.of(ENVIRONMENT, REVISION, APPLICATION, DEPLOYMENT_GROUP);

    /**
     * Looks a job up.
     *
     * @param fullName of the job, folders included; may be empty
     * @return empty if there is none, or none that the current user may read
     */
    public static Optional<RedeployJob> find(String fullName) {
        return JobAccess.find(fullName).filter(Job.class::isInstance).map(item -> new RedeployJob((Job<?, ?>) item));
    }

    /** Checks what an administrator types. */
    static FormValidation check(String value, String allowedJobs) {
        String name = Util.fixNull(value).trim();
        if (name.isEmpty()) {
            return FormValidation.ok();
        }
        Optional<RedeployJob> found = find(name);
        if (found.isEmpty()) {
            return FormValidation.error(Messages.RedeployJob_NoJob(name));
        }
        List<String> missing = found.get().missing();
        if (!missing.isEmpty()) {
            return FormValidation.error(Messages.RedeployJob_Lacks(missing.size(), String.join(", ", missing)));
        }
        List<String> allowed = TextList.of(List.of(Util.fixNull(allowedJobs)));
        return allowed.isEmpty() || new Patterns(allowed).match(name)
                ? FormValidation.ok()
                : FormValidation.error(Messages.RedeployJob_NotAllowed());
    }

    /** Offers the jobs that the administrator may see; tells others nothing. */
    static AutoCompletionCandidates complete(String value) {
        return AdministratorForm.isOpen()
                ? AutoCompletionCandidates.ofJobNames(Job.class, Util.fixNull(value), Jenkins.get())
                : new AutoCompletionCandidates();
    }

    /** Whether the current user may have a revision deployed by it. */
    public boolean mayBuild() {
        return job.hasPermission(Item.BUILD);
    }

    /** The parameters that it lacks, or has of a kind that takes no text. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>(REQUIRED);
        settable().forEach(missing::remove);
        return missing;
    }

    /** Whether it can be told to pass over failures of ApplicationStop. */
    public boolean mayIgnoreApplicationStop() {
        return settable().anyMatch(IGNORE_APPLICATION_STOP_FAILURES::equals);
    }

    private Stream<String> settable() {
        return definitions().stream()
                .filter(SimpleParameterDefinition.class::isInstance)
                .map(ParameterDefinition::getName);
    }

    public List<ParameterDefinition> definitions() {
        ParametersDefinitionProperty property = job.getProperty(ParametersDefinitionProperty.class);
        return property == null ? List.of() : List.copyOf(property.getParameterDefinitions());
    }
}
