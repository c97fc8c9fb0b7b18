package io.jenkins.plugins.crossaccountdeploy.administration;

import java.util.List;

/** What has to be mended in the form before anything can be asked, as its view shows it. */
public final class FormFaults {

    private final List<String> faults;

    FormFaults(List<String> faults) {
        this.faults = List.copyOf(faults);
    }

    /** A line each. */
    public List<String> getFaults() {
        return faults;
    }
}
