package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Which servers are asked, each the way that all requests of Jenkins go. */
class ClientsTest {

    private static final AwsCredentialsProvider KEY =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAEXAMPLE", "secret"));

    private final List<String> asked = new ArrayList<>();
    private final Clients clients = new Clients(new Recorded()).answeringWithin(Duration.ofSeconds(5));

    @AfterEach
    void close() {
        clients.close();
    }

    /** Stands for the way through Jenkins' proxy, at whose end nobody is. */
    private final class Recorded implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    asked.add(request.httpRequest().getUri().getHost());
                    throw new IOException("nobody is there");
                }

                @Override
                public void abort() {
                    // is over at once
                }
            };
        }

        @Override
        public void close() {
            // has nothing open
        }
    }

    private List<String> asked(Environment environment) {
        ask(() ->
                clients.sts(environment).getCallerIdentity(request -> request.overrideConfiguration(Accounts.as(KEY))));
        ask(() -> clients.s3(environment)
                .headBucket(request -> request.bucket("my-demo-application").overrideConfiguration(Accounts.as(KEY))));
        ask(() -> clients.codeDeploy(environment)
                .getDeployment(request -> request.deploymentId("d-1").overrideConfiguration(Accounts.as(KEY))));
        ask(() -> clients.keys(environment, environment.region())
                .policy("arn:aws:kms:us-east-1:111111111111:key/1234", KEY));
        try (S3Presigner presigner = clients.presigner(environment, KEY)) {
            asked.add(presigner
                    .presignPutObject(request -> request.signatureDuration(Duration.ofMinutes(5))
                            .putObjectRequest(
                                    put -> put.bucket("my-demo-application").key("bundle.zip")))
                    .url()
                    .getHost());
        }
        return asked.stream().distinct().toList();
    }

    private static void ask(Runnable call) {
        try {
            call.run();
        } catch (SdkException unanswered) {
            assertThat(unanswered).hasMessageContaining("nobody is there");
        }
    }

    private static Environment environment(String region, Endpoints endpoints) {
        Role role = new Role(
                "arn:" + Partition.ofRegion(region).orElseThrow().id() + ":iam::222222222222:role/CrossAccountRole",
                "",
                Role.DEFAULT_DURATION,
                false,
                false);
        return new Environment("prod", region, role, endpoints, "");
    }

    @ParameterizedTest
    @CsvSource({
        "us-west-2, false, false, sts.us-west-2.amazonaws.com, s3.us-west-2.amazonaws.com,"
                + " codedeploy.us-west-2.amazonaws.com, kms.us-west-2.amazonaws.com",
        "us-east-1, true, false, sts-fips.us-east-1.amazonaws.com, s3-fips.us-east-1.amazonaws.com,"
                + " codedeploy-fips.us-east-1.amazonaws.com, kms-fips.us-east-1.amazonaws.com",
        "eu-west-1, false, true, sts.eu-west-1.api.aws, s3.dualstack.eu-west-1.amazonaws.com,"
                + " codedeploy.eu-west-1.amazonaws.com, kms.eu-west-1.api.aws",
        "us-east-1, true, true, sts-fips.us-east-1.api.aws, s3-fips.dualstack.us-east-1.amazonaws.com,"
                + " codedeploy-fips.us-east-1.amazonaws.com, kms-fips.us-east-1.api.aws",
        "cn-north-1, false, true, sts.cn-north-1.api.amazonwebservices.com.cn,"
                + " s3.dualstack.cn-north-1.amazonaws.com.cn, codedeploy.cn-north-1.amazonaws.com.cn,"
                + " kms.cn-north-1.api.amazonwebservices.com.cn",
        "us-gov-west-1, true, false, sts.us-gov-west-1.amazonaws.com, s3-fips.us-gov-west-1.amazonaws.com,"
                + " codedeploy-fips.us-gov-west-1.amazonaws.com, kms-fips.us-gov-west-1.amazonaws.com",
    })
    void askPublicEndpointsOfTheKindThatIsWanted(
            String region, boolean fips, boolean dualStack, String sts, String s3, String codeDeploy, String kms) {
        assertThat(asked(environment(region, new Endpoints("", "", "", "", fips, dualStack))))
                .containsExactly(sts, "my-demo-application." + s3, codeDeploy, kms);
    }

    /** Interface endpoints of a VPC: buckets are addressed by path there. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void askWhereTheirUrlsAreWhateverKindIsWanted(boolean fips, boolean dualStack) {
        assertThat(asked(environment(
                        "us-east-1",
                        new Endpoints(
                                "https://vpce-1.sts.us-east-1.vpce.amazonaws.com",
                                "https://bucket.vpce-2.s3.us-east-1.vpce.amazonaws.com",
                                "https://vpce-3.codedeploy.us-east-1.vpce.amazonaws.com",
                                "https://vpce-4.kms.us-east-1.vpce.amazonaws.com",
                                fips,
                                dualStack))))
                .containsExactly(
                        "vpce-1.sts.us-east-1.vpce.amazonaws.com",
                        "bucket.vpce-2.s3.us-east-1.vpce.amazonaws.com",
                        "vpce-3.codedeploy.us-east-1.vpce.amazonaws.com",
                        "vpce-4.kms.us-east-1.vpce.amazonaws.com");
    }

    @ParameterizedTest
    @CsvSource({"true, sts-fips.us-east-1.amazonaws.com", "false, sts.us-east-1.amazonaws.com"})
    void mixUrlsAndPublicEndpoints(boolean fips, String sts) {
        assertThat(asked(environment(
                        "us-east-1",
                        new Endpoints("", "https://s3.example", "https://codedeploy.example", "", fips, false))))
                .contains(sts, "s3.example", "codedeploy.example");
    }
}
