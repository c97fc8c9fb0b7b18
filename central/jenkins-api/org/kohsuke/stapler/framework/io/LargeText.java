package org.kohsuke.stapler.framework.io;

import java.io.IOException;
import java.io.OutputStream;

public class LargeText {
  public long writeLogTo(long start, OutputStream out) throws IOException { out.flush(); return 0; }
}
