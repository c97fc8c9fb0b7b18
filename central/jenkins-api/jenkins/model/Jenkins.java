package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.ProxyConfiguration;
import hudson.model.ItemGroup;
import hudson.model.TopLevelItem;
import hudson.security.AccessControlled;
import hudson.security.Permission;

public class Jenkins implements ItemGroup<TopLevelItem>, AccessControlled {
  protected Jenkins() {}
  public static final Permission ADMINISTER = null;
  @NonNull public static Jenkins get() throws IllegalStateException { throw new UnsupportedOperationException(); }
  @CheckForNull public static Jenkins getInstanceOrNull() { throw new UnsupportedOperationException(); }
  @CheckForNull public ProxyConfiguration getProxy() { throw new UnsupportedOperationException(); }
  public @Nullable String getRootUrl() throws IllegalStateException { throw new UnsupportedOperationException(); }
  public boolean isTerminating() { throw new UnsupportedOperationException(); }
}
