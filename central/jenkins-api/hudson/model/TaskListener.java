package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.PrintStream;
import java.io.PrintWriter;

public interface TaskListener {
    @NonNull
    PrintStream getLogger();

    default PrintWriter error(String msg) {
        return null;
    }
}
