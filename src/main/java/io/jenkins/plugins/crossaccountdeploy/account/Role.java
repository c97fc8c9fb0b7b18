package io.jenkins.plugins.crossaccountdeploy.account;

import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/**
 * The role that is assumed in the production account.
 *
 * @param arn such as {@code arn:aws:iam::222222222222:role/CrossAccountRole}
 * @param externalId what the role's trust policy asks for as {@code sts:ExternalId}; empty for none
 * @param duration how long a session lasts before it is renewed: 15 minutes to 12 hours, 1 hour at most when the
 *     development principal is itself a role (<a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>)
 * @param sessionTags whether the session carries the tags {@code job}, {@code build} and {@code user}; the trust policy
 *     must then allow {@code sts:TagSession}
 * @param sourceIdentity whether the session carries the user who started the build as its source identity; the trust
 *     policy must then allow {@code sts:SetSourceIdentity}
 */
public record Role(String arn, String externalId, Duration duration, boolean sessionTags, boolean sourceIdentity)
        implements Serializable {

    private static final Pattern ARN = Pattern.compile("arn:(aws[a-z-]*):iam::(\\d{12}):role/([\\w+=,.@/-]{1,512})");

    /** How long a session lasts when nobody says otherwise; any role allows it. */
    public static final Duration DEFAULT_DURATION = Duration.ofHours(1);

    /** The longest session of a role that another role assumes, whatever the role itself allows. */
    static final Duration LONGEST_CHAINED = Duration.ofHours(1);

    public Role {
        if (!isArn(arn)) {
            throw new IllegalArgumentException("'" + arn + "' is not the ARN of a role");
        }
    }

    /** Tells whether a text has the form of a role's ARN. */
    public static boolean isArn(String text) {
        return ARN.matcher(text).matches();
    }

    /** The 12 digits of the account that the role belongs to. */
    public String account() {
        return group(2);
    }

    /** The partition of AWS that the account is in. */
    public Partition partition() {
        return new Partition(group(1));
    }

    /** The role's name, without its path. */
    public String name() {
        String path = group(3);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * What STS is asked for a session, without whose credentials ask.
     *
     * @param requester names the session
     * @param sessionPolicy what the session is narrowed to
     * @param length how long it lasts, whatever {@link #duration} says
     */
    public AssumeRoleRequest.Builder request(Requester requester, Policy sessionPolicy, Duration length) {
        AssumeRoleRequest.Builder request = AssumeRoleRequest.builder()
                .roleArn(arn)
                .roleSessionName(requester.sessionName())
                .durationSeconds((int) length.toSeconds())
                .policy(sessionPolicy.json());
        if (!externalId.isEmpty()) {
            request.externalId(externalId);
        }
        if (sourceIdentity) {
            request.sourceIdentity(requester.sourceIdentity());
        }
        if (sessionTags) {
            request.tags(requester.tags());
        }
        return request;
    }

    private String group(int number) {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            throw new IllegalStateException(arn);
        }
        return matcher.group(number);
    }
}
