package io.jenkins.plugins.crossaccountdeploy.selection;

import java.io.IOException;
import java.util.List;

/** The workspace cannot be bundled as it is: each fault is one line that says what, where and what to do. */
public class BundleException extends IOException {

    private static final long serialVersionUID = 1;

    private final List<String> faults;

    public BundleException(String fault) {
        this(List.of(fault));
    }

    public BundleException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
        this.faults = List.copyOf(faults);
    }

    /** At least one, in the order in which a reader would mend them. */
    public List<String> faults() {
        return faults;
    }
}
