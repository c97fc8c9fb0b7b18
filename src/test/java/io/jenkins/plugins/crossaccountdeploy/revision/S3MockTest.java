package io.jenkins.plugins.crossaccountdeploy.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.bundle.Part;
import io.jenkins.plugins.crossaccountdeploy.bundle.Progress;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.bundle.SignedRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Sends to <a href="https://github.com/adobe/S3Mock">S3Mock</a>, too: a server that was written by others. It runs in a
 * process of its own, which the build of {@code central/} prepares.
 */
class S3MockTest {

    private static Process server;
    private static String endpoint;

    @TempDir
    Path workspace;

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());
    private Sending toSimulator;
    private Sending toMock;

    @BeforeAll
    static void startMock() throws IOException {
        String home = System.getProperty("s3mock.home", "");
        assumeFalse(home.isEmpty(), "only the build of central/ has S3Mock");
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // starts in half the time
                        "-cp",
                        home + "/BOOT-INF/classes:" + home + "/BOOT-INF/lib/*",
                        System.getProperty("s3mock.main"),
                        TwoAccounts.BUCKET)
                .redirectErrorStream(true)
                .start();
        BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        String line = output.readLine();
        while (line != null && !line.startsWith("port ")) {
            said.append(line).append('\n');
            line = output.readLine();
        }
        assertThat(line).as("S3Mock says: %s", said).isNotNull();
        endpoint = "http://127.0.0.1:" + line.substring("port ".length());
    }

    @AfterAll
    static void stopMock() throws IOException {
        if (server != null) {
            server.getOutputStream().close();
        }
    }

    @BeforeEach
    void connect() {
        toSimulator = new Sending(workspace, aws);
        toMock = new Sending(workspace, aws, endpoint, Sending.store(TwoAccounts.BUCKET, ""));
    }

    @AfterEach
    void disconnect() {
        toMock.close();
        toSimulator.close();
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void receivesTheSameBytesAsTheSimulator(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);

        S3Revision simulated = toSimulator.send();
        S3Revision mocked = toMock.send();

        assertThat(mocked.key()).isEqualTo(simulated.key());
        assertThat(mocked.eTag()).isEqualTo(simulated.eTag()).endsWith(multipart ? "-3" : "");
        assertThat(bytes(toMock, mocked)).isEqualTo(bytes(toSimulator, simulated));
        assertThat(head(toMock, mocked).metadata())
                .isEqualTo(head(toSimulator, simulated).metadata())
                .containsAllEntriesOf(Sending.METADATA);
        assertThat(head(toMock, mocked).contentType()).isEqualTo("application/zip");
        assertThat(openUploads()).isZero();
    }

    @Test
    void isNotSentWhatItHas() throws Exception {
        Sending.fill(workspace, true);
        S3Revision first = toMock.send();
        HeadObjectResponse before = head(toMock, first);

        assertThat(toMock.send()).isEqualTo(first);

        assertThat(head(toMock, first).lastModified()).isEqualTo(before.lastModified());
    }

    @Test
    void keepsNothingOfAnUploadThatFails() throws Exception {
        Sending.fill(workspace, true);
        Files.writeString(workspace.resolve("other"), "for another digest");
        IOException gone = new IOException("channel closed");

        assertThatThrownBy(() ->
                        toMock.send(toMock.upload("shop", Map.of()), upload -> new LosingTheThirdPart(upload, gone)))
                .isSameAs(gone);

        assertThat(openUploads()).isZero();
    }

    private static byte[] bytes(Sending from, S3Revision revision) {
        return from.accounts()
                .s3()
                .getObjectAsBytes(request -> request.bucket(revision.bucket())
                        .key(revision.key())
                        .overrideConfiguration(
                                as -> as.credentialsProvider(from.accounts().development())))
                .asByteArray();
    }

    private static HeadObjectResponse head(Sending at, S3Revision revision) {
        return at.accounts()
                .s3()
                .headObject(request -> request.bucket(revision.bucket())
                        .key(revision.key())
                        .overrideConfiguration(
                                as -> as.credentialsProvider(at.accounts().development())));
    }

    private int openUploads() {
        return toMock.accounts()
                .s3()
                .listMultipartUploads(request -> request.bucket(TwoAccounts.BUCKET)
                        .overrideConfiguration(
                                as -> as.credentialsProvider(toMock.accounts().development())))
                .uploads()
                .size();
    }

    private record LosingTheThirdPart(Destination controller, IOException gone) implements Destination {

        @Override
        public boolean holds(Contents contents) throws IOException, InterruptedException {
            return controller.holds(contents);
        }

        @Override
        public SignedRequest sign(Part part) throws IOException, InterruptedException {
            if (part.number() == 3) {
                throw gone;
            }
            return controller.sign(part);
        }

        @Override
        public void failing(SendException failure) {
            controller.failing(failure);
        }

        @Override
        public void progress(Progress progress) {}
    }
}
