package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.template.Placeholder;
import io.jenkins.plugins.crossaccountdeploy.template.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jvnet.localizer.Localizable;

/** The values that a job gives to placeholders: a list of {@code NAME=value}, or a map in a Pipeline. */
public final class Placeholders {

    private Placeholders() {}

    /**
     * What the script of a Pipeline gives: a list, or a map. A value may have several lines there, and whatever is in them is
     * its own: an empty item tells the list from the text of a form.
     */
    public static Object ofScript(Object given) {
        List<String> items = new ArrayList<>();
        if (given instanceof Map<?, ?> map) {
            map.forEach((name, value) -> items.add(name + "=" + Objects.toString(value, "")));
        } else if (given instanceof List<?> list) {
            list.forEach(item -> items.add(Objects.toString(item, "")));
        } else {
            return given;
        }
        items.add("");
        return items;
    }

    /** Item by item as it was given, or line by line of the single text of a form. */
    public static List<String> items(List<String> given) {
        return given == null || given.size() == 1
                ? TextList.of(given)
                : given.stream().filter(item -> !item.isEmpty()).toList();
    }

    /**
     * Takes the items apart.
     *
     * @param expansion of the values
     * @param fault hears what is wrong with them, without their values
     */
    public static Values values(List<String> items, UnaryOperator<String> expansion, Consumer<String> fault) {
        Values values = Values.NONE;
        for (String item : items) {
            Optional<Localizable> wrong = problem(item);
            String name = name(item);
            if (wrong.isPresent()) {
                fault.accept("placeholders: " + wrong.get().toString(Locale.ENGLISH));
            } else if (values.get(name).isPresent()) {
                fault.accept("placeholders: " + name + " is given twice");
            } else {
                values = values.and(name, expansion.apply(item.substring(name.length() + 1)));
            }
        }
        return values;
    }

    public static FormValidation check(String value) {
        return Format.validation(TextList.of(Util.fixNull(value)).stream()
                .flatMap(item -> problem(item).stream())
                .findFirst());
    }

    private static String name(String item) {
        return item.substring(0, Math.max(0, item.indexOf('=')));
    }

    private static Optional<Localizable> problem(String item) {
        if (Placeholder.isName(name(item))) {
            return Optional.empty();
        }
        return Optional.of(
                item.indexOf('=') < 0 ? Messages._Placeholders_NoEquals() : Messages._Placeholders_Name(name(item)));
    }
}
