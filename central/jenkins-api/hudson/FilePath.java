package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Computer;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import org.jenkinsci.remoting.RoleSensitive;

public final class FilePath {
    public FilePath(File localPath) {}

    public String getRemote() {
        return null;
    }

    public VirtualChannel getChannel() {
        return null;
    }

    public @CheckForNull Computer toComputer() {
        return null;
    }

    public <T> T act(final FileCallable<T> callable) throws IOException, InterruptedException {
        return null;
    }

    public interface FileCallable<T> extends Serializable, RoleSensitive {
        T invoke(File f, VirtualChannel channel) throws IOException, InterruptedException;
    }
}
