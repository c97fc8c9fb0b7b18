package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** A controller in Kubernetes, whose service account has a role in the development account. */
class ControllerCredentialsTest {

    private static final String ANSWER = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult><Credentials>
                <AccessKeyId>ASIAPOD</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>
              </Credentials></AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """;

    private static final String SLOW = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error><Type>Sender</Type><Code>IDPCommunicationError</Code>
                <Message>An error occurred communicating with the identity provider</Message></Error>
            </ErrorResponse>
            """;

    private final List<String> asked = new ArrayList<>();
    private final Clients clients = new Clients(new Recorded());
    private boolean closed;
    private int slow;

    @BeforeEach
    void runInAPod(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "eyJ0");
        System.setProperty(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.property(), token.toString());
        System.setProperty(SdkSystemSetting.AWS_ROLE_ARN.property(), "arn:aws:iam::111111111111:role/Jenkins");
    }

    @AfterEach
    void leaveThePod() {
        System.clearProperty(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.property());
        System.clearProperty(SdkSystemSetting.AWS_ROLE_ARN.property());
    }

    /** Stands for the way through Jenkins' proxy. */
    private final class Recorded implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    asked.add(request.httpRequest().host());
                    boolean isSlow = slow-- > 0;
                    InputStream answer =
                            new ByteArrayInputStream((isSlow ? SLOW : ANSWER).getBytes(StandardCharsets.UTF_8));
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(isSlow ? 400 : 200)
                                    .build())
                            .responseBody(AbortableInputStream.create(answer))
                            .build();
                }

                @Override
                public void abort() {
                    // is over at once
                }
            };
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static Environment environment(String name, String region) {
        Role role =
                new Role("arn:aws:iam::222222222222:role/CrossAccountRole", "", Role.DEFAULT_DURATION, false, false);
        return new Environment(name, region, role, TestEndpoints.PUBLIC, "");
    }

    @Test
    void areTradedForAWebIdentityTheWayThatAllRequestsGo() {
        AwsCredentialsProvider own = clients.controllerCredentials(environment("prod", "eu-west-1"));

        assertThat(own.resolveCredentials().accessKeyId()).isEqualTo("ASIAPOD");
        assertThat(own.resolveCredentials().accessKeyId()).isEqualTo("ASIAPOD");

        assertThat(asked).containsExactly("sts.eu-west-1.amazonaws.com");
    }

    @Test
    void areAskedForAgainWhereTheIssuerWasTooSlow() {
        slow = 2;

        assertThat(clients.controllerCredentials(environment("prod", "eu-west-1"))
                        .resolveCredentials()
                        .accessKeyId())
                .isEqualTo("ASIAPOD");

        assertThat(asked).hasSize(3);
    }

    @Test
    void areAskedForAgainOnceWhereSomebodyWaits() {
        slow = 1;

        assertThat(clients.answeringWithin(Duration.ofSeconds(30))
                        .controllerCredentials(environment("prod", "eu-west-1"))
                        .resolveCredentials()
                        .accessKeyId())
                .isEqualTo("ASIAPOD");
    }

    @Test
    void areSharedByTheEnvironmentsOfARegion() {
        AwsCredentialsProvider own = clients.controllerCredentials(environment("prod", "eu-west-1"));

        assertThat(clients.controllerCredentials(environment("staging", "eu-west-1")))
                .isSameAs(own);
        assertThat(clients.controllerCredentials(environment("china", "cn-north-1")))
                .isNotSameAs(own);
    }

    @Test
    void endWithTheClients() {
        clients.controllerCredentials(environment("prod", "eu-west-1"));

        clients.close();

        assertThat(closed).isTrue();
    }

    /** The page of a proxy where one has to log in first. */
    @Test
    void areNotBelievedToBeThoseOfNobody() {
        Accounts accounts = new Accounts(
                clients,
                environment("prod", "eu-west-1"),
                clients.controllerCredentials(environment("prod", "eu-west-1")),
                new Requester("shop", 42, "", ""),
                List.of(SessionPolicy.exact(new Policy(List.of()))),
                java.time.InstantSource.system());

        assertThatThrownBy(accounts::caller).hasMessageContaining("The answer is a page that is not of STS");
        assertThatThrownBy(accounts::session).hasMessageContaining("The answer is a page that is not of STS");
    }
}
