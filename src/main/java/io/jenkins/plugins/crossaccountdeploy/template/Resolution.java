package io.jenkins.plugins.crossaccountdeploy.template;

import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the values of the placeholders of one or more texts: those that were given, else the build's variables. */
public final class Resolution {

    private final Values given;
    private final Variables variables;
    private final Set<String> later;
    private final Faults faults;
    private final Set<String> used = new LinkedHashSet<>();
    private Values found = Values.NONE;

    /**
     * @param given which count before variables
     * @param later names of those whose values are made during the run
     * @param faults gets a line for each placeholder that cannot be filled in
     */
    public Resolution(Values given, Variables variables, Set<String> later, Faults faults) {
        this.given = given;
        this.variables = variables;
        this.later = Set.copyOf(later);
        this.faults = faults;
        later.stream()
                .filter(name -> given.get(name).isPresent())
                .forEach(name -> faults.add("placeholders: " + name + " is set by this step itself. Leave it out."));
    }

    /** Finds the values for a text that is filled in at the end, when all values are made. */
    public void resolve(String file, Template template) {
        resolve(file, template, true);
    }

    /** Finds the values for a text from which a value is made. */
    public void resolveFirst(String file, Template template) {
        resolve(file, template, false);
    }

    private void resolve(String file, Template template, boolean isLast) {
        for (Placeholder placeholder : template.placeholders()) {
            String where = file + ":" + placeholder.line() + ": <" + placeholder.name() + "> ";
            if (!placeholder.isWellFormed()) {
                faults.add(where
                        + "is no name of a value: these have letters, digits and _, and no digit first. Rename it.");
            } else if (placeholder.isKey()) {
                faults.add(where + "stands in a key, and only values are filled in. Write the key out.");
            } else if (!later.contains(placeholder.name())) {
                used.add(placeholder.name());
                find(placeholder.name(), where);
            } else if (isLast) {
                used.add(placeholder.name());
            } else {
                faults.add(where + "is known only when this file is registered. Write it in the AppSpec alone.");
            }
        }
    }

    private void find(String name, String where) {
        Optional<String> value = given.get(name);
        if (value.isEmpty() && variables.secrets().contains(name)) {
            faults.add(where
                    + "is a secret of the build, and everybody who may see the deployment in AWS can read it there."
                    + " Refer to a secret's ARN instead, or give the value with placeholders.");
            return;
        }
        value = value.or(() -> Optional.ofNullable(variables.values().get(name)));
        if (value.isEmpty()) {
            faults.add(where + "has no value. Give it one with placeholders: ['" + name
                    + "=...'], or as a variable of the" + " build.");
        } else if (!Values.isText(value.get())) {
            faults.add(where + "has a value with half a character. Mend what makes it.");
        } else {
            found = found.and(name, value.get());
        }
    }

    /** Whether a placeholder of that name was met. */
    public boolean uses(String name) {
        return used.contains(name);
    }

    /** The values that were found. */
    public Values values() {
        return found;
    }

    /** Names that were given a value for nothing. */
    public Set<String> unused() {
        Set<String> unused = new TreeSet<>(given.byName().keySet());
        unused.removeAll(used);
        return unused;
    }
}
