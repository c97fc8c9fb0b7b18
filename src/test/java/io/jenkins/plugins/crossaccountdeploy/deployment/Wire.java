package io.jenkins.plugins.crossaccountdeploy.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** The way to AWS, with somebody on it who sees each request, and may lose it or its answer. */
final class Wire implements SdkHttpClient {

    private static final String CODE_DEPLOY = "CodeDeploy_20141006.";

    /** Sees what goes by. What it throws is what the client gets. */
    interface Tap {

        /** @param operation such as {@code CodeDeploy.GetDeployment}; {@code other} for all other services */
        void asks(String operation, String body) throws IOException;

        void answered(String operation, SdkHttpResponse answer) throws IOException;
    }

    private static final Tap NOBODY = new Tap() {
        @Override
        public void asks(String operation, String body) {}

        @Override
        public void answered(String operation, SdkHttpResponse answer) {}
    };

    private final SdkHttpClient http = ApacheHttpClient.builder().build();
    private volatile Tap tap = NOBODY;

    void tap(Tap someone) {
        tap = someone;
    }

    void untap() {
        tap = NOBODY;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = http.prepareRequest(request);
        String operation = request.httpRequest()
                .firstMatchingHeader("X-Amz-Target")
                .filter(target -> target.startsWith(CODE_DEPLOY))
                .map(target -> "CodeDeploy." + target.substring(CODE_DEPLOY.length()))
                .orElse("other");
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                tap.asks(operation, operation.equals("other") ? "" : body(request));
                HttpExecuteResponse answer = prepared.call();
                try {
                    tap.answered(operation, answer.httpResponse());
                } catch (IOException | RuntimeException | Error lost) {
                    answer.responseBody().ifPresent(body -> body.abort());
                    throw lost;
                }
                return answer;
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    private static String body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return "";
        }
        try (InputStream body = request.contentStreamProvider().get().newStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
