package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.ProxyConfiguration;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.TopLevelItem;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import java.io.File;
import org.springframework.security.core.Authentication;

public class Jenkins implements ItemGroup<TopLevelItem>, AccessControlled {
    Jenkins() {}

    public static final Permission ADMINISTER = Permission.HUDSON_ADMINISTER;
    public static final Permission SYSTEM_READ = Permission.HUDSON_ADMINISTER;

    @NonNull
    public static Jenkins get() throws IllegalStateException {
        return null;
    }

    @NonNull
    public static Authentication getAuthentication2() {
        return null;
    }

    @CheckForNull
    public static Jenkins getInstanceOrNull() {
        return null;
    }

    public File getRootDir() {
        return null;
    }

    @CheckForNull
    public ProxyConfiguration getProxy() {
        return null;
    }

    public @Nullable String getRootUrl() throws IllegalStateException {
        return null;
    }

    public @CheckForNull Item getItemByFullName(String fullName) {
        return null;
    }

    public boolean isTerminating() {
        return false;
    }
}
