package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.selection.Faults;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is to be said of an AppSpec: errors for what the agent refuses, warnings for what it takes but is probably a slip. */
final class Findings {

    /** What is to be said of a line. */
    record Finding(int line, String text) {}

    private final String file;
    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Set<Integer> told = new HashSet<>();

    Findings(String file) {
        this.file = file;
    }

    void error(int line, String what) {
        errors.add(new Finding(line, what));
    }

    /** An error of which a line has one at most, as the others would be much like it. */
    void errorOnce(int line, String what) {
        if (told.add(line)) {
            error(line, what);
        }
    }

    void warn(int line, String what) {
        warnings.add(new Finding(line, what));
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    /** Adds all to the faults, by line. */
    void tell(Faults faults) {
        errors.sort(Comparator.comparingInt(Finding::line));
        warnings.sort(Comparator.comparingInt(Finding::line));
        errors.forEach(error -> faults.add(place(error)));
        warnings.forEach(warning -> faults.warn(place(warning)));
    }

    private String place(Finding finding) {
        return file + ":" + finding.line() + ": " + finding.text();
    }
}
