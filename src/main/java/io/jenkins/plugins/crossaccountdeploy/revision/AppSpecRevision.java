package io.jenkins.plugins.crossaccountdeploy.revision;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocationType;

/**
 * The revision of an ECS or Lambda deployment: its AppSpec is all there is, and travels inside the request.
 *
 * @param content the AppSpec, in YAML or JSON
 */
public record AppSpecRevision(String content) implements Revision {

    /** SHA-256 of the content, as CodeDeploy asks for it: 64 lower-case hexadecimal digits. */
    public String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public RevisionLocation location() {
        return RevisionLocation.builder()
                .revisionType(RevisionLocationType.APP_SPEC_CONTENT)
                .appSpecContent(appSpec -> appSpec.content(content).sha256(sha256()))
                .build();
    }

    @Override
    public String uri() {
        return "appspec:sha256:" + sha256();
    }
}
