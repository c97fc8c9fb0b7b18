package io.jenkins.plugins.crossaccountdeploy.queue;

import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.Objects;

/**
 * The place of a run among those that deploy to the same group.
 *
 * @param group what it deploys to, in whatever environment that is: production account, region, application, deployment group
 * @param token of the run
 * @param job full name of its job
 * @param build number of its build
 * @param started when its build began, in milliseconds since 1970; 0 if that is not known
 * @param url of its build; empty when Jenkins has no URL
 */
public record Ticket(String group, String token, String job, int build, long started, String url) {

    public Ticket {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(token, "token");
        job = Objects.requireNonNullElse(job, "");
        url = Objects.requireNonNullElse(url, "");
    }

    /**
     * The ticket of a run.
     *
     * @param token of the run
     */
    public static Ticket of(DeploymentRequest request, String token) {
        return new Ticket(
                String.join(
                        "/",
                        request.environment().role().account(),
                        request.environment().region(),
                        request.target().application(),
                        request.target().deploymentGroup()),
                token,
                request.requester().job(),
                request.requester().build(),
                request.requester().started().toEpochMilli(),
                request.requester().url());
    }

    /** Whether its build is a later one of the same job. */
    boolean isNewerThan(Ticket other) {
        return group.equals(other.group) && job.equals(other.job) && byAge(this, other) > 0;
    }

    /** The older build of a job first. Numbers alone do not tell: a job that was deleted and made anew begins with 1 again. */
    static int byAge(Ticket one, Ticket other) {
        boolean isKnown = one.started > 0 && other.started > 0 && one.started != other.started;
        return isKnown ? Long.compare(one.started, other.started) : Integer.compare(one.build, other.build);
    }

    /** The build, and where it is to be seen. */
    public String words() {
        return job + " #" + build + (url.isEmpty() ? "" : "  " + url);
    }
}
