package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

class ListingTest extends S3Fixture {

    @BeforeEach
    void fill() {
        List.of("a/1", "a/2", "b/1", "c").forEach(key -> put(key, key));
    }

    @Test
    void listsNothingWhenAskedForNothing() {
        ListObjectsV2Response none = s3().listObjectsV2(r -> r.bucket(BUCKET).maxKeys(0));
        assertThat(none.contents()).isEmpty();
        assertThat(none.isTruncated()).isFalse();
        assertThat(none.keyCount()).isZero();
        assertThat(none.maxKeys()).isZero();
        assertThat(none.nextContinuationToken()).isNull();

        assertThat(s3().listObjects(r -> r.bucket(BUCKET).maxKeys(0)).isTruncated())
                .isFalse();
        assertThat(s3().listObjectsV2(r -> r.bucket(BUCKET).maxKeys(5000)).maxKeys())
                .isEqualTo(1000);
        assertThat(error(() -> s3().listObjectsV2(r -> r.bucket(BUCKET).maxKeys(-1)))
                        .errorMessage())
                .isEqualTo("Argument maxKeys must be an integer between 0 and 2147483647");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/1", "!!", "YS8x"})
    void refusesATokenThatItHasNotGiven(String token) {
        assertThat(error(() -> s3().listObjectsV2(r -> r.bucket(BUCKET).continuationToken(token))))
                .extracting(details -> details.errorCode(), details -> details.errorMessage())
                .containsExactly("InvalidArgument", "The continuation token provided is incorrect");
    }

    @Test
    void goesOnWhereATokenSays() {
        ListObjectsV2Response first = s3().listObjectsV2(r -> r.bucket(BUCKET).maxKeys(3));
        assertThat(first.isTruncated()).isTrue();
        assertThat(keys(s3().listObjectsV2(r -> r.bucket(BUCKET).continuationToken(first.nextContinuationToken()))
                        .contents()))
                .containsExactly("c");
        assertThat(keys(s3().listObjectsV2(r -> r.bucket(BUCKET).startAfter("a/2"))
                        .contents()))
                .containsExactly("b/1", "c");
    }

    @Test
    void listsInTheFirstVersionToo() {
        ListObjectsResponse first = s3().listObjects(r -> r.bucket(BUCKET).maxKeys(2));
        assertThat(keys(first.contents())).containsExactly("a/1", "a/2");
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.marker()).isEmpty();
        // without a delimiter it is the client's business where to go on
        assertThat(first.nextMarker()).isNull();
        assertThat(first.contents().get(0).owner().id()).isNotEmpty();
        assertThat(keys(s3().listObjects(r -> r.bucket(BUCKET).marker("a/2")).contents()))
                .containsExactly("b/1", "c");

        ListObjectsResponse folded =
                s3().listObjects(r -> r.bucket(BUCKET).delimiter("/").maxKeys(1));
        assertThat(folded.commonPrefixes())
                .extracting(prefix -> prefix.prefix())
                .containsExactly("a/");
        assertThat(folded.nextMarker()).isEqualTo("a/");
        assertThat(s3().listObjects(r ->
                                r.bucket(BUCKET).delimiter("/").marker("a/").maxKeys(1))
                        .commonPrefixes())
                .extracting(prefix -> prefix.prefix())
                .containsExactly("b/");
        assertThat(aws.calls().operations()).contains("S3.ListObjects");
    }

    @Test
    void refusesAnEncodingThatItDoesNotKnow() {
        assertThat(error(() -> s3().listObjectsV2(r -> r.bucket(BUCKET).encodingType("value")))
                        .errorMessage())
                .isEqualTo("Invalid Encoding Method specified in Request");
    }

    private static List<String> keys(List<S3Object> objects) {
        return objects.stream().map(S3Object::key).toList();
    }
}
