package io.jenkins.plugins.crossaccountdeploy.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What an upload leaves in the bucket. */
class ObjectTest extends IntoTheBucket {

    private static final String KEY_POLICY = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
              "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "kms:*", "Resource": "*"}]}
            """;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysWhereItComesFrom(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        try (Sending sending = new Sending(workspace, aws)) {
            S3Revision revision = sending.send();

            assertThat(object().metadata())
                    .containsAllEntriesOf(Sending.METADATA)
                    .containsEntry("bundle-digest", revision.digest())
                    .hasSize(Sending.METADATA.size() + 1);
            assertThat(object().headers()).containsEntry("content-type", "application/zip");
            assertThat(object().tags()).isEmpty();
            assertThat(revision.key()).isEqualTo("revisions/shop/" + revision.digest() + ".zip");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesJobsOfAnyNameAndLength(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        String job = "Zürich/" + "a/".repeat(150) + "日本  語";
        Map<String, String> metadata = Map.of(
                "jenkins-job",
                job,
                "jenkins-build",
                "42",
                "jenkins-url",
                "https://jenkins/" + "job/x/".repeat(400) + "42/");
        try (Sending sending = new Sending(workspace, aws)) {
            sending.send(sending.upload(job, metadata), UnaryOperator.identity());
        }

        assertThat(object().metadata().get("jenkins-job"))
                .startsWith("Z?rich/a/")
                .endsWith("/??  ?");
        assertThat(object().metadata().get("jenkins-url")).hasSize(512).endsWith("job/x/42/");
        assertThat(object().metadata().entrySet().stream()
                        .mapToInt(entry -> (entry.getKey() + entry.getValue()).getBytes(StandardCharsets.UTF_8).length)
                        .sum())
                .as("what S3 takes")
                .isLessThanOrEqualTo(2048);
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void isEncrypted(boolean multipart, boolean withKey) throws Exception {
        Sending.fill(workspace, multipart);
        String key = "arn:aws:kms:eu-west-1:111111111111:key/one";
        aws.createKey(TwoAccounts.DEVELOPMENT, TwoAccounts.REGION, "one", KEY_POLICY);
        aws.development().user(TwoAccounts.USER).putPolicy("kms", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "%s",
                  "Action": ["kms:GenerateDataKey", "kms:Decrypt"]}]}
                """.formatted(key));
        try (Sending sending = new Sending(
                workspace, aws, aws.endpoint().toString(), Sending.store(TwoAccounts.BUCKET, withKey ? key : ""))) {
            sending.send();
        }

        assertThat(object().encryption().algorithm()).isEqualTo(withKey ? "aws:kms" : "AES256");
        assertThat(object().encryption().keyArn().orElse("")).isEqualTo(withKey ? key : "");
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void isNotSentAgain(boolean multipart, boolean versioned) throws Exception {
        Sending.fill(workspace, multipart);
        bucket.versioned(versioned);
        try (Sending sending = new Sending(workspace, aws)) {
            S3Revision first = sending.send();
            aws.calls().clear();

            assertThat(sending.send()).isEqualTo(first);

            assertThat(aws.calls().operations()).containsOnly("S3.GetObject");
            assertThat(first.version()).isEqualTo(object().version().orElse(""));
            assertThat(first.version().isEmpty()).isNotEqualTo(versioned);
        }
    }

    @Test
    void isSentAgainWhenItIsNotWhatItsKeySays() throws Exception {
        Sending.fill(workspace, false);
        try (Sending sending = new Sending(workspace, aws)) {
            S3Revision first = sending.send();
            byte[] whole = object().bytes();
            for (byte[] other : List.of(
                    new byte[0], "foreign".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(whole, whole.length / 2))) {
                sending.accounts()
                        .s3()
                        .putObject(
                                request -> request.bucket(first.bucket())
                                        .key(first.key())
                                        .overrideConfiguration(as -> as.credentialsProvider(
                                                sending.accounts().development())),
                                RequestBody.fromBytes(other));

                assertThat(sending.send().digest()).isEqualTo(first.digest());

                assertThat(object().bytes()).isEqualTo(whole);
            }
        }
    }

    /** A bucket's name may be taken by others once it is free. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesToNoBucketOfAnotherAccount(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        Bucket taken = taken();
        try (Sending sending = new Sending(workspace, aws, aws.endpoint().toString(), Sending.store("taken", ""))) {
            assertThatThrownBy(sending::send).isInstanceOf(IOException.class);

            assertThat(aws.calls().list())
                    .filteredOn(call -> call.service().equals("S3"))
                    .isNotEmpty()
                    .noneMatch(Call::succeeded);
            assertThat(taken.objects()).isEmpty();
            assertThat(taken.openMultipartUploads()).isEmpty();
        }
    }

    @Test
    void abortsNothingInABucketOfAnotherAccount() {
        taken();
        Store store = Sending.store("taken", "");
        try (Sending sending = new Sending(workspace, aws, aws.endpoint().toString(), store)) {
            assertThatThrownBy(() -> Upload.abort(sending.accounts(), store, new PendingUpload("key", "id")))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            refused -> assertThat(refused.statusCode()).isEqualTo(403));
        }
    }

    /** Allows everything, so that nothing but its owner is wrong. */
    private Bucket taken() {
        Bucket taken = aws.createBucket(TwoAccounts.PRODUCTION, "taken", TwoAccounts.REGION);
        taken.policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*",
                  "Resource": ["arn:aws:s3:::taken", "arn:aws:s3:::taken/*"]}]}
                """);
        aws.development().user(TwoAccounts.USER).putPolicy("all", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
                """);
        return taken;
    }
}
