package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

class ConditionalWriteTest extends S3Fixture {

    private static final Map<String, String> IF_ABSENT = Map.of("If-None-Match", "*");

    @BeforeEach
    void allowDeletion() {
        aws.development().user("deployer").putPolicy("more", allow("s3:DeleteObject"));
    }

    @Test
    void writesWhatIsNotThereAndNothingElse() {
        put("x", "1", r -> r.ifNoneMatch("*"));

        assertThat(failure(() -> put("x", "2", r -> r.ifNoneMatch("*"))).statusCode())
                .isEqualTo(412);
        assertThat(error(() -> put("x", "2", r -> r.ifNoneMatch("*"))))
                .extracting(details -> details.errorCode(), details -> details.errorMessage())
                .containsExactly("PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        assertThat(aws.bucket(BUCKET).versions()).hasSize(1);

        // a deleted object is absent, also where its versions are kept
        s3().deleteObject(r -> r.bucket(BUCKET).key("x"));
        put("x", "3", r -> r.ifNoneMatch("*"));
        assertThat(aws.bucket(BUCKET).object("x").orElseThrow().bytes())
                .asString()
                .isEqualTo("3");
    }

    @Test
    void honoursTheConditionOfAPresignedRequestAlsoWhereItIsNotSigned() {
        URI url = presignedPut(r -> {});

        assertThat(send(url, "1", IF_ABSENT).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = send(url, "2", IF_ABSENT);
        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(refused.body()).contains("<Code>PreconditionFailed</Code>", "<Condition>If-None-Match</Condition>");
    }

    @Test
    void refusesAPresignedRequestWithoutItsSignedCondition() {
        URI url = presignedPut(r -> r.ifNoneMatch("*"));
        assertThat(url.getQuery()).contains("SignedHeaders=host;if-none-match");

        for (Map<String, String> headers : List.of(Map.<String, String>of(), Map.of("If-None-Match", "x"))) {
            HttpResponse<String> refused = send(url, "1", headers);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("<Code>SignatureDoesNotMatch</Code>");
        }
        assertThat(aws.bucket(BUCKET).objects()).isEmpty();
        assertThat(send(url, "1", IF_ABSENT).statusCode()).isEqualTo(200);
        assertThat(send(url, "2", IF_ABSENT).statusCode()).isEqualTo(412);
    }

    @Test
    void completesAnUploadOnlyWhereNothingIsThere() {
        put("x", "1");
        Upload upload = new Upload();

        assertThat(code(upload::complete)).isEqualTo("PreconditionFailed");
        assertThat(aws.bucket(BUCKET).openMultipartUploads()).hasSize(1);

        // whoever deletes it meanwhile does not let the upload through, but makes it start over
        s3().deleteObject(r -> r.bucket(BUCKET).key("x"));
        assertThat(failure(upload::complete).statusCode()).isEqualTo(409);
        assertThat(code(upload::complete)).isEqualTo("ConditionalRequestConflict");
        new Upload().complete();
        assertThat(aws.bucket(BUCKET).object("x").orElseThrow().bytes())
                .asString()
                .isEqualTo("part");
    }

    @Test
    void doesNotCompleteAnUploadThatSomebodyWasFasterThan() {
        Upload slow = new Upload();
        new Upload().complete();

        assertThat(code(slow::complete)).isEqualTo("PreconditionFailed");
    }

    @Test
    void meetsAnotherWriteOnDemand() {
        aws.faults().on("S3.PutObject").conflict();
        assertThat(error(() -> put("x", "1", r -> r.ifNoneMatch("*"))))
                .extracting(details -> details.errorCode(), details -> details.errorMessage())
                .containsExactly(
                        "ConditionalRequestConflict",
                        "The conditional request cannot succeed due to a conflicting operation against this"
                                + " resource.");
        put("x", "1", r -> r.ifNoneMatch("*"));

        aws.faults().on("S3.PutObject").conflict();
        assertThat(send(presignedPut(r -> {}), "1", IF_ABSENT).statusCode()).isEqualTo(409);
    }

    @Test
    void replacesOnlyWhatIsExpected() {
        String eTag = put("x", "1").eTag();

        put("x", "2", r -> r.ifMatch(eTag));
        assertThat(code(() -> put("x", "3", r -> r.ifMatch(eTag)))).isEqualTo("PreconditionFailed");
        assertThat(failure(() -> put("none", "3", r -> r.ifMatch(eTag))).statusCode())
                .isEqualTo(404);
    }

    @Test
    void knowsNoOtherConditions() {
        assertThat(failure(() -> put("x", "1", r -> r.ifNoneMatch("\"abc\""))).statusCode())
                .isEqualTo(501);
        assertThat(code(() -> put("x", "1", r -> r.ifMatch("*")))).isEqualTo("NotImplemented");
    }

    @Test
    void letsABucketDemandTheCondition() {
        aws.bucket(BUCKET).policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
                 "Resource": "arn:aws:s3:::my-demo-application/*",
                 "Condition": {"Null": {"s3:if-none-match": "true"}}}]}
                """);

        assertThat(code(() -> put("x", "1"))).isEqualTo("AccessDenied");
        put("x", "1", r -> r.ifNoneMatch("*"));
    }

    /** An upload of one part. */
    private final class Upload {

        private final String id =
                s3().createMultipartUpload(r -> r.bucket(BUCKET).key("x")).uploadId();
        private final CompletedPart part = CompletedPart.builder()
                .partNumber(1)
                .eTag(s3().uploadPart(
                                r -> r.bucket(BUCKET).key("x").uploadId(id).partNumber(1),
                                RequestBody.fromString("part"))
                        .eTag())
                .build();

        void complete() {
            s3().completeMultipartUpload(r ->
                    r.bucket(BUCKET).key("x").uploadId(id).ifNoneMatch("*").multipartUpload(m -> m.parts(part)));
        }
    }
}
