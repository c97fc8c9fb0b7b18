package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What comes back from the wire that no service says in its own words. */
class IntermediaryTest extends S3Fixture {

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void answersUploadsWithAPageInsteadOfS3(int status) {
        URI url = presignedPut(r -> {});
        aws.faults().on("S3.PutObject").times(2).gatewayError(status);

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> page = send(url, "x", Map.of());
            assertThat(page.statusCode()).isEqualTo(status);
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("x-amz-request-id")).isEmpty();
            assertThat(page.body()).startsWith("<!DOCTYPE html>").doesNotContain("<Code>");
        }
        assertThat(aws.bucket(BUCKET).objects()).isEmpty();
        assertThat(send(url, "x", Map.of()).statusCode()).isEqualTo(200);
    }

    @Test
    void answersUploadsWithAnErrorOfS3ToTellItFrom() {
        aws.faults().on("S3.PutObject").fail();

        HttpResponse<String> error = send(presignedPut(r -> {}), "x", Map.of());
        assertThat(error.statusCode()).isEqualTo(500);
        assertThat(error.body()).contains("<Code>InternalError</Code>");
    }

    @Test
    void losesTheAnswerOfS3() {
        URI url = presignedPut(r -> {});
        aws.faults().on("S3.PutObject").gatewayErrorAfter(504);

        assertThat(send(url, "x", Map.of()).statusCode()).isEqualTo(504);
        assertThat(aws.bucket(BUCKET).object("x.zip")).isPresent();
    }

    @Test
    void answersWithNothingButAStatus() {
        aws.faults().on("S3.PutObject").bareStatus(500);

        HttpResponse<String> bare = send(presignedPut(r -> {}), "x", Map.of());
        assertThat(List.of(bare.statusCode(), bare.body())).containsExactly(500, "");
    }

    @Test
    void blocksEveryServiceWithoutAnAwsCode() {
        aws.faults().on("*").always().firewall();

        for (AwsServiceException refused : List.of(
                failure(() -> user.sts().getCallerIdentity()),
                failure(() -> user.sts().assumeRole(Clients.assumeRole().build())),
                failure(() -> user.s3().listObjectsV2(r -> r.bucket(BUCKET))),
                failure(() -> user.codeDeploy().listApplications()))) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.requestId()).isNull();
            assertThat(String.valueOf(refused.awsErrorDetails().errorCode())).doesNotContain("AccessDenied");
        }
    }

    @Test
    void strikesBeforeAnybodyLooksAtTheSignature() {
        aws.faults().on("STS").firewall();
        try (Clients nobody = Clients.withKey(aws, "AKIAIOSFODNN7EXAMPLE", "guessed")) {
            assertThat(code(() -> nobody.sts().getCallerIdentity())).isNotEqualTo("InvalidClientTokenId");
            assertThat(code(() -> nobody.sts().getCallerIdentity())).isEqualTo("InvalidClientTokenId");
        }
    }

    /** The SDK does not send such requests; others do. */
    @Test
    void refusesBlankKeysEachServiceInItsOwnWords() throws Exception {
        String url = presignedPut(r -> {}).toString();
        String blank = url.replace(aws.accessKey("deployer").id(), "");
        assertThat(send(URI.create(blank), "x", Map.of()).body())
                .contains(
                        "<Code>AuthorizationQueryParametersError</Code>",
                        "a non-empty Access Key (AKID) must be provided in the credential.");
        assertThat(post("sts", Map.of("Content-Type", "application/x-www-form-urlencoded"), "Action=GetCallerIdentity"))
                .contains("<Code>InvalidClientTokenId</Code>");
        assertThat(post("codedeploy", Map.of("X-Amz-Target", "CodeDeploy_20141006.ListApplications"), "{}"))
                .contains("UnrecognizedClientException");
    }

    private String post(String service, Map<String, String> headers, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(aws.endpoint().resolve("/"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("X-Amz-Date", "20260101T000000Z")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=/20260101/eu-west-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0");
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void holdsAnAnswerBack() throws Exception {
        var gate = aws.faults().on("S3.PutObject").blockAnswer();
        CompletableFuture<?> sent = CompletableFuture.supplyAsync(() -> put("x", "1"));
        gate.awaitHit();
        while (aws.bucket(BUCKET).object("x").isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(sent).isNotDone();
        gate.end();
        sent.get(10, TimeUnit.SECONDS);

        aws.faults().on("S3.PutObject").slowAnswer(Duration.ofMillis(50));
        long before = System.nanoTime();
        put("x", "2");
        assertThat(System.nanoTime() - before)
                .isGreaterThan(Duration.ofMillis(45).toNanos());
    }

    @Test
    void deniesInAnyWords() {
        aws.faults().on("CodeDeploy.GetDeploymentGroup").denyAccess();
        assertThat(denied().awsErrorDetails().errorMessage())
                .isEqualTo("User: arn:aws:iam::111111111111:user/deployer is not authorized to perform:"
                        + " codedeploy:GetDeploymentGroup on resource:"
                        + " arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:CodeDeployDemo/Prod because no"
                        + " identity-based policy allows the codedeploy:GetDeploymentGroup action");
        for (String message : List.of("", "computer says no", "Explicit \u001b[31mDENY\u001b[0m\nby \u0000 SCP")) {
            aws.faults().on("CodeDeploy.GetDeploymentGroup").denyAccess(message);
            assertThat(denied().awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            assertThat(denied(message)).isEqualTo(message);
        }
        aws.faults().on("S3.ListObjectsV2").denyAccess("");
        assertThat(code(() -> s3().listObjectsV2(r -> r.bucket(BUCKET)))).isEqualTo("AccessDenied");
        aws.faults().on("STS.AssumeRole").denyAccess();
        assertThat(error(() -> user.sts().assumeRole(Clients.assumeRole().build()))
                        .errorMessage())
                .endsWith("sts:AssumeRole on resource: arn:aws:iam::222222222222:role/CrossAccountRole");
    }

    private String denied(String message) {
        aws.faults().on("CodeDeploy.GetDeploymentGroup").denyAccess(message);
        String told = denied().awsErrorDetails().errorMessage();
        return told == null ? "" : told;
    }

    private AwsServiceException denied() {
        return catchThrowableOfType(
                AwsServiceException.class,
                () -> user.codeDeploy()
                        .getDeploymentGroup(
                                r -> r.applicationName("CodeDeployDemo").deploymentGroupName("Prod")));
    }
}
