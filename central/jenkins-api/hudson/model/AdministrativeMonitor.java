package hudson.model;

import hudson.ExtensionPoint;
import org.kohsuke.stapler.StaplerProxy;

public abstract class AdministrativeMonitor implements ExtensionPoint, StaplerProxy, ModelObject {
    protected AdministrativeMonitor() {}

    @Override
    public String getDisplayName() {
        return null;
    }

    public abstract boolean isActivated();

    public void checkRequiredPermission() {}

    public boolean hasRequiredPermission() {
        return false;
    }

    @Override
    public Object getTarget() {
        return this;
    }
}
