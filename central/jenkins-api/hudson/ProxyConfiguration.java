package hudson;

import hudson.model.AbstractDescribableImpl;
import hudson.util.Secret;
import java.util.List;
import java.util.regex.Pattern;

public final class ProxyConfiguration extends AbstractDescribableImpl<ProxyConfiguration> {
  public ProxyConfiguration(String name, int port) {}
  public String getName() { throw new UnsupportedOperationException(); }
  public int getPort() { throw new UnsupportedOperationException(); }
  public String getUserName() { throw new UnsupportedOperationException(); }
  public Secret getSecretPassword() { throw new UnsupportedOperationException(); }
  public List<Pattern> getNoProxyHostPatterns() { throw new UnsupportedOperationException(); }
}
