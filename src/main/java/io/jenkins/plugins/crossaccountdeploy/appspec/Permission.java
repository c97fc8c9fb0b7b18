package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Findings.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of the permissions section.
 *
 * @param line of the object
 * @param object a path on the instance
 * @param pattern which names below the object; empty for all, at any depth
 * @param except which of them not
 * @param types {@code file}, {@code directory} or both
 * @param defaultEntry what is wrong if it applies to a file
 * @param byShell the line of what the agent sets by a command of the shell
 * @param whenApplied what is wrong if it applies to anything
 */
record Permission(
        int line,
        String object,
        Optional<Glob> pattern,
        List<Glob> except,
        Set<String> types,
        Optional<Finding> defaultEntry,
        Optional<Integer> byShell,
        List<Finding> whenApplied) {

    Permission {
        except = List.copyOf(except);
        types = Set.copyOf(types);
        whenApplied = List.copyOf(whenApplied);
    }

    /** Whether it is for everything below the object, at any depth. */
    boolean isForAll() {
        return pattern.isEmpty() || pattern.get().value().string().equals(Optional.of("**"));
    }

    /** A pattern of the permissions section, for the names right below a directory: only {@code *} stands for others. */
    record Glob(Value value) {

        /** Whether the agent fails as soon as it compares it with a name. */
        boolean isBroken() {
            return value.string().isEmpty();
        }

        /** Whether it matches a path below the directory, in which case the path is a name. */
        boolean matches(String path) {
            if (isBroken() || path.indexOf('/') >= 0) {
                return false;
            }
            String pattern = value.string().get();
            int at = 0;
            int star = -1;
            int from = 0;
            for (int i = 0; i < path.length(); ) {
                if (at < pattern.length() && pattern.charAt(at) == '*') {
                    star = at++;
                    from = i;
                } else if (at < pattern.length() && pattern.charAt(at) == path.charAt(i)) {
                    at++;
                    i++;
                } else if (star >= 0) {
                    at = star + 1;
                    i = ++from;
                } else {
                    return false;
                }
            }
            return pattern.substring(at).chars().allMatch(c -> c == '*');
        }
    }
}
