package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.util.FormValidation;
import java.util.function.Supplier;
import jenkins.model.Jenkins;

/** Guards the checks of the global configuration page. */
public final class AdministratorForm {

    private AdministratorForm() {}

    /** Whether the current user may see and change the global configuration. */
    public static boolean isOpen() {
        return Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }

    /** Checks for administrators; tells others nothing. */
    public static FormValidation check(Supplier<FormValidation> check) {
        return isOpen() ? check.get() : FormValidation.ok();
    }
}
