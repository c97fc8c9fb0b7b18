package io.jenkins.plugins.crossaccountdeploy;

import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
    static ListBoxModel environments(Item item, String current) {
        ListBoxModel items = new ListBoxModel();
        if (isOpen(item)) {
            allowed(item).forEach(environment -> items.add(environment.getName()));
        }
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

    static FormValidation checkEnvironment(Item item, String value) {
        if (value.contains("$")) {
            return FormValidation.ok();
        }
        if (allowed(item).stream()
                .anyMatch(environment -> environment.getName().equals(value))) {
            return FormValidation.ok();
        }
        if (CrossAccountDeployConfiguration.get().environment(value).isPresent()) {
            return FormValidation.error("This job may not deploy to '" + value + "': an administrator decides which may");
        }
        return value.isEmpty()
                ? FormValidation.error("There is no environment yet that this job may deploy to:"
                        + " an administrator adds them under Manage Jenkins, System, Cross-Account Deploy")
                : FormValidation.error("There is no environment '" + value + "' any more");
    }

    /** Checks a CodeDeploy name that the environment may give instead. */
    static FormValidation checkDefaulted(
            String value, String environment, Function<DeploymentEnvironment, String> defaulted, String what) {
        if (!value.isBlank()) {
            return Format.CODEDEPLOY_NAME.checkUnlessVariable(value);
        }
        return CrossAccountDeployConfiguration.get()
                .environment(environment)
                .map(defaulted)
                .map(name -> name.isEmpty()
                        ? FormValidation.error("The environment names no " + what + ": name one here")
                        : FormValidation.ok("The environment's: " + name))
                .orElseGet(FormValidation::ok);
    }

    static FormValidation checkPatterns(String value) {
        return value.contains("$")
                ? FormValidation.ok()
                : Format.RELATIVE_PATH.checkLines(
                        TextList.patterns(value).stream().collect(Collectors.joining("\n")));
    }
}
