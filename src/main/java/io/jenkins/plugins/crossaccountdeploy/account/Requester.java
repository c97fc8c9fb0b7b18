package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * Who asks for a deployment, as AWS's audit trail shall show it.
 *
 * @param job full name of the job, folders included; of a matrix job, that of the configuration
 * @param project full name of the job that administrators allow and whose history it is: of a matrix job, that of the whole
 * @param build number of the build
 * @param started when the build began; {@link Instant#EPOCH} if that is not known
 * @param user ID of the user who started the build; empty when no user did
 * @param url of the build; empty when Jenkins has no URL
 */
public record Requester(String job, String project, int build, Instant started, String user, String url)
        implements Serializable {

    private static final int LONGEST_NAME = 64;

    /** What was saved by an earlier version says neither which project it was nor when the build began. */
    public Requester {
        project = Objects.requireNonNullElse(project, job);
        started = Objects.requireNonNullElse(started, Instant.EPOCH);
    }

    /** One for a job that is no part of another, and of which it is not known when the build began. */
    public Requester(String job, int build, String user, String url) {
        this(job, job, build, Instant.EPOCH, user, url);
    }

    /** The build as people call it: {@code shop #42}. */
    public String buildName() {
        return job + " #" + build;
    }

    /**
     * The name of the role session: {@code jenkins-<job>-<build>}, in the characters and the length (64) that STS allows.
     * Of a longer job name the end is kept, since that is where names differ.
     */
    public String sessionName() {
        String end = "-" + build;
        String name = allowed(job);
        int room = LONGEST_NAME - "jenkins-".length() - end.length();
        return "jenkins-" + name.substring(Math.max(0, name.length() - room)) + end;
    }

    /** The source identity of the session: the user, or {@code jenkins} where no user started the build. */
    String sourceIdentity() {
        String name = allowed(user);
        return name.length() < 2 ? "jenkins" : name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    /** The session's tags. Their values keep what IAM allows in them and have at most 256 characters. */
    List<Tag> tags() {
        return Stream.of(tag("job", job), tag("build", String.valueOf(build)), tag("user", user))
                .filter(tag -> !tag.value().isEmpty())
                .toList();
    }

    private static Tag tag(String key, String value) {
        String allowed = value.replaceAll("[^\\p{L}\\p{Z}\\p{N}_.:/=+@-]", "-");
        int start = Math.max(0, allowed.length() - 256);
        return Tag.builder().key(key).value(allowed.substring(start)).build();
    }

    private static String allowed(String text) {
        return text.replaceAll("[^\\w+=,.@-]", "-");
    }
}
