package io.jenkins.plugins.crossaccountdeploy.simulator.conformance.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Encryption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class EncryptionTest extends S3Fixture {

    private static final String ACCOUNT_DECIDES = """
            {"Version": "2012-10-17", "Statement": [{"Sid": "Account", "Effect": "Allow", "Action": "kms:*",
             "Resource": "*", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}}]}
            """;

    private KmsKey key;

    @BeforeEach
    void createKey() {
        key = aws.createKey("111111111111", "eu-west-1", "1234abcd-12ab-34cd-56ef-1234567890ab", ACCOUNT_DECIDES);
        mayUseKeys();
    }

    private void mayUseKeys() {
        aws.development().user("deployer").putPolicy("keys", allow("kms:GenerateDataKey", "kms:Decrypt"));
    }

    private HeadObjectResponse head() {
        return s3().headObject(r -> r.bucket(BUCKET).key("x"));
    }

    private String get() {
        return s3().getObjectAsBytes(r -> r.bucket(BUCKET).key("x")).asUtf8String();
    }

    @Test
    void tellsHowAnObjectIsEncrypted() {
        put("x", "1");
        assertThat(head().serverSideEncryptionAsString()).isEqualTo("AES256");
        assertThat(head().ssekmsKeyId()).isNull();
        assertThat(head().bucketKeyEnabled()).isNull();

        put(
                "x",
                "2",
                r -> r.serverSideEncryption("aws:kms").ssekmsKeyId(key.arn()).bucketKeyEnabled(true));
        assertThat(head().serverSideEncryptionAsString()).isEqualTo("aws:kms");
        assertThat(head().ssekmsKeyId()).isEqualTo(key.arn());
        assertThat(head().bucketKeyEnabled()).isTrue();
        assertThat(s3().getObjectAsBytes(r -> r.bucket(BUCKET).key("x"))
                        .response()
                        .ssekmsKeyId())
                .isEqualTo(key.arn());
        // named by its ID, the key is still told by its ARN
        assertThat(put("x", "3", r -> r.serverSideEncryption("aws:kms").ssekmsKeyId(key.id()))
                        .ssekmsKeyId())
                .isEqualTo(key.arn());
    }

    @Test
    void encryptsWithTheDefaultOfTheBucketWhereARequestSaysNothing() {
        aws.bucket(BUCKET).encryption(Encryption.kms(key.arn()).withBucketKey());

        assertThat(put("x", "1").ssekmsKeyId()).isEqualTo(key.arn());
        assertThat(head().bucketKeyEnabled()).isTrue();
        assertThat(s3().createMultipartUpload(r -> r.bucket(BUCKET).key("big")).ssekmsKeyId())
                .isEqualTo(key.arn());
        assertThat(s3().getBucketEncryption(r -> r.bucket(BUCKET))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .get(0)
                        .bucketKeyEnabled())
                .isTrue();
        assertThat(put("x", "1", r -> r.serverSideEncryption("AES256")).serverSideEncryptionAsString())
                .isEqualTo("AES256");
    }

    @Test
    void needsTheDefaultKeyToWriteAndToRead() {
        aws.bucket(BUCKET).encryption(Encryption.kms(key.arn()));
        put("x", "1");

        aws.development().user("deployer").putPolicy("keys", allow("kms:Decrypt"));
        assertThat(error(() -> put("x", "2")))
                .extracting(details -> details.errorCode(), details -> details.errorMessage())
                .containsExactly(
                        "AccessDenied",
                        "User: arn:aws:iam::111111111111:user/deployer is not authorized to perform:"
                                + " kms:GenerateDataKey on resource: " + key.arn()
                                + " because no identity-based policy allows the kms:GenerateDataKey action");
        assertThat(get()).isEqualTo("1");

        aws.development().user("deployer").removePolicy("keys");
        assertThat(failure(this::get).statusCode()).isEqualTo(403);
        assertThat(error(this::get).errorMessage())
                .isEqualTo("User: arn:aws:iam::111111111111:user/deployer is not authorized to perform: kms:Decrypt"
                        + " on resource: " + key.arn()
                        + " because no identity-based policy allows the kms:Decrypt action");
        // what is told of an object needs no key, unless it is the checksum
        assertThat(head().ssekmsKeyId()).isEqualTo(key.arn());
        assertThat(failure(() -> s3().headObject(r -> r.bucket(BUCKET).key("x").checksumMode(ChecksumMode.ENABLED)))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void letsTheKeyPolicyDecide() {
        aws.bucket(BUCKET).encryption(Encryption.kms(key.arn()));
        key.removeStatement("Account");

        assertThat(error(() -> put("x", "1")).errorMessage())
                .endsWith("because no resource-based policy allows the kms:GenerateDataKey action");
    }

    @Test
    void takesTheManagedKeyWhereTheBucketNamesNone() {
        aws.bucket(BUCKET).encryption(Encryption.managedKms());
        aws.development().user("deployer").removePolicy("keys");

        // its policy admits every principal of the account that comes by way of S3
        assertThat(put("x", "1").ssekmsKeyId()).startsWith("arn:aws:kms:eu-west-1:111111111111:key/");
        assertThat(get()).isEqualTo("1");
        assertThat(s3().getBucketEncryption(r -> r.bucket(BUCKET))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .get(0)
                        .applyServerSideEncryptionByDefault()
                        .kmsMasterKeyID())
                .isNull();
    }

    @Test
    void putsTheBucketIntoTheEncryptionContextOfItsKey() {
        key.policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
                 "Principal": {"AWS": "arn:aws:iam::111111111111:user/deployer"},
                 "Condition": {"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::my-demo-application"}}}]}
                """);
        aws.development().user("deployer").removePolicy("keys");

        aws.bucket(BUCKET).encryption(Encryption.kms(key.arn()));
        assertThat(code(() -> put("x", "1"))).isEqualTo("AccessDenied");
        aws.bucket(BUCKET).encryption(Encryption.kms(key.arn()).withBucketKey());
        put("x", "1");
        assertThat(get()).isEqualTo("1");
    }

    @Test
    void cannotUseAKeyThatIsDisabledOrGoingToBeDeleted() {
        aws.bucket(BUCKET).encryption(Encryption.kms(key.arn()));
        put("x", "1");
        String id = s3().createMultipartUpload(r -> r.bucket(BUCKET).key("big")).uploadId();

        key.enabled(false);
        assertThat(failure(() -> put("x", "2")).statusCode()).isEqualTo(400);
        assertThat(error(() -> put("x", "2")))
                .extracting(details -> details.errorCode(), details -> details.errorMessage())
                .containsExactly("KMS.DisabledException", key.arn() + " is disabled.");
        assertThat(code(this::get)).isEqualTo("KMS.DisabledException");
        assertThat(code(() -> s3().uploadPart(
                                r -> r.bucket(BUCKET).key("big").uploadId(id).partNumber(1),
                                RequestBody.fromString("part"))))
                .isEqualTo("KMS.DisabledException");
        assertThat(head().ssekmsKeyId()).isEqualTo(key.arn());

        key.scheduleDeletion();
        assertThat(error(() -> put("x", "2")))
                .extracting(details -> details.errorCode(), details -> details.errorMessage())
                .containsExactly("KMS.KMSInvalidStateException", key.arn() + " is pending deletion.");
        assertThat(code(this::get)).isEqualTo("KMS.KMSInvalidStateException");

        key.enabled(true);
        assertThat(get()).isEqualTo("1");
    }

    @Test
    void knowsOnlyTheKeysThatThereAre() {
        assertThat(unknownKey("fake-key-id")).isEqualTo("Invalid keyId 'fake-key-id'");
        assertThat(unknownKey("134f2428-cec1-4b25-a1ae-9048164dba47"))
                .isEqualTo("Key 'arn:aws:kms:eu-west-1:111111111111:key/134f2428-cec1-4b25-a1ae-9048164dba47' does not"
                        + " exist");
        assertThat(unknownKey("arn:aws:kms:us-east-1:111111111111:key/134f2428-cec1-4b25-a1ae-9048164dba47"))
                .isEqualTo("Invalid arn us-east-1");
    }

    private String unknownKey(String id) {
        var details =
                error(() -> put("x", "1", r -> r.serverSideEncryption("aws:kms").ssekmsKeyId(id)));
        assertThat(details.errorCode()).isEqualTo("KMS.NotFoundException");
        return details.errorMessage();
    }
}
