package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.regex.Pattern;

/** A pattern of IAM: {@code *} stands for any characters, {@code ?} for one. */
final class Wildcard {

    private final Pattern pattern;

    private Wildcard(Pattern pattern) {
        this.pattern = pattern;
    }

    static Wildcard withCase(String glob) {
        return new Wildcard(Pattern.compile(regex(glob), Pattern.DOTALL));
    }

    static Wildcard withoutCase(String glob) {
        return new Wildcard(Pattern.compile(regex(glob), Pattern.DOTALL | Pattern.CASE_INSENSITIVE));
    }

    boolean matches(String text) {
        return pattern.matcher(text).matches();
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        StringBuilder literal = new StringBuilder();
        for (char c : glob.toCharArray()) {
            if (c == '*' || c == '?') {
                if (!literal.isEmpty()) {
                    regex.append(Pattern.quote(literal.toString()));
                    literal.setLength(0);
                }
                regex.append(c == '*' ? ".*" : ".");
            } else {
                literal.append(c);
            }
        }
        return regex + (literal.isEmpty() ? "" : Pattern.quote(literal.toString()));
    }
}
