package io.jenkins.plugins.crossaccountdeploy.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jenkins.YesNoMaybe;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The environments that jobs can deploy to, described once by an administrator. */
@Extension(dynamicLoadable = YesNoMaybe.YES)
@Symbol("crossAccountDeploy")
public final class CrossAccountDeployConfiguration extends GlobalConfiguration {

    private volatile List<DeploymentEnvironment> environments = new ArrayList<>();

    private final transient MissingEnvironments missing = new MissingEnvironments();

    /** Reads what was saved. */
    public CrossAccountDeployConfiguration() {
        load();
    }

    /** The configuration of this Jenkins. */
    public static CrossAccountDeployConfiguration get() {
        return ExtensionList.lookupSingleton(CrossAccountDeployConfiguration.class);
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.CrossAccountDeployConfiguration_DisplayName();
    }

    public List<DeploymentEnvironment> getEnvironments() {
        return List.copyOf(environments);
    }

    /**
     * Replaces and saves the environments.
     *
     * @throws IllegalArgumentException if one of them is incomplete or malformed, or if two have the same name; nothing is
     *     saved then
     */
    @DataBoundSetter
    public void setEnvironments(List<DeploymentEnvironment> environments) {
        replace(environments == null ? List.of() : List.copyOf(environments), Locale.ENGLISH);
    }

    /** @param locale of whoever is told what is wrong */
    private void replace(List<DeploymentEnvironment> given, Locale locale) {
        List<String> faults = EnvironmentFaults.of(given, locale);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        List<String> before = names(this.environments);
        this.environments = new ArrayList<>(given);
        save();
        missing.changed(before, names(given));
    }

    /** A job has another name: an environment that has named it to deploy again goes on doing so. */
    public void renamed(String from, String to) {
        List<DeploymentEnvironment> named = environments.stream()
                .filter(environment -> environment.getRedeployJob().equals(from))
                .toList();
        if (!named.isEmpty()) {
            named.forEach(environment -> environment.setRedeployJob(to));
            save();
        }
    }

    private static List<String> names(List<DeploymentEnvironment> environments) {
        return environments.stream().map(DeploymentEnvironment::getName).toList();
    }

    /** The environments that were renamed or deleted since Jenkins was started, though jobs deploy to them. */
    public List<MissingEnvironment> missing() {
        return missing.list();
    }

    /** Forgets what is missing now. */
    public void dismissMissing() {
        missing.dismiss();
    }

    /** The environment of that name. */
    public Optional<DeploymentEnvironment> environment(String name) {
        return new EnvironmentRules(environments).environment(name);
    }

    /** Binds the form as a whole: a page without any environment left holds no list at all. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        try {
            replace(
                    List.copyOf(request.bindJSONToList(DeploymentEnvironment.class, form.opt("environments"))),
                    LocaleProvider.getLocale());
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), e, "environments");
        }
        return true;
    }
}
