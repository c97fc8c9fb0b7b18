package io.jenkins.plugins.crossaccountdeploy.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.BundleType;
import software.amazon.awssdk.services.codedeploy.model.RevisionLocation;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The unmodified SDK, pointed at a simulator. */
public final class Clients implements AutoCloseable {

    private final URI endpoint;
    private final AwsCredentialsProvider credentials;
    private final Map<String, AutoCloseable> clients = new ConcurrentHashMap<>();

    private Clients(URI endpoint, AwsCredentialsProvider credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /** As Jenkins' user of the development account. */
    public static Clients ofUser(Simulator aws) {
        return withKey(
                aws,
                aws.accessKey(TwoAccounts.USER).id(),
                aws.accessKey(TwoAccounts.USER).secret());
    }

    public static Clients withKey(Simulator aws, String id, String secret) {
        return new Clients(aws.endpoint(), StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)));
    }

    public static Clients withSession(Simulator aws, Credentials session) {
        return new Clients(
                aws.endpoint(),
                StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        session.accessKeyId(), session.secretAccessKey(), session.sessionToken())));
    }

    /** As a session of the production account's role. */
    public static Clients ofRole(Simulator aws) {
        try (Clients user = ofUser(aws)) {
            return withSession(aws, user.sts().assumeRole(assumeRole().build()).credentials());
        }
    }

    public static AssumeRoleRequest.Builder assumeRole() {
        return AssumeRoleRequest.builder()
                .roleArn("arn:aws:iam::222222222222:role/CrossAccountRole")
                .roleSessionName("jenkins-shop-42")
                .externalId(TwoAccounts.EXTERNAL_ID);
    }

    public static RevisionLocation bundle(String key) {
        return RevisionLocation.builder()
                .revisionType("S3")
                .s3Location(s3 -> s3.bucket(TwoAccounts.BUCKET).key(key).bundleType(BundleType.ZIP))
                .build();
    }

    public S3Client s3() {
        return client(
                "s3", () -> configured(S3Client.builder().forcePathStyle(true)).build());
    }

    public StsClient sts() {
        return client("sts", () -> configured(StsClient.builder()).build());
    }

    public CodeDeployClient codeDeploy() {
        return client("codedeploy", () -> configured(CodeDeployClient.builder()).build());
    }

    public S3Presigner presigner() {
        return client(
                "presigner",
                () -> S3Presigner.builder()
                        .endpointOverride(endpoint)
                        .region(Region.of(TwoAccounts.REGION))
                        .credentialsProvider(credentials)
                        .serviceConfiguration(software.amazon.awssdk.services.s3.S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build())
                        .build());
    }

    private <T extends AutoCloseable> T client(String name, java.util.function.Supplier<T> make) {
        @SuppressWarnings("unchecked")
        T client = (T) clients.computeIfAbsent(name, any -> make.get());
        return client;
    }

    /** Without retries, so that a test sees each answer. */
    private <
                    B extends
                            AwsClientBuilder<B, ?>
                                    & software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder<B, ?>>
            B configured(B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(TwoAccounts.REGION))
                .credentialsProvider(credentials)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(Duration.ofSeconds(20))
                        .build())
                .httpClientBuilder(ApacheHttpClient.builder());
    }

    @Override
    public void close() {
        clients.values().forEach(client -> {
            try {
                client.close();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
    }
}
