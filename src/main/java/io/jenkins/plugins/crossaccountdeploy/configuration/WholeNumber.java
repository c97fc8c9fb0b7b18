package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.Util;
import java.util.Optional;

/** Whole numbers as they are typed. */
public final class WholeNumber {

    private WholeNumber() {}

    public static Optional<Integer> parse(String text) {
        try {
            return Optional.of(Integer.valueOf(Util.fixNull(text).trim()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
