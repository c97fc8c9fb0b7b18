package io.jenkins.plugins.crossaccountdeploy.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The policies of published walkthroughs, with the names of the simulated accounts in their placeholders. */
public final class PublishedPolicies {

    private PublishedPolicies() {}

    /**
     * A policy document.
     *
     * @param name of a file in the test resources {@code published-policies}, without its ending
     */
    public static String published(String name) {
        try (InputStream in = PublishedPolicies.class.getResourceAsStream("/published-policies/" + name + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
