package io.jenkins.plugins.crossaccountdeploy.request;

import java.util.Optional;

/** What administrators allow jobs to deploy, as they say it now, whatever they said when a run began. */
public interface AccessRules {

    /**
     * What forbids a deployment that has not been created yet.
     *
     * @return what is not allowed, and what to do about it, in full sentences; empty if nothing forbids it
     */
    Optional<String> refusal(DeploymentRequest request);
}
