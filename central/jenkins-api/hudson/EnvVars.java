package hudson;

import java.util.Map;
import java.util.TreeMap;

public class EnvVars extends TreeMap<String, String> {
  public EnvVars() {}
  public EnvVars overrideAll(Map<String, String> all) { throw new UnsupportedOperationException(); }
  @Override public String put(String key, String value) { throw new UnsupportedOperationException(); }
  public String expand(String s) { throw new UnsupportedOperationException(); }
}
