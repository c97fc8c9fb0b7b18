package io.jenkins.plugins.crossaccountdeploy.evaluation;

/** Patterns of IAM: {@code *} stands for any characters, {@code ?} for one. */
final class Glob {

    private Glob() {}

    /** Takes time in proportion to both lengths at worst, whatever a policy contains. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resumed = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resumed = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resumed;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Whether any text that starts so matches. */
    static boolean matchesSomeThatStartWith(String start, String pattern) {
        int star = pattern.indexOf('*');
        if (star >= 0 && star < start.length()) {
            return matches(pattern.substring(0, star), start.substring(0, star));
        }
        return pattern.length() >= start.length() && matches(pattern.substring(0, start.length()), start);
    }
}
