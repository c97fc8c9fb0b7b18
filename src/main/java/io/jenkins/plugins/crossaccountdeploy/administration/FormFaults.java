package io.jenkins.plugins.crossaccountdeploy.administration;

import java.util.List;

/** What has to be mended in the form before anything can be asked, as its view shows it. */
public final class FormFaults {

    /** Of a form whose fields cannot be told apart any further. */
    static final String UNREADABLE = "The form cannot be read: mend the fields that are marked";

    private final List<String> faults;

    FormFaults(List<String> faults) {
        this.faults = List.copyOf(faults);
    }

    /** A line each. */
    public List<String> getFaults() {
        return faults;
    }
}
