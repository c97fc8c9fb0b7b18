package io.jenkins.plugins.crossaccountdeploy.account;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryUtils;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.IdpCommunicationErrorException;
import software.amazon.awssdk.services.sts.model.InvalidIdentityTokenException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The one place that builds AWS clients.
 *
 * <p>Clients are shared by all deployments of a region and built without credentials: each request brings its own. A
 * deployment that waits for hours therefore costs no client, only its state.
 */
public final class Clients implements AutoCloseable {

    /** A client; a service that has a URL answers there, and is of no other kind. */
    private record Key(Class<?> type, String region, String endpoint, boolean fips, boolean dualStack) {

        static Key of(Class<?> type, Environment environment, String endpoint) {
            boolean isPublic = endpoint.isEmpty();
            return new Key(
                    type,
                    environment.region(),
                    endpoint,
                    isPublic && environment.endpoints().fips(),
                    isPublic && environment.endpoints().dualStack());
        }

        Key withoutDualStack() {
            return new Key(type, region, endpoint, fips, false);
        }
    }

    /** What STS says of a token whose signature it cannot check. */
    private static final String UNREACHED_KEYS = "Couldn't retrieve verification key";

    private final Map<Key, SdkAutoCloseable> clients = new ConcurrentHashMap<>();
    private final Map<Duration, Clients> limited = new ConcurrentHashMap<>();
    private final SdkHttpClient http;
    private final Optional<Duration> limit;
    private final RateLimiter rateLimiter = new RateLimiter();

    /**
     * @param http sends all requests; closed with the clients
     */
    public Clients(SdkHttpClient http) {
        this(http, Optional.empty());
    }

    private Clients(SdkHttpClient http, Optional<Duration> limit) {
        this.http = http;
        this.limit = limit;
    }

    /**
     * The same for questions that somebody waits for: all services retry once at most.
     *
     * @param limit how long a call may take, its retry included
     */
    public Clients answeringWithin(Duration limit) {
        return limited.computeIfAbsent(limit, any -> new Clients(http, Optional.of(limit)));
    }

    /** How quickly all that share these clients may ask. */
    RateLimiter rateLimiter() {
        return rateLimiter;
    }

    /** STS in the environment's region, with the SDK's standard retries, which are for slow identity providers, too. */
    public StsClient sts(Environment environment) {
        return shared(
                StsClient.class,
                environment,
                environment.endpoints().sts(),
                key -> configured(StsClient.builder(), key, retrying().build()).build());
    }

    /** The credentials that the controller has by itself, shared by all environments of a region. */
    public AwsCredentialsProvider controllerCredentials(Environment environment) {
        StsClient sts = sts(environment);
        return shared(
                AwsCredentialsProviderChain.class,
                environment,
                environment.endpoints().sts(),
                key -> ControllerCredentials.through(sts));
    }

    /** S3 in the environment's region, with the SDK's standard retries. */
    public S3Client s3(Environment environment) {
        return shared(
                S3Client.class,
                environment,
                environment.endpoints().s3(),
                key -> configured(S3Client.builder(), key, AwsRetryStrategy.standardRetryStrategy())
                        .forcePathStyle(!key.endpoint().isEmpty())
                        .build());
    }

    /**
     * CodeDeploy in the environment's region. It does not retry: the state machine does, later and without holding a
     * thread. Only a wrong clock is put right on the spot.
     */
    public CodeDeployClient codeDeploy(Environment environment) {
        return shared(
                CodeDeployClient.class,
                environment,
                environment.endpoints().codeDeploy(),
                key -> configured(CodeDeployClient.builder(), key.withoutDualStack(), onlyClockSkew())
                        .build());
    }

    /**
     * KMS, where a key is.
     *
     * @param region the key's, which need not be the environment's
     */
    public KeyService keys(Environment environment, String region) {
        return new KeyService(calls(
                ServiceCalls.Service.KMS,
                environment,
                region,
                environment.endpoints().kms()));
    }

    /** Amazon ECS in the environment's region. */
    public ServiceCalls ecs(Environment environment) {
        return calls(
                ServiceCalls.Service.ECS,
                environment,
                environment.region(),
                environment.endpoints().ecs());
    }

    /** AWS Lambda in the environment's region. */
    public ServiceCalls lambda(Environment environment) {
        return calls(
                ServiceCalls.Service.LAMBDA,
                environment,
                environment.region(),
                environment.endpoints().lambda());
    }

    private ServiceCalls calls(ServiceCalls.Service service, Environment environment, String region, String url) {
        URI address = URI.create(url.isEmpty() ? publicAddress(service, environment, region) : url);
        return new ServiceCalls(http, service, address, region, limit.orElse(ServiceCalls.LONGEST_CALL));
    }

    private static String publicAddress(ServiceCalls.Service service, Environment environment, String region) {
        Endpoints endpoints = environment.endpoints();
        Partition partition = environment.role().partition();
        String suffix = endpoints.dualStack()
                ? partition.dualStackDnsSuffix().orElseGet(partition::dnsSuffix)
                : partition.dnsSuffix();
        return "https://" + service.id() + (endpoints.fips() ? "-fips" : "") + "." + region + "." + suffix;
    }

    /** Signs requests to S3 that an agent sends. Costs little; close it after use. */
    public S3Presigner presigner(Environment environment, AwsCredentialsProvider credentials) {
        String endpoint = environment.endpoints().s3();
        Key key = Key.of(S3Presigner.class, environment, endpoint);
        S3Presigner.Builder builder = S3Presigner.builder()
                .region(Region.of(environment.region()))
                .fipsEnabled(key.fips())
                .dualstackEnabled(key.dualStack())
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(!endpoint.isEmpty())
                        .build());
        return endpoint.isEmpty()
                ? builder.build()
                : builder.endpointOverride(URI.create(endpoint)).build();
    }

    private <C extends SdkAutoCloseable> C shared(
            Class<C> type, Environment environment, String endpoint, Function<Key, C> build) {
        return type.cast(clients.computeIfAbsent(Key.of(type, environment, endpoint), build));
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configured(
            B builder, Key key, RetryStrategy retries) {
        builder.region(Region.of(key.region()))
                .fipsEnabled(key.fips())
                .dualstackEnabled(key.dualStack())
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(http)
                .overrideConfiguration(overrides -> {
                    overrides.retryStrategy(limit.isEmpty() ? retries : retryingOnce());
                    limit.ifPresent(overrides::apiCallTimeout);
                });
        return key.endpoint().isEmpty() ? builder : builder.endpointOverride(URI.create(key.endpoint()));
    }

    private static RetryStrategy retryingOnce() {
        return retrying().maxAttempts(2).build();
    }

    /**
     * As the SDK retries by itself, and where STS has not got the keys of an identity provider in time, as AWS asks for (<a
     * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html">AssumeRoleWithWebIdentity</a>,
     * IDPCommunicationError).
     */
    private static StandardRetryStrategy.Builder retrying() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .retryOnException(failure -> failure instanceof IdpCommunicationErrorException
                        || failure instanceof InvalidIdentityTokenException refused
                                && String.valueOf(refused.getMessage()).contains(UNREACHED_KEYS));
    }

    private static RetryStrategy onlyClockSkew() {
        return StandardRetryStrategy.builder()
                // Else the client retries lost answers too, and a deployment is created twice.
                .useClientDefaults(false)
                .maxAttempts(2)
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                .retryOnException(
                        failure -> failure instanceof SdkException known && RetryUtils.isClockSkewException(known))
                .build();
    }

    @Override
    public void close() {
        closeAll();
        limited.values().forEach(Clients::closeAll);
        http.close();
    }

    private void closeAll() {
        clients.values().forEach(SdkAutoCloseable::close);
    }
}
