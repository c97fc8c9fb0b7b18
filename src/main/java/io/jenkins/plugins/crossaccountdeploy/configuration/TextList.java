package io.jenkins.plugins.crossaccountdeploy.configuration;

import java.util.Arrays;
import java.util.List;

/** Lists of texts as a text area shows them: one a line. */
public final class TextList {

    private TextList() {}

    /** The lines of a text area, trimmed, without the empty ones. */
    public static List<String> of(String text) {
        return text.lines().map(String::trim).filter(line -> !line.isEmpty()).toList();
    }

    /**
     * A list as it was given: item by item in a Jenkinsfile or in Configuration as Code, or as the single text of a text
     * area with one item a line.
     */
    public static List<String> of(List<String> given) {
        return given == null
                ? List.of()
                : given.stream().flatMap(text -> of(text).stream()).toList();
    }

    /** A list as a text area shows it. */
    public static String text(List<String> lines) {
        return String.join("\n", lines);
    }

    /** Ant-style patterns, separated by commas or line ends. */
    public static List<String> patterns(String text) {
        return Arrays.stream(text.split("[,\\r\\n]+"))
                .map(String::trim)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
    }
}
