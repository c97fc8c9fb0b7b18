package io.jenkins.plugins.crossaccountdeploy.history;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.Provenance;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Who or what has begun a run.
 *
 * @param job full name of the job, folders included
 * @param build number of the build
 * @param url of the build, relative to Jenkins' own, such as {@code job/shop/42/}; empty if that is not known
 * @param user ID of who started the build; empty when no user did
 * @param cause why the build was started, in Jenkins' words; may be empty
 * @param committed when the commit that is deployed was made; {@link Instant#EPOCH} if that is not known
 * @param kind what the deployment is for
 * @param reason for a rollback or a promotion, as somebody gave it; may be empty
 * @param from the environment that the revision is promoted from; empty if it is not
 */
public record Origin(
        String job,
        int build,
        String url,
        String user,
        String cause,
        Instant committed,
        Kind kind,
        String reason,
        String from) {

    /** What a deployment is for. */
    public enum Kind {
        DEPLOYMENT,
        /** Somebody wants an earlier revision back. */
        ROLLBACK,
        /** What is live in one environment goes to another. */
        PROMOTION
    }

    static final Origin NOBODY = new Origin("", 0, "", "", "", Instant.EPOCH, Kind.DEPLOYMENT, "", "");

    public Origin {
        job = Objects.requireNonNullElse(job, "");
        url = Objects.requireNonNullElse(url, "");
        user = Objects.requireNonNullElse(user, "");
        cause = Objects.requireNonNullElse(cause, "");
        committed = Objects.requireNonNullElse(committed, Instant.EPOCH);
        kind = Objects.requireNonNullElse(kind, Kind.DEPLOYMENT);
        reason = Objects.requireNonNullElse(reason, "");
        from = Objects.requireNonNullElse(from, "");
    }

    /** A build that deploys what it has made, or was told to deploy. */
    public static Origin of(String job, int build, String url, String user, String cause) {
        return new Origin(job, build, url, user, cause, Instant.EPOCH, Kind.DEPLOYMENT, "", "");
    }

    /** The same with the time when the commit that it deploys was made. */
    public Origin ofCommit(Instant made) {
        return new Origin(job, build, url, user, cause, made, kind, reason, from);
    }

    /** The same when the job is called otherwise, and its pages are elsewhere. */
    Origin ofJob(String name) {
        String[] parts = url.split("/");
        // Each name of the job's path is after a "job"; what follows is the build's.
        int own = 2 * job.split("/").length;
        String moved = parts.length <= own
                ? ""
                : url(name) + String.join("/", List.of(parts).subList(own, parts.length)) + "/";
        return new Origin(name, build, moved, user, cause, committed, kind, reason, from);
    }

    private static String url(String job) {
        return "job/"
                + URLEncoder.encode(job, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%2F", "/job/") + "/";
    }

    /** The same for a run of that request, which may be a rollback or a promotion. */
    public Origin deploying(DeploymentRequest request) {
        if (!(request.content() instanceof DeploymentRequest.Existing existing)) {
            return this;
        }
        Provenance known = existing.provenance();
        boolean isPromotion = !known.environment().isEmpty()
                && !known.environment().equals(request.environment().name());
        Kind what = known.rollback() ? Kind.ROLLBACK : isPromotion ? Kind.PROMOTION : Kind.DEPLOYMENT;
        return new Origin(
                job,
                build,
                url,
                user,
                cause,
                known.committed().equals(Instant.EPOCH) ? committed : known.committed(),
                what,
                known.reason(),
                isPromotion ? known.environment() : "");
    }
}
