package io.jenkins.plugins.crossaccountdeploy.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.RootAction;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;
import net.sf.json.JSONException;
import net.sf.json.JSONObject;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.HttpResponses.HttpResponseException;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.POST;

/**
 * What the buttons of an environment's form ask, at {@code manage/cross-account-deploy/}: about the environment as it stands
 * in the form, saved or not, which is the parameter {@code environment}. For administrators alone. It has no page and no link.
 */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class EnvironmentAdministration implements RootAction, StaplerProxy {

    private static final Logger LOGGER = Logger.getLogger(EnvironmentAdministration.class.getName());

    @CheckForNull
    @Override
    public String getIconFileName() {
        return null;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.EnvironmentAdministration_DisplayName();
    }

    @NonNull
    @Override
    public String getUrlName() {
        return "cross-account-deploy";
    }

    /** Nobody else gets any further, whatever is asked. */
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return this;
    }

    /** An environment that is saved, for scripts: {@code environment/prod/policies.zip}. Null if there is none of the name. */
    @CheckForNull
    public SavedEnvironment getEnvironment(String name) {
        return CrossAccountDeployConfiguration.get()
                .environment(name)
                .map(SavedEnvironment::new)
                .orElse(null);
    }

    /** Answers with a checklist, or with the faults of the form. */
    @POST
    public HttpResponse doCheck(StaplerRequest2 request, @QueryParameter String environment)
            throws InterruptedException {
        return view(
                request,
                environment,
                given -> new CheckReport(EnvironmentQueries.get().check(given)));
    }

    /**
     * Answers with the policies to look at, or with the faults of the form.
     *
     * @param existing what is there already, such as {@code role,bucket}
     * @param newKey whether a key is created if the environment names none
     */
    @POST
    public HttpResponse doPolicies(
            StaplerRequest2 request,
            @QueryParameter String environment,
            @QueryParameter String existing,
            @QueryParameter boolean newKey)
            throws InterruptedException {
        PolicyChoices choices = PolicyChoices.requested(existing, newKey);
        return view(request, environment, given -> PolicyReport.of(given, choices));
    }

    /** Answers with the policies as a zip; the parameters are those of {@link #doPolicies}. */
    @POST
    @WebMethod(name = "policies.zip")
    public HttpResponse doPoliciesZip(
            StaplerRequest2 request,
            @QueryParameter String environment,
            @QueryParameter String existing,
            @QueryParameter boolean newKey)
            throws InterruptedException {
        return PolicyZip.of(
                bind(request, environment).orElseThrow(() -> malformed(Messages.FormFaults_Unreadable())),
                PolicyChoices.requested(existing, newKey));
    }

    /** The answer to a request that asks for what there is not, or is malformed. Jenkins escapes the reason. */
    static HttpResponseException malformed(String reason) {
        return HttpResponses.errorWithoutStack(HttpServletResponse.SC_BAD_REQUEST, reason);
    }

    private interface Question {
        Object ask(DeploymentEnvironment environment) throws InterruptedException;
    }

    private static HttpResponse view(StaplerRequest2 request, String json, Question question)
            throws InterruptedException {
        Optional<DeploymentEnvironment> environment = bind(request, json);
        List<String> faults = environment
                .map(given -> given.faults(LocaleProvider.getLocale()))
                .orElseGet(() -> List.of(Messages.FormFaults_Unreadable()));
        return HttpResponses.forwardToView(
                faults.isEmpty() ? question.ask(environment.orElseThrow()) : new FormFaults(faults), "index");
    }

    /** The environment that was sent; empty if a field has a text of another type, such as a word for a number. */
    private static Optional<DeploymentEnvironment> bind(StaplerRequest2 request, String json) {
        JSONObject form;
        try {
            form = JSONObject.fromObject(json);
        } catch (JSONException notOfTheForm) {
            throw malformed("The parameter environment is not a JSON object");
        }
        try {
            return Optional.of(request.bindJSON(DeploymentEnvironment.class, form));
        } catch (RuntimeException unreadable) {
            LOGGER.log(Level.FINE, "An environment in a form cannot be read", unreadable);
            return Optional.empty();
        }
    }
}
