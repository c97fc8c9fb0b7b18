package io.jenkins.plugins.crossaccountdeploy.monitoring;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.crossaccountdeploy.configuration.CrossAccountDeployConfiguration;
import io.jenkins.plugins.crossaccountdeploy.configuration.MissingEnvironment;
import java.util.List;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.verb.POST;

/** Shows administrators, as soon as they have renamed or deleted environments, which jobs deploy to them still. */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class MissingEnvironmentsMonitor extends AdministrativeMonitor {

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.MissingEnvironmentsMonitor_DisplayName();
    }

    @Override
    public boolean isActivated() {
        return !getMissing().isEmpty();
    }

    /** The environments that are gone, each with its jobs. */
    public List<MissingEnvironment> getMissing() {
        return CrossAccountDeployConfiguration.get().missing();
    }

    /** Hides what is missing now. */
    @POST
    public HttpResponse doDismiss() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        CrossAccountDeployConfiguration.get().dismissMissing();
        return HttpResponses.redirectViaContextPath("/manage/");
    }
}
