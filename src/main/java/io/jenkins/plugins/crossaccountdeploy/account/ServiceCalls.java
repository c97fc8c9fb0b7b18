package io.jenkins.plugins.crossaccountdeploy.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryUtils;
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
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Calls of a service without its module of the SDK: JSON over the SDK's own signer and HTTP client. Only a wrong clock is put
 * right on the spot; nothing else is retried.
 *
 * <p>All methods throw {@link software.amazon.awssdk.core.exception.SdkException}, as the SDK's clients do.
 */
public final class ServiceCalls {

    static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The services that are called so. */
    enum Service {
        KMS("kms"),
        ECS("ecs"),
        LAMBDA("lambda");

        private final String id;

        Service(String id) {
            this.id = id;
        }

        /** In the names of its hosts, and in signatures. */
        String id() {
            return id;
        }
    }

    private final SdkHttpClient http;
    private final Service service;
    private final URI endpoint;
    private final String region;
    private final Duration limit;

    ServiceCalls(SdkHttpClient http, Service service, URI endpoint, String region, Duration limit) {
        this.http = http;
        this.service = service;
        this.endpoint = endpoint;
        this.region = region;
        this.limit = limit;
    }

    /**
     * Calls an operation of the protocol JSON 1.1.
     *
     * @param target of the operation, with the prefix of its service
     * @param input JSON
     */
    public JsonNode json(String target, String input, AwsCredentialsProvider credentials) {
        return call(
                SdkHttpRequest.builder()
                        .uri(endpoint)
                        .method(SdkHttpMethod.POST)
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", target)
                        .build(),
                input,
                credentials);
    }

    /**
     * Calls an operation that has a path.
     *
     * @param path its segments, as they are
     * @param input JSON; empty for none
     */
    public JsonNode rest(
            SdkHttpMethod method,
            List<String> path,
            Map<String, String> query,
            String input,
            AwsCredentialsProvider credentials) {
        StringBuilder encoded = new StringBuilder(endpoint.getRawPath().replaceFirst("/$", ""));
        path.forEach(segment -> encoded.append('/').append(SdkHttpUtils.urlEncode(segment)));
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .uri(endpoint)
                .encodedPath(encoded.toString())
                .method(method)
                .putHeader("Content-Type", "application/json");
        query.forEach(request::putRawQueryParameter);
        return call(request.build(), input, credentials);
    }

    private JsonNode call(SdkHttpRequest request, String input, AwsCredentialsProvider credentials) {
        try {
            return call(request, input, credentials, Clock.systemUTC());
        } catch (AwsServiceException refused) {
            Optional<Clock> theirs = RetryUtils.isClockSkewException(refused) ? clock(refused) : Optional.empty();
            if (theirs.isEmpty()) {
                throw refused;
            }
            return call(request, input, credentials, theirs.get());
        }
    }

    /** AWS's own, as its answer tells. */
    private static Optional<Clock> clock(AwsServiceException refused) {
        return AwsErrors.response(refused)
                .flatMap(ServerTime::of)
                .map(now -> Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), now)));
    }

    private JsonNode call(SdkHttpRequest unsigned, String input, AwsCredentialsProvider credentials, Clock clock) {
        CompletableFuture<Void> alarm =
                new CompletableFuture<Void>().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            ExecutableHttpRequest request = http.prepareRequest(signed(unsigned, input, credentials, clock));
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
                    : SdkClientException.create(service + " gave no answer: " + unanswered.getMessage(), unanswered);
        } finally {
            alarm.cancel(false);
        }
    }

    private HttpExecuteRequest signed(
            SdkHttpRequest request, String input, AwsCredentialsProvider credentials, Clock clock) {
        ContentStreamProvider payload = ContentStreamProvider.fromByteArray(input.getBytes(StandardCharsets.UTF_8));
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials.resolveCredentials())
                        .request(request)
                        .payload(payload)
                        .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service.id())
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

    /** The code is in the body or, of services with paths, in a header. */
    private AwsServiceException refused(HttpExecuteResponse response, JsonNode output) {
        String type = Optional.of(output.path("__type").asText())
                .filter(text -> !text.isEmpty())
                .or(() -> response.httpResponse().firstMatchingHeader("x-amzn-ErrorType"))
                .orElse("");
        String message = output.path("message").asText(output.path("Message").asText());
        return AwsServiceException.builder()
                .message(message)
                .statusCode(response.httpResponse().statusCode())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName(service.id())
                        .errorCode(type.substring(type.lastIndexOf('#') + 1).replaceFirst(":.*", ""))
                        .errorMessage(message)
                        .sdkHttpResponse(response.httpResponse())
                        .build())
                .build();
    }
}
