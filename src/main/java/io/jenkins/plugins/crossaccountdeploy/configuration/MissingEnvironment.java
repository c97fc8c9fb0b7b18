package io.jenkins.plugins.crossaccountdeploy.configuration;

import java.util.List;

/**
 * An environment that is gone.
 *
 * @param name what jobs call it
 * @param jobs the full names of those that deploy to it
 */
public record MissingEnvironment(String name, List<String> jobs) {

    /** As pages read it. */
    public String getName() {
        return name;
    }

    /** The jobs in one line. */
    public String getJobs() {
        return String.join(", ", jobs);
    }
}
