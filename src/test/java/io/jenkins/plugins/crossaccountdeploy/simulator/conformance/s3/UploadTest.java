package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body and its headers have to be. */
class UploadTest extends S3Fixture {

    @ParameterizedTest
    @ValueSource(strings = {"000", "not base64 encoded checksum", "MTIz", "__invalid__"})
    void refusesAnMd5ThatCannotBeOne(String md5) {
        HttpResponse<String> refused = send(presignedPut(r -> {}), "bundle", Map.of("Content-MD5", md5));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains(
                        "<Code>InvalidDigest</Code><Message>The Content-MD5 you specified was invalid.</Message>",
                        "<Content-MD5>" + md5 + "</Content-MD5>");
    }

    @Test
    void refusesAnMd5OfSomethingElse() {
        HttpResponse<String> refused =
                send(presignedPut(r -> {}), "bundle", Map.of("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("<Code>BadDigest</Code>", "<ExpectedDigest>1B2M2Y8AsgTpgAmY7PhCfg==<");
    }

    @Test
    void refusesAPresignedRequestWhoseSignedHeadersAreMissingOrChanged() {
        URI url = presignedPut(r -> r.serverSideEncryption("AES256").contentMD5("CY9rzUYh03PK3k6DJie09g=="));
        Map<String, String> signed =
                Map.of("x-amz-server-side-encryption", "AES256", "Content-MD5", "CY9rzUYh03PK3k6DJie09g==");

        for (Map<String, String> headers : java.util.List.of(
                Map.<String, String>of(),
                Map.of("x-amz-server-side-encryption", "AES256"),
                Map.of("x-amz-server-side-encryption", "aws:kms", "Content-MD5", "CY9rzUYh03PK3k6DJie09g=="))) {
            HttpResponse<String> refused = send(url, "test", headers);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("<Code>SignatureDoesNotMatch</Code>");
        }
        assertThat(send(url, "test", signed).statusCode()).isEqualTo(200);
    }

    @Test
    void repeatsTheWholeRequestWhereItsSignatureIsWrong() {
        String url = presignedPut(r -> {}).toString().replace("x.zip", "y.zip");

        assertThat(send(URI.create(url), "x", Map.of()).body())
                .contains(
                        "<AWSAccessKeyId>" + aws.accessKey("deployer").id() + "<",
                        "<StringToSign>AWS4-HMAC-SHA256",
                        "<CanonicalRequest>PUT\n/my-demo-application/y.zip\n");
    }
}
