package io.jenkins.plugins.crossaccountdeploy.serverless;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec.LambdaFunction;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec.Platform;
import io.jenkins.plugins.crossaccountdeploy.request.Preparation;
import io.jenkins.plugins.crossaccountdeploy.selection.BundleException;
import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import io.jenkins.plugins.crossaccountdeploy.template.JsonTemplate;
import io.jenkins.plugins.crossaccountdeploy.template.Resolution;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import io.jenkins.plugins.crossaccountdeploy.template.Variables;
import io.jenkins.plugins.crossaccountdeploy.template.YamlTemplate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of an ECS or Lambda deployment with their placeholders filled in, as far as that can be done before AWS is asked:
 * all that can be wrong with them shows here, before anything is made.
 *
 * @param appSpec with stand-ins for what AWS is asked for
 * @param values of the placeholders, without those
 * @param taskDefinition to register, as JSON; empty for none
 * @param notes for the console
 */
public record FilledFiles(AppSpec appSpec, Values values, String taskDefinition, List<String> notes) {

    public FilledFiles {
        notes = List.copyOf(notes);
    }

    /**
     * Fills in the files.
     *
     * @param appSpec as it is in the workspace
     * @param taskDefinition likewise; empty for none
     * @throws BundleException if something is wrong with them
     */
    public static FilledFiles of(
            Preparation preparation, AppSpec appSpec, Optional<String> taskDefinition, Variables variables)
            throws BundleException {
        Faults faults = new Faults();
        Resolution resolution = new Resolution(preparation.placeholders(), variables, later(preparation), faults);
        YamlTemplate template = new YamlTemplate(appSpec.content());
        resolution.resolve(appSpec.file(), template);
        requireUse(appSpec, preparation, resolution, faults);
        Optional<JsonTemplate> task = taskDefinition.flatMap(text -> json(preparation.taskDefinition(), text, faults));
        task.ifPresent(json -> resolution.resolveFirst(preparation.taskDefinition(), json));
        faults.throwIfAny();
        Values values = resolution.values();
        AppSpec whole =
                appSpec.filled(template.filled(withStandIns(values, preparation).byName()), faults);
        faults.throwIfAny();
        if (preparation.publishesVersion()
                && !whole.lambdaFunction().map(LambdaFunction::isWellFormed).orElse(false)) {
            faults.add(appSpec.file()
                    + ": publishVersion needs one Lambda function, with its name and its alias, which have"
                    + " letters, digits, hyphens and underscores. Name one in Resources.");
        }
        String definition = task.map(
                        json -> TaskDefinition.of(preparation.taskDefinition(), json.filled(values.byName()), faults)
                                .json())
                .orElse("");
        faults.throwIfAny();
        return new FilledFiles(whole, values, definition, notes(preparation, appSpec, resolution, faults));
    }

    private static Optional<JsonTemplate> json(String file, String text, Faults faults) {
        try {
            return Optional.of(new JsonTemplate(
                    text, TaskDefinition.NUMBERS, TaskDefinition.NUMBERS_OF_CONTAINERS, TaskDefinition.TEXTS));
        } catch (JsonProcessingException malformed) {
            int line = malformed.getLocation() == null
                    ? 1
                    : malformed.getLocation().getLineNr();
            faults.add(file + ":" + line + ": is not valid JSON: "
                    + malformed.getOriginalMessage().replaceAll("[.]?\\s*$", "")
                    + ". Mend it, with placeholders in quotes.");
            return Optional.empty();
        }
    }

    private static List<String> notes(Preparation preparation, AppSpec appSpec, Resolution resolution, Faults faults) {
        List<String> notes = new ArrayList<>(faults.warnings());
        if (!resolution.unused().isEmpty()) {
            notes.add("placeholders: " + String.join(", ", resolution.unused()) + " is nowhere in " + appSpec.file()
                    + (preparation.registersTaskDefinition() ? " or " + preparation.taskDefinition() : ""));
        }
        return notes;
    }

    /** The placeholders whose values are made in AWS. */
    private static Set<String> later(Preparation preparation) {
        Set<String> later = new HashSet<>();
        if (preparation.registersTaskDefinition()) {
            later.add(Preparation.TASK_DEFINITION);
        }
        if (preparation.publishesVersion()) {
            later.addAll(List.of(Preparation.TARGET_VERSION, Preparation.CURRENT_VERSION));
        }
        return later;
    }

    /** What AWS will say has the form of these. */
    private static Values withStandIns(Values values, Preparation preparation) {
        Values all = values;
        for (String name : later(preparation)) {
            all = all.and(name, "1");
        }
        return all;
    }

    /** What is made and then not deployed would be a surprise. */
    private static void requireUse(AppSpec appSpec, Preparation preparation, Resolution resolution, Faults faults) {
        if (preparation.registersTaskDefinition()) {
            requireUse(appSpec, "taskDefinition", Platform.ECS, Preparation.TASK_DEFINITION, resolution, faults);
        }
        if (preparation.publishesVersion()) {
            requireUse(appSpec, "publishVersion", Platform.LAMBDA, Preparation.TARGET_VERSION, resolution, faults);
        }
    }

    private static void requireUse(
            AppSpec appSpec, String field, Platform platform, String name, Resolution resolution, Faults faults) {
        if (appSpec.platform() != platform) {
            faults.add(field + ": is for " + platform.title() + ", and " + appSpec.file() + " is for "
                    + appSpec.platform().title() + ". Leave it out.");
        } else if (!resolution.uses(name)) {
            faults.add(appSpec.file() + ": has no <" + name + ">, which is where the result of " + field
                    + " goes. Write it there, or leave out " + field + ".");
        }
    }
}
