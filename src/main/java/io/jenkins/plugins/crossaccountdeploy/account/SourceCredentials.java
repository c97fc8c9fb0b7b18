package io.jenkins.plugins.crossaccountdeploy.account;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/**
 * The development account's credentials: those that Jenkins has, or a session of the environment's source role, which they
 * are traded for and which is renewed before it expires. What Jenkins has is asked for anew each time, since it may have been
 * replaced, or be a token that is good for minutes.
 */
public final class SourceCredentials implements AwsCredentialsProvider {

    private final Clients clients;
    private final Environment environment;
    private final Supplier<Credential> credential;
    private final String sessionName;
    private final InstantSource clock;
    private AwsCredentials session;
    private Instant renewAt = Instant.MIN;

    /**
     * @param credential what Jenkins has
     * @param requester names the session
     */
    public SourceCredentials(
            Clients clients,
            Environment environment,
            Supplier<Credential> credential,
            Requester requester,
            InstantSource clock) {
        this.clients = clients;
        this.environment = environment;
        this.credential = credential;
        this.sessionName = requester.sessionName();
        this.clock = clock;
    }

    /**
     * {@inheritDoc}
     *
     * @throws SourceRoleException if STS does not give a session of the source role
     * @throws CredentialsException if Jenkins has nothing to ask with
     */
    @Override
    public AwsCredentials resolveCredentials() {
        return environment.sourceRoleArn().isEmpty() ? keys() : session();
    }

    private AwsCredentials keys() {
        if (credential.get() instanceof Credential.Keys held) {
            return held.keys();
        }
        throw new CredentialsException(
                "An ID token is no access key: name the role of the development account that it is for"
                        + " as source.roleArn of environment '" + environment.name() + "', or choose AWS credentials");
    }

    private synchronized AwsCredentials session() {
        Instant asked = clock.instant();
        if (!asked.isBefore(renewAt)) {
            session = assume();
            renewAt = asked.plus(Role.DEFAULT_DURATION).minus(Accounts.MARGIN);
        }
        return session;
    }

    /** Forgets the session, because AWS has refused it. */
    synchronized void renew() {
        renewAt = Instant.MIN;
    }

    private AwsCredentials assume() {
        Credential held = credential.get();
        StsClient sts = clients.sts(environment);
        Credentials answer;
        if (held instanceof WebIdentityToken token) {
            try {
                answer = sts.assumeRoleWithWebIdentity(request -> request.roleArn(environment.sourceRoleArn())
                                .roleSessionName(sessionName)
                                .webIdentityToken(token.text())
                                .durationSeconds(seconds(Role.DEFAULT_DURATION)))
                        .credentials();
            } catch (StsException refused) {
                throw SourceRoleException.of(refused, token);
            }
        } else {
            try {
                answer = sts.assumeRole(request -> request.roleArn(environment.sourceRoleArn())
                                .roleSessionName(sessionName)
                                .durationSeconds(seconds(Role.DEFAULT_DURATION))
                                .overrideConfiguration(
                                        as(StaticCredentialsProvider.create(((Credential.Keys) held).keys()))))
                        .credentials();
            } catch (StsException refused) {
                throw SourceRoleException.of(refused);
            }
        }
        if (answer == null) {
            throw Accounts.notOfSts();
        }
        return AwsSessionCredentials.create(answer.accessKeyId(), answer.secretAccessKey(), answer.sessionToken());
    }

    private static int seconds(Duration duration) {
        return (int) duration.toSeconds();
    }
}
