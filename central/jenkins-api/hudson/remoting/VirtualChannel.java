package hudson.remoting;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.Nullable;

public interface VirtualChannel {
    @Nullable
    <T> T export(Class<T> type, @CheckForNull T instance);
}
