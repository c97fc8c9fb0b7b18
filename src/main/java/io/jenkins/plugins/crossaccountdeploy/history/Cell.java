package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A deployment group as the journal files it: one of CodeDeploy, in one environment.
 *
 * @param environment the administrator's name of it
 * @param application of CodeDeploy
 * @param deploymentGroup of CodeDeploy
 */
public record Cell(String environment, String application, String deploymentGroup) {

    private static final int LONGEST_NAME = 40;

    /** Where a request deploys to. */
    public static Cell of(DeploymentRequest request) {
        return new Cell(
                request.environment().name(),
                request.target().application(),
                request.target().deploymentGroup());
    }

    /**
     * A name that every file system and every URL takes, and that no other cell has, however their names differ; such as
     * {@code prod.Shop.Web.0123456789abcdef}.
     */
    public String key() {
        String readable = Stream.of(environment, application, deploymentGroup)
                .map(name -> name.replaceAll("[^A-Za-z0-9-]", "_"))
                .map(name -> name.substring(0, Math.min(name.length(), LONGEST_NAME)))
                .collect(Collectors.joining("."));
        return readable + "." + hash(environment + "\0" + application + "\0" + deploymentGroup);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
