package hudson.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

public final class Secret implements Serializable {
    private static final long serialVersionUID = 1;

    private Secret() {}

    @CheckForNull
    public static String toString(@CheckForNull Secret s) {
        return null;
    }

    @NonNull
    public String getPlainText() {
        return "";
    }
}
