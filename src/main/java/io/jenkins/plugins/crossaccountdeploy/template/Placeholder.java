package io.jenkins.plugins.crossaccountdeploy.template;

import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stands for a value in a text: {@code <NAME>}.
 *
 * @param name what is between the angle brackets
 * @param line where it stands, from 1
 * @param isKey whether it stands in the key of a mapping, where no value can go
 */
public record Placeholder(String name, int line, boolean isKey) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Also what is no name, but was probably meant to be one. Anything else between angle brackets is text. */
    private static final Pattern ANY = Pattern.compile("<([A-Za-z0-9_.-]+)>");

    /** Whether a placeholder may have that name: as variables of builds may. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    boolean isWellFormed() {
        return isName(name);
    }

    static Stream<String> names(String text) {
        return ANY.matcher(text).results().map(result -> result.group(1));
    }

    /** Puts values in the places of those that have one. What a value has in angle brackets stays as it is. */
    static String replace(String text, Map<String, String> values) {
        return ANY.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(value(found, values).orElse(found.group())));
    }

    private static Optional<String> value(MatchResult found, Map<String, String> values) {
        return Optional.ofNullable(values.get(found.group(1)));
    }

    /**
     * The value of a text that is nothing but a placeholder, if that is a number which can be written as such.
     *
     * @return digits without leading zeros
     */
    static Optional<String> number(String text, Map<String, String> values) {
        Matcher only = ANY.matcher(text.strip());
        return only.matches()
                ? value(only.toMatchResult(), values).filter(value -> value.matches("0|[1-9][0-9]{0,8}"))
                : Optional.empty();
    }
}
