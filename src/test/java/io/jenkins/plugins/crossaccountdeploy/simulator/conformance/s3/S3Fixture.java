package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Two accounts, and a client with the key of Jenkins' user. */
abstract class S3Fixture {

    static final String BUCKET = TwoAccounts.BUCKET;

    final Simulator aws = Simulator.start(Scenario.twoAccounts());
    final Clients user = Clients.ofUser(aws);
    final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        user.close();
        aws.close();
    }

    S3Client s3() {
        return user.s3();
    }

    PutObjectResponse put(String key, String text) {
        return put(key, text, r -> {});
    }

    PutObjectResponse put(String key, String text, Consumer<PutObjectRequest.Builder> change) {
        return s3().putObject(
                        r -> {
                            r.bucket(BUCKET).key(key);
                            change.accept(r);
                        },
                        RequestBody.fromString(text));
    }

    URI presignedPut(Consumer<PutObjectRequest.Builder> change) {
        try {
            return user.presigner()
                    .presignPutObject(
                            p -> p.signatureDuration(Duration.ofMinutes(15)).putObjectRequest(r -> {
                                r.bucket(BUCKET).key("x.zip");
                                change.accept(r);
                            }))
                    .url()
                    .toURI();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    HttpResponse<String> send(URI url, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).PUT(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    static AwsServiceException failure(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(AwsServiceException.class, call);
    }

    static AwsErrorDetails error(ThrowingCallable call) {
        return failure(call).awsErrorDetails();
    }

    static String code(ThrowingCallable call) {
        return error(call).errorCode();
    }

    static String allow(String... actions) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\""
                + String.join("\",\"", actions) + "\"],\"Resource\":\"*\"}]}";
    }
}
