package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.ExtensionPoint;
import java.util.Set;

/** Knows jobs by the environments that they deploy to, as far as that can be known without loading builds. */
public interface EnvironmentUsers extends ExtensionPoint {

    /** The full names of the jobs that are there and deploy to an environment. */
    Set<String> jobs(String environment);
}
