package io.jenkins.plugins.crossaccountdeploy.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.PackedPolicyTooLargeException;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * The two accounts of one run: the development account, whose credentials Jenkins has, and the production account, where
 * it acts in a role session that is renewed before it expires. Credentials stay in memory; nothing here is saved.
 */
public final class Accounts {

    /** A session that ends sooner than this is renewed: longer than any single call takes. */
    static final Duration MARGIN = Duration.ofMinutes(5);

    /** The deployment, the list of its targets and a batch of them. */
    private static final int CALLS_OF_A_LOOK = 3;

    private final Clients clients;
    private final Environment environment;
    private final AwsCredentialsProvider development;
    private final Requester requester;
    private final List<SessionPolicy> sessionPolicies;
    private final InstantSource clock;
    private Session session;

    /** Which of the policies fits, and how long sessions may last, as far as STS has told. */
    private int widening;

    private Duration duration;
    private Principal caller;
    private int callsOfALook = CALLS_OF_A_LOOK;
    private int callsOfLastLook = CALLS_OF_A_LOOK;

    /**
     * @param development the credentials that Jenkins has
     * @param requester names the role session
     * @param sessionPolicies what the session is narrowed to: by the first of them that fits into the space that STS allows
     */
    public Accounts(
            Clients clients,
            Environment environment,
            AwsCredentialsProvider development,
            Requester requester,
            List<SessionPolicy> sessionPolicies,
            InstantSource clock) {
        this.clients = clients;
        this.environment = environment;
        this.development = development;
        this.requester = requester;
        this.sessionPolicies = List.copyOf(sessionPolicies);
        this.duration = environment.sessionDuration();
        this.clock = clock;
    }

    /**
     * A role session.
     *
     * @param principal the assumed role, such as {@code arn:aws:sts::222222222222:assumed-role/Deploy/jenkins-shop-42}
     * @param expires when AWS ends it, by AWS's clock
     * @param renewAt when to renew it, by the clock here, so that a clock that is off does no harm
     * @param widenedTo what its policy allows beyond what is needed, since no narrower one fits; empty if one does
     * @param isShortened whether it lasts an hour only, since the role allows no more
     */
    public record Session(
            Principal principal,
            AwsCredentials credentials,
            Instant expires,
            Instant renewAt,
            String widenedTo,
            boolean isShortened) {

        /** How far AWS's clock is ahead of the one here, but for the seconds that a call takes; negative if it is behind. */
        public Duration clockOffset() {
            return Duration.between(renewAt.plus(MARGIN), expires);
        }

        @Override
        public String toString() {
            return principal.shortName() + " until " + expires;
        }
    }

    public Environment environment() {
        return environment;
    }

    /** Asks AWS whose the development credentials are. Needs no permission. */
    public synchronized Principal caller() {
        if (caller == null) {
            var identity = genuine(clients.sts(environment)
                    .getCallerIdentity(request -> request.overrideConfiguration(as(development))));
            caller = new Principal(identity.arn(), identity.account());
        }
        return caller;
    }

    /** Whose the development credentials are, if AWS was asked already. */
    public synchronized Optional<Principal> knownCaller() {
        return Optional.ofNullable(caller);
    }

    /**
     * The role session: the current one, or a new one when there is none or it ends soon.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if the role cannot be assumed
     */
    public synchronized Session session() {
        if (session == null || !clock.instant().isBefore(session.renewAt())) {
            session = assume();
        }
        return session;
    }

    /** Forgets the sessions, because AWS has refused one; the next call assumes the role again. */
    public synchronized void renew() {
        session = null;
        if (development instanceof SourceCredentials source) {
            source.renew();
        }
    }

    /** The role session as credentials that renew themselves. */
    public AwsCredentialsProvider production() {
        return () -> session().credentials();
    }

    /** The development account's credentials. */
    public AwsCredentialsProvider development() {
        return development;
    }

    public CodeDeployClient codeDeploy() {
        return clients.codeDeploy(environment);
    }

    /** Amazon ECS; its calls take {@link #production} for credentials. */
    public ServiceCalls ecs() {
        return clients.ecs(environment);
    }

    /** AWS Lambda; its calls take {@link #production} for credentials. */
    public ServiceCalls lambda() {
        return clients.lambda(environment);
    }

    /**
     * Books a look at a deployment, so that all runs together stay below the rate that AWS allows the account.
     *
     * @return how long to wait for it; zero for not at all
     */
    public synchronized Duration bookLook() {
        return clients.rateLimiter()
                .book(environment.role().account(), environment.region(), callsOfALook, clock.instant());
    }

    /**
     * Settles the look that was booked: others wait for calls beyond it. Fewer calls give nothing back, since their time
     * is over. The next look is expected to make as many as the larger of the last two.
     *
     * @param calls how many it has made
     */
    public synchronized void settleLook(int calls) {
        int unbooked = Math.max(0, calls - callsOfALook);
        clients.rateLimiter().charge(environment.role().account(), environment.region(), unbooked, clock.instant());
        callsOfALook = Math.min(Math.max(calls, callsOfLastLook), RateLimiter.BURST);
        callsOfLastLook = calls;
    }

    /** Whether calls beside the looks that are booked would keep nobody waiting. */
    public boolean hasCallsToSpare(int calls) {
        return clients.rateLimiter()
                .hasToSpare(environment.role().account(), environment.region(), calls, clock.instant());
    }

    /** Counts calls that were made beside the looks. */
    public void chargeCalls(int calls) {
        clients.rateLimiter().charge(environment.role().account(), environment.region(), calls, clock.instant());
    }

    /** AWS has said that it is asked too often. */
    public void throttled() {
        clients.rateLimiter().throttled(environment.role().account(), environment.region(), clock.instant());
    }

    public S3Client s3() {
        return clients.s3(environment);
    }

    public S3Presigner presigner(AwsCredentialsProvider credentials) {
        return clients.presigner(environment, credentials);
    }

    /** Makes one request as the given principal. */
    public static AwsRequestOverrideConfiguration as(AwsCredentialsProvider credentials) {
        return AwsRequestOverrideConfiguration.builder()
                .credentialsProvider(credentials)
                .build();
    }

    private Session assume() {
        int widest = sessionPolicies.size() - 1;
        while (widening < widest && !sessionPolicies.get(widening).isTaken()) {
            widening++;
        }
        try {
            return assume(sessionPolicies.get(widening));
        } catch (StsException refused) {
            if (isTooLong(refused) && duration.compareTo(Role.DEFAULT_DURATION) > 0) {
                duration = Role.DEFAULT_DURATION;
            } else if (refused instanceof PackedPolicyTooLargeException && widening < widest) {
                widening++;
            } else {
                throw refused;
            }
            return assume();
        }
    }

    /** Whether a session may not be that long: no longer than the role says, an hour when one role assumes another. */
    public static boolean isTooLong(StsException refused) {
        return AwsErrors.code(refused).equals("ValidationError")
                && AwsErrors.message(refused).contains("DurationSeconds");
    }

    /** The answer, if it is one: the SDK takes any page for an answer that says nothing. */
    public static GetCallerIdentityResponse genuine(GetCallerIdentityResponse answer) {
        if (answer.arn() == null || answer.account() == null) {
            throw notOfSts();
        }
        return answer;
    }

    /** The answer, if it is one. */
    public static AssumeRoleResponse genuine(AssumeRoleResponse answer) {
        if (answer.credentials() == null || answer.assumedRoleUser() == null) {
            throw notOfSts();
        }
        return answer;
    }

    static SdkClientException notOfSts() {
        return SdkClientException.create("The answer is a page that is not of STS");
    }

    private Session assume(SessionPolicy sessionPolicy) {
        Role role = environment.role();
        AssumeRoleRequest request = role.request(requester, sessionPolicy.policy(), duration)
                .overrideConfiguration(as(development))
                .build();
        StsClient sts = clients.sts(environment);
        Instant asked = clock.instant();
        AssumeRoleResponse answer = genuine(sts.assumeRole(request));
        var credentials = AwsSessionCredentials.create(
                answer.credentials().accessKeyId(),
                answer.credentials().secretAccessKey(),
                answer.credentials().sessionToken());
        return new Session(
                new Principal(answer.assumedRoleUser().arn(), role.account()),
                credentials,
                answer.credentials().expiration(),
                asked.plus(duration).minus(MARGIN),
                sessionPolicy.widenedTo(),
                duration.compareTo(environment.sessionDuration()) < 0);
    }
}
