package hudson.util;

import java.io.IOException;

public abstract class FormValidation extends IOException {
    private static final long serialVersionUID = 1;

    FormValidation() {}

    public static FormValidation error(String message) {
        return null;
    }

    public static FormValidation warning(String message) {
        return null;
    }

    public static FormValidation ok(String message) {
        return null;
    }

    public static FormValidation ok() {
        return null;
    }
}
