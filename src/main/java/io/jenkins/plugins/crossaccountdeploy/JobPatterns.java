package io.jenkins.plugins.crossaccountdeploy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ant-style patterns for the full names of jobs: {@code *} and {@code ?} within one name, {@code **} for any number of
 * folders.
 *
 * @param patterns such as {@code payments/**}
 */
record JobPatterns(List<String> patterns) {

    boolean match(String job) {
        return patterns.stream().anyMatch(pattern -> expression(pattern).matcher("/" + job).matches());
    }

    /** {@code a/**} matches {@code a} too, and {@code **}{@code /b} matches {@code b}, as with Ant. */
    private static Pattern expression(String pattern) {
        StringBuilder expression = new StringBuilder();
        for (String name : pattern.split("/")) {
            expression.append(name.equals("**") ? "(?:/[^/]+)*" : "/" + names(name));
        }
        return Pattern.compile(expression.toString());
    }

    private static String names(String pattern) {
        return pattern.chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> "[^/]*";
                    case '?' -> "[^/]";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return String.join(", ", patterns);
    }
}
