package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;

public interface Item extends AccessControlled {
    String getFullName();

    String getUrl();

    Permission READ = Permission.HUDSON_ADMINISTER;

    Permission BUILD = Permission.HUDSON_ADMINISTER;

    Permission CANCEL = Permission.HUDSON_ADMINISTER;

    Permission EXTENDED_READ = Permission.HUDSON_ADMINISTER;
}
