package io.jenkins.plugins.crossaccountdeploy.administration;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** An environment that is saved, for scripts. */
public final class SavedEnvironment {

    private final DeploymentEnvironment environment;

    SavedEnvironment(DeploymentEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Answers with its policies as a zip. Changes nothing; asks AWS who Jenkins is, and fails with status 503 if AWS does not
     * say.
     *
     * @param existing what is there already, such as {@code role,bucket}
     * @param newKey whether a key is created if the environment names none
     */
    @GET
    @WebMethod(name = "policies.zip")
    public HttpResponse doPoliciesZip(@QueryParameter String existing, @QueryParameter boolean newKey)
            throws InterruptedException {
        return PolicyZip.withoutPlaceholder(environment, PolicyChoices.requested(existing, newKey));
    }
}
