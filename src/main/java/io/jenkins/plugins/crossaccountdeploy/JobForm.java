package io.jenkins.plugins.crossaccountdeploy;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.crossaccountdeploy.configuration.AdministratorForm;
import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.EnvironmentRules;
import io.jenkins.plugins.crossaccountdeploy.configuration.Format;
import io.jenkins.plugins.crossaccountdeploy.configuration.TextList;
import io.jenkins.plugins.crossaccountdeploy.configuration.WholeNumber;
import io.jenkins.plugins.crossaccountdeploy.redeployment.ExistingRevisions;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.ReplacementInstances;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a job's form offers and checks, for those who may read its configuration. */
final class JobForm {

    private JobForm() {}

    /** Whether the current user may see the configuration that the form is for. */
    private static boolean isOpen(Item item) {
        return item == null ? AdministratorForm.isOpen() : item.hasPermission(Item.EXTENDED_READ);
    }

    /** Checks for those who may see the form; tells others nothing. */
    static FormValidation check(Item item, Supplier<FormValidation> check) {
        return isOpen(item) ? check.get() : FormValidation.ok();
    }

    /** The environments that the job may use, and the one it names now, so that saving the form changes nothing. */
    static ListBoxModel environments(Item item, String value) {
        ListBoxModel items = new ListBoxModel();
        if (isOpen(item)) {
            allowed(item).forEach(environment -> items.add(environment.getName()));
        }
        return with(items, value);
    }

    /** The choices, and what is chosen now, such as a variable. */
    static ListBoxModel choices(String value, ListBoxModel.Option... choices) {
        return with(new ListBoxModel(choices), value);
    }

    static ListBoxModel.Option option(String name, Enum<?> constant) {
        return new ListBoxModel.Option(name, Choice.text(constant));
    }

    private static ListBoxModel with(ListBoxModel items, String value) {
        String current = Util.fixNull(value);
        if (!current.isEmpty() && items.stream().noneMatch(option -> option.value.equals(current))) {
            items.add(current);
        }
        return items;
    }

    private static List<DeploymentEnvironment> allowed(Item item) {
        return CrossAccountDeployConfiguration.get().getEnvironments().stream()
                .filter(environment -> item == null || environment.allows(item.getFullName()))
                .toList();
    }

    /** Also asked before the drop-down has been filled, when nothing is chosen yet. */
    static FormValidation checkEnvironment(Item item, String value) {
        String name = Util.fixNull(value);
        List<DeploymentEnvironment> allowed = allowed(item);
        if (allowed.isEmpty() && name.isEmpty()) {
            return FormValidation.error(Messages.JobForm_NoEnvironment());
        }
        if (name.isEmpty()
                || name.contains("$")
                || allowed.stream()
                        .anyMatch(environment -> environment.getName().equals(name))) {
            return FormValidation.ok();
        }
        return CrossAccountDeployConfiguration.get().environment(name).isPresent()
                ? FormValidation.error(Messages.JobForm_NotAllowed(name))
                : FormValidation.error(Messages.JobForm_Gone(
                        name,
                        new EnvironmentRules(
                                        CrossAccountDeployConfiguration.get().getEnvironments())
                                .usable(item == null ? "" : item.getFullName())));
    }

    /**
     * Checks a CodeDeploy name that the environment may give instead; while none is chosen yet, the first one, which the
     * drop-down shows as soon as it is filled.
     *
     * @param isOptional whether nobody has to name it
     * @param splits whether there may be several, separated by commas
     * @param lock patterns of the names that jobs may give
     * @param missing what to say if nobody names one
     */
    static FormValidation checkDefaulted(
            Item item,
            boolean isOptional,
            boolean splits,
            String value,
            String environment,
            Function<DeploymentEnvironment, String> defaulted,
            Function<DeploymentEnvironment, List<String>> lock,
            String missing) {
        Optional<DeploymentEnvironment> chosen = allowed(item).stream()
                .filter(candidate -> Util.fixNull(environment).isEmpty()
                        || candidate.getName().equals(environment))
                .findFirst();
        String given = Util.fixNull(value).trim();
        if (!given.isEmpty()) {
            List<String> patterns = chosen.map(lock).orElse(List.of());
            List<String> names = splits ? TextList.patterns(given) : List.of(given);
            return given.contains("$") || names.stream().allMatch(name -> EnvironmentRules.allows(patterns, name))
                    ? Format.CODEDEPLOY_NAME.checkLinesUnlessVariable(String.join("\n", names))
                    : FormValidation.error(Messages.JobForm_Locked(String.join(", ", patterns)));
        }
        return chosen.map(defaulted)
                .filter(name -> !name.isEmpty() || !isOptional)
                .map(name -> name.isEmpty()
                        ? FormValidation.error(missing)
                        : FormValidation.ok(Messages.JobForm_OfEnvironment(name)))
                .orElseGet(FormValidation::ok);
    }

    static boolean isPush(String action) {
        return Choice.text(DeploymentRequest.Action.PUSH).equals(action);
    }

    static FormValidation checkPatterns(String value) {
        return Format.RELATIVE_PATH.checkLinesUnlessVariable(String.join("\n", TextList.patterns(Util.fixNull(value))));
    }

    static FormValidation checkRevision(String value) {
        String revision = Util.fixNull(value);
        return revision.isBlank() || revision.contains("$") || ExistingRevisions.isWellFormed(revision)
                ? FormValidation.ok()
                : FormValidation.error(ExistingRevisions.MALFORMED.toString());
    }

    static FormValidation checkDeploymentId(String value, String action) {
        boolean isOnRunning = new Choice<>(DeploymentRequest.Action.class)
                .of(action)
                .filter(DeploymentRequest.Action::isOnRunning)
                .isPresent();
        if (Util.fixNull(value).isBlank()) {
            return isOnRunning ? FormValidation.error(Messages.JobForm_NoDeploymentId()) : FormValidation.ok();
        }
        return isOnRunning || Util.fixNull(action).contains("$")
                ? Format.DEPLOYMENT_ID.checkUnlessVariable(value)
                : FormValidation.error(Messages.JobForm_VainDeploymentId());
    }

    static FormValidation checkTargetInstances(String value) {
        List<String> lines = TextList.of(Util.fixNull(value));
        return ReplacementInstances.of(lines)
                .excess()
                .map(text -> FormValidation.error(Messages.JobForm_TooManyTags()))
                .orElseGet(() -> Format.TARGET_INSTANCES.checkLinesUnlessVariable(value));
    }

    static FormValidation checkMinutes(String value) {
        return WholeNumber.parse(value).filter(minutes -> minutes >= 0).isPresent()
                ? FormValidation.ok()
                : FormValidation.error(Messages.JobForm_NotMinutes());
    }
}
