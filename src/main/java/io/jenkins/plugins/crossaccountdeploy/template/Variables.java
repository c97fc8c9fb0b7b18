package io.jenkins.plugins.crossaccountdeploy.template;

import java.util.Map;
import java.util.Set;

/**
 * The variables of a build.
 *
 * @param values by name
 * @param secrets names of those that the build keeps out of its log
 */
public record Variables(Map<String, String> values, Set<String> secrets) {

    public Variables {
        values = Map.copyOf(values);
        secrets = Set.copyOf(secrets);
    }

    /** Names only. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
