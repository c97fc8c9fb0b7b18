package io.jenkins.plugins.crossaccountdeploy.selection;

import java.util.Arrays;
import java.util.List;

/**
 * Ant's file patterns: {@code ?} and {@code *} within a name, {@code **} for any number of directories, a trailing slash
 * for all that is below; upper and lower case differ on every platform.
 *
 * <p>See <a href="https://ant.apache.org/manual/dirtasks.html#patterns">Ant's manual</a>.
 */
public final class Patterns {

    /** What Ant leaves out by default. */
    static final Patterns DEFAULT_EXCLUDES = new Patterns(List.of(
            "**/*~",
            "**/#*#",
            "**/.#*",
            "**/%*%",
            "**/._*",
            "**/CVS",
            "**/CVS/**",
            "**/.cvsignore",
            "**/SCCS",
            "**/SCCS/**",
            "**/vssver.scc",
            "**/.svn",
            "**/.svn/**",
            "**/.git",
            "**/.git/**",
            "**/.gitattributes",
            "**/.gitignore",
            "**/.gitmodules",
            "**/.hg",
            "**/.hg/**",
            "**/.hgignore",
            "**/.hgsub",
            "**/.hgsubstate",
            "**/.hgtags",
            "**/.bzr",
            "**/.bzr/**",
            "**/.bzrignore",
            "**/.DS_Store"));

    private static final String ANY_DEPTH = "**";

    private final List<String[]> patterns;

    /**
     * @param patterns such as {@code bin/**}
     */
    public Patterns(List<String> patterns) {
        this.patterns = patterns.stream().map(Patterns::parse).toList();
    }

    private static String[] parse(String pattern) {
        String slashes = pattern.replace('\\', '/');
        return split(slashes.endsWith("/") ? slashes + ANY_DEPTH : slashes);
    }

    /** Splits a path into its names; a leading slash gives an empty first name, which no relative path has. */
    static String[] split(String path) {
        return path.split("/+", -1);
    }

    /** Whether any pattern matches a path whose names are separated by slashes. */
    public boolean match(String path) {
        return match(split(path));
    }

    /** Whether any pattern matches the path. */
    boolean match(String[] path) {
        for (String[] pattern : patterns) {
            if (match(pattern, 0, path, 0)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one pattern matches the directory and all that can ever be below it. */
    boolean matchAllBelow(String[] directory) {
        for (String[] pattern : patterns) {
            if (pattern[pattern.length - 1].equals(ANY_DEPTH) && match(pattern, 0, directory, 0)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a pattern may match something below the directory, so that it has to be read. */
    boolean mayMatchBelow(String[] directory) {
        for (String[] pattern : patterns) {
            if (mayMatchBelow(pattern, directory)) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayMatchBelow(String[] pattern, String[] directory) {
        for (int i = 0; i < directory.length; i++) {
            if (i == pattern.length) {
                return false;
            }
            if (pattern[i].equals(ANY_DEPTH)) {
                return true;
            }
            if (!matchName(pattern[i], directory[i])) {
                return false;
            }
        }
        return pattern.length > directory.length;
    }

    private static boolean match(String[] pattern, int p, String[] path, int s) {
        while (p < pattern.length) {
            if (pattern[p].equals(ANY_DEPTH)) {
                while (p < pattern.length && pattern[p].equals(ANY_DEPTH)) {
                    p++;
                }
                if (p == pattern.length) {
                    return true;
                }
                for (int skipTo = s; skipTo < path.length; skipTo++) {
                    if (match(pattern, p, path, skipTo)) {
                        return true;
                    }
                }
                return false;
            }
            if (s == path.length || !matchName(pattern[p], path[s])) {
                return false;
            }
            p++;
            s++;
        }
        return s == path.length;
    }

    /** The usual greedy match: on a mismatch, the last star takes one character more. */
    private static boolean matchName(String pattern, String name) {
        int p = 0;
        int s = 0;
        int star = -1;
        int starTook = 0;
        while (s < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starTook = s;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(s))) {
                p++;
                s++;
            } else if (star >= 0) {
                p = star + 1;
                s = ++starTook;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return String.join(
                ", ",
                patterns.stream()
                        .map(Arrays::asList)
                        .map(names -> String.join("/", names))
                        .toList());
    }
}
