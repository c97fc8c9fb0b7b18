package io.jenkins.plugins.crossaccountdeploy.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a Condition element.
 *
 * @param operator such as {@code StringEquals} or {@code ForAnyValue:ArnLikeIfExists}
 * @param key such as {@code aws:SecureTransport}
 * @param expected what the key's value is compared with
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">IAM
 *     JSON policy elements: condition operators</a>
 */
record PolicyCondition(String operator, String key, List<String> expected) {

    private static final Pattern OPERATOR =
            Pattern.compile("(ForAllValues:|ForAnyValue:)?(String|Arn)?(Not)?(\\w+?)(IfExists)?");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private static final Set<String> UNDERSTOOD =
            Set.of("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "Bool");

    /** Stands for a variable that a request lacks: no name and no value has it. */
    static final String NOTHING = "\0";

    PolicyCondition {
        expected = List.copyOf(expected);
    }

    /** Whether it holds; unknown if the key's value is, or what the operator means. */
    Truth holds(AccessRequest request) {
        Matcher parts = OPERATOR.matcher(operator);
        Optional<List<String>> known = request.values(key);
        if (!parts.matches() || known.isEmpty()) {
            return Truth.UNKNOWN;
        }
        List<String> actual = known.get();
        String comparison = (parts.group(2) == null ? "" : parts.group(2)) + parts.group(4);
        if (comparison.equals("Null")) {
            return Truth.of(expected.stream().anyMatch(value -> Boolean.parseBoolean(value) == actual.isEmpty()));
        }
        if (!UNDERSTOOD.contains(comparison)) {
            return Truth.UNKNOWN;
        }
        boolean negated = parts.group(3) != null;
        boolean all = "ForAllValues:".equals(parts.group(1));
        if (actual.isEmpty() && negated && "ForAnyValue:".equals(parts.group(1))) {
            // Which of the two words decides then, AWS does not document.
            return Truth.UNKNOWN;
        }
        if (actual.isEmpty()) {
            return Truth.of(parts.group(5) != null || negated || all);
        }
        BiFunction<String, String, Boolean> compare = comparison(comparison);
        return all
                ? Truth.all(actual, value -> holds(value, negated, compare, request))
                : Truth.any(actual, value -> holds(value, negated, compare, request));
    }

    private Truth holds(
            String actual, boolean negated, BiFunction<String, String, Boolean> compare, AccessRequest request) {
        Truth matches = Truth.any(
                expected,
                value -> resolved(value, request)
                        .map(text -> Truth.of(compare.apply(actual, text)))
                        .orElse(Truth.UNKNOWN));
        return negated ? matches.not() : matches;
    }

    private static BiFunction<String, String, Boolean> comparison(String operator) {
        return switch (operator) {
            case "StringEquals" -> String::equals;
            case "StringLike" -> (actual, pattern) -> Glob.matches(pattern, actual);
            case "ArnEquals", "ArnLike" -> PolicyCondition::isArnLike;
            default -> String::equalsIgnoreCase;
        };
    }

    /** Each of the six parts by itself: a star does not reach beyond a colon. */
    private static boolean isArnLike(String actual, String pattern) {
        String[] actualParts = actual.split(":", 6);
        String[] patternParts = pattern.split(":", 6);
        if (actualParts.length != 6 || patternParts.length != 6) {
            return false;
        }
        for (int i = 0; i < 6; i++) {
            if (!Glob.matches(patternParts[i], actualParts[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * A value with its policy variables replaced; nothing if one of them is not known. A variable that the request lacks
     * makes the value equal nothing.
     */
    static Optional<String> resolved(String text, AccessRequest request) {
        if (!text.contains("${")) {
            return Optional.of(text);
        }
        Matcher variable = VARIABLE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (variable.find()) {
            String name = variable.group(1);
            Optional<List<String>> known =
                    List.of("*", "?", "$").contains(name) ? Optional.of(List.of(name)) : request.values(name);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            String value = known.get().isEmpty() ? NOTHING : known.get().get(0);
            variable.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return Optional.of(variable.appendTail(resolved).toString());
    }
}
