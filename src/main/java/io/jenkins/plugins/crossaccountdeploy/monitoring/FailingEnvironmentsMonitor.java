package io.jenkins.plugins.crossaccountdeploy.monitoring;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import java.util.List;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Shows administrators which environments cannot be deployed to, as their daily checks have found out. Whoever may read the
 * system's configuration sees it too; only administrators do something about it.
 */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class FailingEnvironmentsMonitor extends AdministrativeMonitor {

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.FailingEnvironmentsMonitor_DisplayName();
    }

    @Override
    public boolean isActivated() {
        return !getFailing().isEmpty();
    }

    @Override
    public void checkRequiredPermission() {
        Jenkins.get().checkPermission(Jenkins.SYSTEM_READ);
    }

    @Override
    public boolean hasRequiredPermission() {
        return Jenkins.get().hasPermission(Jenkins.SYSTEM_READ);
    }

    /** The environments that fail, each with what fails. */
    public List<DailyResult> getFailing() {
        return DailyCheck.get().checks().failing();
    }

    /** Whether they are being checked again. */
    public boolean isChecking() {
        return DailyCheck.get().checks().isChecking();
    }

    /**
     * Checks what fails again, in the background; or hides it, until it was good again or something else fails.
     *
     * @param dismiss there if the button of that name was pressed
     */
    @POST
    public HttpResponse doAct(@CheckForNull @QueryParameter String dismiss) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (dismiss == null) {
            DailyCheck.get().checkAgain();
        } else {
            DailyCheck.get().checks().dismiss();
        }
        return HttpResponses.redirectViaContextPath("/manage/");
    }
}
