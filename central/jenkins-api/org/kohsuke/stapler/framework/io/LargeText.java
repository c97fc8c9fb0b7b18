package org.kohsuke.stapler.framework.io;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;

public class LargeText {
    public LargeText(File file, boolean completed) {}

    public long writeLogTo(long start, OutputStream out) throws IOException {
        out.flush();
        return 0;
    }
}
