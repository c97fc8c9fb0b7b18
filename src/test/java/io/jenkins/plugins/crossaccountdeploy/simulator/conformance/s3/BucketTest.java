package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.simulator.Clients;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class BucketTest extends S3Fixture {

    private static final byte[] SEVEN_MEGABYTES = new byte[7 << 20];

    @Test
    void keepsAnObjectWithItsMetadataAndTags() throws Exception {
        PutObjectResponse put = user.s3()
                .putObject(
                        r -> r.bucket(BUCKET)
                                .key("a b/ü+~.zip")
                                .metadata(Map.of("job", "shop"))
                                .tagging("build=42"),
                        RequestBody.fromString("bundle"));

        assertThat(put.eTag()).isEqualTo('"' + md5("bundle".getBytes(StandardCharsets.UTF_8)) + '"');
        assertThat(put.checksumCRC32()).isNotBlank();
        HeadObjectResponse head = user.s3().headObject(r -> r.bucket(BUCKET).key("a b/ü+~.zip"));
        assertThat(head.contentLength()).isEqualTo(6);
        assertThat(head.metadata()).containsEntry("job", "shop");
        assertThat(head.versionId()).isEqualTo(put.versionId());
        assertThat(head.lastModified().getEpochSecond())
                .isEqualTo(aws.clock().now().getEpochSecond());
        assertThat(user.s3()
                        .getObjectAsBytes(r -> r.bucket(BUCKET).key("a b/ü+~.zip"))
                        .asUtf8String())
                .isEqualTo("bundle");
        StoredObject stored = aws.bucket(BUCKET).object("a b/ü+~.zip").orElseThrow();
        assertThat(stored.tags()).containsExactly(Map.entry("build", "42"));
        assertThat(stored.owner()).isEqualTo("arn:aws:iam::111111111111:user/deployer");
    }

    @Test
    void givesPartOfAnObject() {
        user.s3().putObject(r -> r.bucket(BUCKET).key("x"), RequestBody.fromString("0123456789"));

        var part = user.s3().getObjectAsBytes(r -> r.bucket(BUCKET).key("x").range("bytes=2-4"));
        assertThat(part.asUtf8String()).isEqualTo("234");
        assertThat(part.response().contentRange()).isEqualTo("bytes 2-4/10");
        assertThatThrownBy(() -> user.s3()
                        .getObjectAsBytes(r -> r.bucket(BUCKET).key("x").range("bytes=20-")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(416));
    }

    @Test
    void keepsEveryVersion() {
        String first = user.s3()
                .putObject(r -> r.bucket(BUCKET).key("x"), RequestBody.fromString("1"))
                .versionId();
        String second = user.s3()
                .putObject(r -> r.bucket(BUCKET).key("x"), RequestBody.fromString("2"))
                .versionId();
        aws.development().user("deployer").putPolicy("more", allow("s3:GetObjectVersion"));

        assertThat(first).isNotEqualTo(second);
        assertThat(user.s3()
                        .getObjectAsBytes(r -> r.bucket(BUCKET).key("x").versionId(first))
                        .asUtf8String())
                .isEqualTo("1");
        assertThat(user.s3().getObjectAsBytes(r -> r.bucket(BUCKET).key("x")).asUtf8String())
                .isEqualTo("2");
    }

    @Test
    void saysThatAnObjectIsMissingOnlyToThoseWhoMayList() {
        assertThatThrownBy(() -> user.s3().headObject(r -> r.bucket(BUCKET).key("none")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> user.s3().getObject(r -> r.bucket(BUCKET).key("none")))
                .isInstanceOf(NoSuchKeyException.class);

        aws.development().user("deployer").removeStatement("deploy", "FindBundles");
        assertThat(failure(() -> user.s3().headObject(r -> r.bucket(BUCKET).key("none")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(failure(() -> user.s3().getObject(r -> r.bucket(BUCKET).key("none")))
                        .awsErrorDetails()
                        .errorMessage())
                .isEqualTo(
                        "User: arn:aws:iam::111111111111:user/deployer is not authorized to perform: s3:ListBucket on"
                                + " resource: \"arn:aws:s3:::my-demo-application\" because no identity-based policy allows the"
                                + " s3:ListBucket action");
    }

    @Test
    void refusesABodyThatIsNotWhatItsChecksumSays() {
        assertThat(code(() -> user.s3()
                        .putObject(
                                r -> r.bucket(BUCKET).key("x").checksumCRC32("AAAAAA=="),
                                RequestBody.fromString("bundle"))))
                .isEqualTo("BadDigest");
        assertThat(code(() -> user.s3()
                        .putObject(
                                r -> r.bucket(BUCKET).key("x").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                                RequestBody.fromString("bundle"))))
                .isEqualTo("BadDigest");
        assertThat(aws.bucket(BUCKET).objects()).isEmpty();
    }

    @Test
    void writesOnlyWhatIsNotThereWhenAskedTo() {
        user.s3().putObject(r -> r.bucket(BUCKET).key("x").ifNoneMatch("*"), RequestBody.fromString("1"));

        assertThat(code(() -> user.s3()
                        .putObject(r -> r.bucket(BUCKET).key("x").ifNoneMatch("*"), RequestBody.fromString("2"))))
                .isEqualTo("PreconditionFailed");
    }

    @Test
    void tellsWhoseAndWhereTheBucketIs() {
        assertThat(user.s3().headBucket(r -> r.bucket(BUCKET)).bucketRegion()).isEqualTo("eu-west-1");
        assertThat(user.s3().getBucketLocation(r -> r.bucket(BUCKET)).locationConstraintAsString())
                .isEqualTo("eu-west-1");
        assertThat(user.s3()
                        .getBucketEncryption(r -> r.bucket(BUCKET))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .get(0)
                        .applyServerSideEncryptionByDefault()
                        .sseAlgorithmAsString())
                .isEqualTo("AES256");
        assertThat(failure(() -> user.s3().headBucket(r -> r.bucket(BUCKET).expectedBucketOwner("222222222222")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(code(() -> user.s3().listObjectsV2(r -> r.bucket("nowhere"))))
                .isEqualTo("NoSuchBucket");
    }

    @Test
    void sendsARequestForABucketOfAnotherRegionAway() {
        aws.createBucket("111111111111", "in-virginia", "us-east-1");

        AwsServiceException refused = failure(() -> user.s3().listObjectsV2(r -> r.bucket("in-virginia")));
        assertThat(refused.statusCode()).isEqualTo(301);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("PermanentRedirect");
        assertThat(refused.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region"))
                .hasValue("us-east-1");
    }

    @Test
    void listsByPrefixAndPage() {
        for (String key : List.of("a/1", "a/2", "b/1", "c")) {
            user.s3().putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(key));
        }

        assertThat(user.s3()
                        .listObjectsV2Paginator(r -> r.bucket(BUCKET).maxKeys(1))
                        .contents())
                .extracting(object -> object.key())
                .containsExactly("a/1", "a/2", "b/1", "c");
        var grouped = user.s3().listObjectsV2(r -> r.bucket(BUCKET).delimiter("/"));
        assertThat(grouped.commonPrefixes())
                .extracting(prefix -> prefix.prefix())
                .containsExactly("a/", "b/");
        assertThat(grouped.contents()).extracting(object -> object.key()).containsExactly("c");
        assertThat(user.s3().listObjectsV2(r -> r.bucket(BUCKET).prefix("a/")).keyCount())
                .isEqualTo(2);
    }

    @Test
    void keepsOnlySizesWhereBodiesAreDiscarded() {
        try (Simulator forgetful = Simulator.start(Scenario.twoAccounts().discardingBodies());
                Clients client = Clients.ofUser(forgetful)) {
            client.s3().putObject(r -> r.bucket(BUCKET).key("x"), RequestBody.fromBytes(SEVEN_MEGABYTES));

            assertThat(client.s3().headObject(r -> r.bucket(BUCKET).key("x")).contentLength())
                    .isEqualTo(SEVEN_MEGABYTES.length);
        }
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
