package io.jenkins.plugins.crossaccountdeploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.sts.model.Credentials;

class SignatureTest {

    private static final String BUCKET = TwoAccounts.BUCKET;

    private final HttpClient http = HttpClient.newHttpClient();
    private Simulator aws = Simulator.start(Scenario.twoAccounts());
    private Clients user = Clients.ofUser(aws);

    /** The SDK keeps what it has learned about its clock for the whole process. */
    @AfterEach
    void forgetClockOffset() {
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    @AfterEach
    void close() {
        user.close();
        aws.close();
    }

    private void restart(Scenario scenario) {
        close();
        aws = Simulator.start(scenario);
        user = Clients.ofUser(aws);
    }

    @Test
    void acceptsPartsSentToPresignedUrls() throws Exception {
        String id = user.s3()
                .createMultipartUpload(r -> r.bucket(BUCKET).key("jobs/a b.zip").checksumAlgorithm("CRC32C"))
                .uploadId();
        URI url = user.presigner()
                .presignUploadPart(p -> p.signatureDuration(Duration.ofMinutes(15))
                        .uploadPartRequest(r -> r.bucket(BUCKET)
                                .key("jobs/a b.zip")
                                .uploadId(id)
                                .partNumber(1)
                                .checksumCRC32C("yZRlqg==")))
                .url()
                .toURI();

        // CRC-32C of "hello world"
        HttpResponse<String> sent = put(url, "hello world", Map.of("x-amz-checksum-crc32c", "yZRlqg=="));

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        user.s3()
                .completeMultipartUpload(r -> r.bucket(BUCKET)
                        .key("jobs/a b.zip")
                        .uploadId(id)
                        .multipartUpload(m -> m.parts(CompletedPart.builder()
                                .partNumber(1)
                                .eTag(sent.headers().firstValue("ETag").orElseThrow())
                                .checksumCRC32C("yZRlqg==")
                                .build())));
        assertThat(aws.bucket(BUCKET).object("jobs/a b.zip").orElseThrow().bytes())
                .asString()
                .isEqualTo("hello world");
    }

    @Test
    void refusesAmazonHeadersThatAPresignedUrlDoesNotCover() throws Exception {
        HttpResponse<String> refused = put(presignedPut(), "x", Map.of("x-amz-meta-job", "shop"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .contains("<Code>AccessDenied</Code>")
                .contains("There were headers present in the request which were not signed")
                .contains("<HeadersNotSigned>x-amz-meta-job</HeadersNotSigned>");
    }

    @Test
    void refusesAPresignedUrlThatWasTamperedWith() throws Exception {
        URI url = presignedPut();

        assertThat(put(URI.create(url.toString().replace("x.zip", "y.zip")), "x", Map.of())
                        .body())
                .contains("<Code>SignatureDoesNotMatch</Code>");
        assertThat(put(URI.create(url.toString().replace("X-Amz-Expires=900", "X-Amz-Expires=90000")), "x", Map.of())
                        .body())
                .contains("<Code>SignatureDoesNotMatch</Code>");
        assertThat(put(url, "x", Map.of()).statusCode()).isEqualTo(200);
    }

    @Test
    void letsAPresignedUrlExpireInSimulatedTime() throws Exception {
        restart(Scenario.twoAccounts()
                .startingAt(Instant.now().plus(Duration.ofHours(3)))
                .withStrictClock());
        // signed with the real time, three hours ago by the simulated clock
        HttpResponse<String> refused = put(presignedPut(), "x", Map.of());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("<Message>Request has expired</Message>");
    }

    @Test
    void refusesWrongSecretsEachServiceInItsOwnWords() {
        try (Clients wrong = Clients.withKey(aws, aws.accessKey("deployer").id(), "guessed")) {
            assertThat(failure(() -> wrong.s3().headBucket(r -> r.bucket(BUCKET)))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(code(() -> wrong.s3().listObjectsV2(r -> r.bucket(BUCKET))))
                    .isEqualTo("SignatureDoesNotMatch");
            assertThat(code(() -> wrong.sts().getCallerIdentity())).isEqualTo("SignatureDoesNotMatch");
            assertThat(code(() -> wrong.codeDeploy().listApplications())).isEqualTo("InvalidSignatureException");
        }
    }

    @Test
    void refusesUnknownKeysEachServiceInItsOwnWords() {
        try (Clients unknown = Clients.withKey(aws, "AKIAIOSFODNN7EXAMPLE", "guessed")) {
            assertThat(code(() -> unknown.s3().listObjectsV2(r -> r.bucket(BUCKET))))
                    .isEqualTo("InvalidAccessKeyId");
            assertThat(code(() -> unknown.sts().getCallerIdentity())).isEqualTo("InvalidClientTokenId");
            assertThat(code(() -> unknown.codeDeploy().listApplications())).isEqualTo("UnrecognizedClientException");
        }
    }

    @Test
    void refusesExpiredSessionsEachServiceInItsOwnWords() {
        try (Clients role = Clients.ofRole(aws)) {
            assertThat(role.sts().getCallerIdentity().arn()).endsWith("assumed-role/CrossAccountRole/jenkins-shop-42");
            aws.clock().advance(Duration.ofMinutes(59));
            assertThat(role.sts().getCallerIdentity().account()).isEqualTo("222222222222");
            aws.clock().advance(Duration.ofMinutes(1));
            assertThat(code(() -> role.s3().listObjectsV2(r -> r.bucket(BUCKET))))
                    .isEqualTo("ExpiredToken");
            assertThat(code(() -> role.sts().getCallerIdentity())).isEqualTo("ExpiredToken");
            assertThat(code(() -> role.codeDeploy().listApplications())).isEqualTo("ExpiredTokenException");
        }
    }

    @Test
    void refusesSessionsWithoutTheirToken() {
        Credentials session =
                user.sts().assumeRole(Clients.assumeRole().build()).credentials();
        try (Clients bare = Clients.withKey(aws, session.accessKeyId(), session.secretAccessKey())) {
            assertThat(code(() -> bare.sts().getCallerIdentity())).isEqualTo("InvalidClientTokenId");
        }
        try (Clients wrong = Clients.withSession(
                aws, session.toBuilder().sessionToken("other").build())) {
            assertThat(code(() -> wrong.s3().listObjectsV2(r -> r.bucket(BUCKET))))
                    .isEqualTo("InvalidToken");
        }
    }

    @Test
    void refusesAClockThatIsOffWhenStrict() {
        restart(Scenario.twoAccounts()
                .startingAt(Instant.now().minus(Duration.ofHours(1)))
                .withStrictClock());

        assertThat(code(() -> user.s3().listObjectsV2(r -> r.bucket(BUCKET)))).isEqualTo("RequestTimeTooSkewed");
        // the SDK has learned from the Date of the answers how far its clock is off
        assertThat(code(() -> user.codeDeploy().listApplications())).isEqualTo("AccessDeniedException");
    }

    @Test
    void verifiesBodiesThatAreSignedInChunks() {
        // over plain HTTP the SDK signs each chunk and the trailing checksum
        user.s3().putObject(r -> r.bucket(BUCKET).key("x"), RequestBody.fromBytes(new byte[300_000]));

        assertThat(aws.bucket(BUCKET).object("x").orElseThrow().size()).isEqualTo(300_000);
        assertThat(aws.bucket(BUCKET).object("x").orElseThrow().headers()).doesNotContainKey("content-encoding");
    }

    @Test
    void acceptsUrlsThatASessionHasPresigned() throws Exception {
        restart(Scenario.named("production-bucket"));
        try (Clients role = Clients.ofRole(aws)) {
            URI url = role.presigner()
                    .presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(90))
                            .putObjectRequest(
                                    r -> r.bucket("my-production-application").key("x.zip")))
                    .url()
                    .toURI();

            assertThat(put(url, "x", Map.of()).statusCode()).isEqualTo(200);
            // such a URL dies with the session, however long it was signed for
            aws.clock().advance(Duration.ofMinutes(61));
            assertThat(put(url, "x", Map.of()).body()).contains("<Code>ExpiredToken</Code>");
        }
    }

    private URI presignedPut() throws Exception {
        return user.presigner()
                .presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(15))
                        .putObjectRequest(r -> r.bucket(BUCKET).key("x.zip")))
                .url()
                .toURI();
    }

    private HttpResponse<String> put(URI url, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).PUT(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static AwsServiceException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(AwsServiceException.class, call);
    }

    private static String code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return failure(call).awsErrorDetails().errorCode();
    }
}
