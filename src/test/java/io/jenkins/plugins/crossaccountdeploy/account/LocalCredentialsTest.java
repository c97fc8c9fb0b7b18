package io.jenkins.plugins.crossaccountdeploy.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;

/** What the controller's machine tells it: the role of its container or instance, its profile, its system properties. */
class LocalCredentialsTest {

    private static final String KEYS = """
            {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "%s", "SecretAccessKey": "secret", "Token": "session",
             "LastUpdated": "2026-01-01T00:00:00Z", "Expiration": "2999-01-01T00:00:00Z"}
            """;

    private final List<String> changed = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Clients clients = new Clients(ApacheHttpClient.builder().build());
    private HttpServer machine;

    @BeforeEach
    void startTheMachine(@TempDir Path home) throws IOException {
        machine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        machine.start();
        set(
                ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE.property(),
                home.resolve("credentials").toString());
        set(
                ProfileFileSystemSetting.AWS_CONFIG_FILE.property(),
                home.resolve("config").toString());
        set(SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT.property(), address());
    }

    @AfterEach
    void stopTheMachine() {
        changed.forEach(System::clearProperty);
        clients.close();
        machine.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + machine.getAddress().getPort();
    }

    private void set(String property, String value) {
        changed.add(property);
        System.setProperty(property, value);
    }

    private void answers(String path, String answer) {
        machine.createContext(path, exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("x-aws-ec2-metadata-token-ttl-seconds", "21600");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private AwsCredentials own() {
        Role role =
                new Role("arn:aws:iam::222222222222:role/CrossAccountRole", "", Role.DEFAULT_DURATION, false, false);
        return clients.controllerCredentials(new Environment("prod", "eu-west-1", role, TestEndpoints.PUBLIC, ""))
                .resolveCredentials();
    }

    @Test
    void areThoseOfTheInstancesRole() {
        answers("/latest/api/token", "imds-token");
        answers("/latest/meta-data/iam/security-credentials/", "Jenkins");
        answers("/latest/meta-data/iam/security-credentials/Jenkins", KEYS.formatted("ASIAINSTANCE"));
        answers("/latest/meta-data/iam/security-credentials-extended/", "Jenkins");
        answers("/latest/meta-data/iam/security-credentials-extended/Jenkins", KEYS.formatted("ASIAINSTANCE"));

        assertThat(own())
                .isInstanceOfSatisfying(
                        AwsSessionCredentials.class,
                        session -> assertThat(session.accessKeyId()).isEqualTo("ASIAINSTANCE"));
        assertThat(asked).startsWith("PUT /latest/api/token");
    }

    @Test
    void areThoseOfTheContainersRole() {
        answers("/v2/credentials/1234", KEYS.formatted("ASIACONTAINER"));
        set(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI.property(), address() + "/v2/credentials/1234");

        assertThat(own().accessKeyId()).isEqualTo("ASIACONTAINER");
    }

    @Test
    void areThoseOfTheProfile() throws IOException {
        Files.writeString(
                Path.of(System.getProperty(ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE.property())),
                "[default]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret\n");

        assertThat(own().accessKeyId()).isEqualTo("AKIAPROFILE");
    }

    @Test
    void areThoseThatJenkinsIsStartedWith() {
        set(SdkSystemSetting.AWS_ACCESS_KEY_ID.property(), "AKIAPROPERTY");
        set(SdkSystemSetting.AWS_SECRET_ACCESS_KEY.property(), "secret");

        assertThat(own().accessKeyId()).isEqualTo("AKIAPROPERTY");
    }
}
