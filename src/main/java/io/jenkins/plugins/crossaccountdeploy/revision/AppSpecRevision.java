package io.jenkins.plugins.crossaccountdeploy.revision;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocationType;

/**
 * The revision of an ECS or Lambda deployment: its AppSpec is all there is, and travels inside the request.
 *
 * @param content the AppSpec, in YAML or JSON
 */
public record AppSpecRevision(String content) implements Revision {

    private static final String SCHEME = "appspec:sha256:";

    private static final Pattern ADDRESS = Pattern.compile(SCHEME + "([0-9a-f]{64})[?]content=([A-Za-z0-9_-]+)");

    /**
     * Reads {@code appspec:sha256:<digest>?content=<base64url>}.
     *
     * @return the revision; empty if the text is not of that form, or if the content is another than the digest says
     */
    static Optional<AppSpecRevision> parse(String text) {
        Matcher address = ADDRESS.matcher(text.trim());
        if (!address.matches()) {
            return Optional.empty();
        }
        try {
            String content = new String(Base64.getUrlDecoder().decode(address.group(2)), StandardCharsets.UTF_8);
            return Optional.of(new AppSpecRevision(content))
                    .filter(revision -> revision.sha256().equals(address.group(1)));
        } catch (IllegalArgumentException cut) {
            return Optional.empty();
        }
    }

    /** {@inheritDoc} In letters that neither a shell nor a variable's expansion changes. */
    @Override
    public String address() {
        return uri() + "?content="
                + Base64.getUrlEncoder().withoutPadding().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 of the content, as CodeDeploy asks for it: 64 lower-case hexadecimal digits. */
    public String sha256() {
        return Sha256.hex(content);
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
        return SCHEME + sha256();
    }
}
