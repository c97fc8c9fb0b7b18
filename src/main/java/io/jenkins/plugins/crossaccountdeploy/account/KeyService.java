package io.jenkins.plugins.crossaccountdeploy.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * Two operations of the Key Management Service, whose module of the SDK Jenkins has no plugin for: JSON 1.1 over the SDK's
 * own signer and HTTP client (<a
 * href="https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html">DescribeKey</a>, <a
 * href="https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html">GetKeyPolicy</a>). Does not retry.
 *
 * <p>All methods throw {@link software.amazon.awssdk.core.exception.SdkException}, as the SDK's clients do.
 */
public final class KeyService {

    static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SdkHttpClient http;
    private final URI endpoint;
    private final String region;
    private final Duration limit;

    KeyService(SdkHttpClient http, URI endpoint, String region, Duration limit) {
        this.http = http;
        this.endpoint = endpoint;
        this.region = region;
        this.limit = limit;
    }

    /**
     * What a key is.
     *
     * @param state such as {@code Enabled}, {@code Disabled} or {@code PendingDeletion}
     * @param manager {@code CUSTOMER} or {@code AWS}
     * @param spec such as {@code SYMMETRIC_DEFAULT}
     * @param usage such as {@code ENCRYPT_DECRYPT}
     */
    public record Key(String state, String manager, String spec, String usage) {}

    /** Also answers principals of other accounts, if the key's policy lets them. */
    public Key describe(String keyArn, AwsCredentialsProvider credentials) {
        JsonNode key = call("DescribeKey", Map.of("KeyId", keyArn), credentials).path("KeyMetadata");
        return new Key(
                key.path("KeyState").asText(),
                key.path("KeyManager").asText(),
                key.path("KeySpec").asText(),
                key.path("KeyUsage").asText());
    }

    /** The key's policy as JSON. Answers principals of the key's own account only. */
    public String policy(String keyArn, AwsCredentialsProvider credentials) {
        return call("GetKeyPolicy", Map.of("KeyId", keyArn, "PolicyName", "default"), credentials)
                .path("Policy")
                .asText();
    }

    private JsonNode call(String operation, Map<String, String> input, AwsCredentialsProvider credentials) {
        CompletableFuture<Void> alarm =
                new CompletableFuture<Void>().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            ExecutableHttpRequest request = http.prepareRequest(signed(operation, input, credentials));
            alarm.thenRun(request::abort);
            HttpExecuteResponse response = request.call();
            JsonNode output = body(response);
            if (!response.httpResponse().isSuccessful()) {
                throw refused(response, output);
            }
            return output;
        } catch (IOException unanswered) {
            throw alarm.isDone()
                    ? ApiCallTimeoutException.create(limit.toMillis())
                    : SdkClientException.create("KMS gave no answer: " + unanswered.getMessage(), unanswered);
        } finally {
            alarm.cancel(false);
        }
    }

    private HttpExecuteRequest signed(String operation, Map<String, String> input, AwsCredentialsProvider credentials)
            throws IOException {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .uri(endpoint)
                .method(SdkHttpMethod.POST)
                .putHeader("Content-Type", CONTENT_TYPE)
                .putHeader("X-Amz-Target", "TrentService." + operation)
                .build();
        ContentStreamProvider payload = ContentStreamProvider.fromByteArray(JSON.writeValueAsBytes(input));
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(payload)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kms")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
        return HttpExecuteRequest.builder()
                .request(signed.request())
                .contentStreamProvider(signed.payload().orElse(payload))
                .build();
    }

    /** What is no JSON comes from a proxy, and tells nothing. */
    private static JsonNode body(HttpExecuteResponse response) throws IOException {
        Optional<AbortableInputStream> body = response.responseBody();
        if (body.isEmpty()) {
            return JSON.createObjectNode();
        }
        try (InputStream in = body.get()) {
            return JSON.readTree(in);
        } catch (JsonProcessingException foreign) {
            return JSON.createObjectNode();
        }
    }

    private static AwsServiceException refused(HttpExecuteResponse response, JsonNode output) {
        String type = output.path("__type").asText();
        String message = output.path("message").asText(output.path("Message").asText());
        return AwsServiceException.builder()
                .message(message)
                .statusCode(response.httpResponse().statusCode())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("kms")
                        .errorCode(type.substring(type.lastIndexOf('#') + 1))
                        .errorMessage(message)
                        .sdkHttpResponse(response.httpResponse())
                        .build())
                .build();
    }
}
