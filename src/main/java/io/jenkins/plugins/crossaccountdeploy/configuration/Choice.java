package io.jenkins.plugins.crossaccountdeploy.configuration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A choice as configuration says it: the lower-case name of one of an enum's constants.
 *
 * @param type what is chosen from
 */
public record Choice<E extends Enum<E>>(Class<E> type) {

    /** The constant that a text names, in upper or lower case. */
    public Optional<E> of(String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text))
                .findFirst();
    }

    public Optional<String> fault(String subject, String text) {
        return of(text).isPresent()
                ? Optional.empty()
                : Optional.of(subject + " is '" + text + "', which is not one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Choice::text)
                                .collect(Collectors.joining(", ")));
    }

    /** A text as the form has it, or where there is none the default. What names no constant stays, such as a variable. */
    public static <E extends Enum<E>> String orElse(@CheckForNull String text, E otherwise) {
        String given = Util.fixNull(text).trim();
        return given.isEmpty()
                ? text(otherwise)
                : new Choice<>(otherwise.getDeclaringClass())
                        .of(given)
                        .map(Choice::text)
                        .orElse(given);
    }

    public static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
