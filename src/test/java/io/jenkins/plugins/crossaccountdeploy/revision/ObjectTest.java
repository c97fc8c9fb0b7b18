package io.jenkins.plugins.crossaccountdeploy.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.bundle.Contents;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Encryption;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    /** It is neither deployed nor overwritten. */
    @Test
    void isSentElsewhereWhenSomethingElseHasItsKey() throws Exception {
        Sending.fill(workspace, false);
        try (Sending sending = new Sending(workspace, aws)) {
            S3Revision first = sending.send();
            byte[] whole = object().bytes();
            for (byte[] other : List.of(
                    new byte[0], "foreign".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(whole, whole.length / 2))) {
                put(sending, first.key(), other);
                sending.notes.clear();

                S3Revision second = sending.send();
                S3Revision third = sending.send();

                assertThat(List.of(first.key(), second.key(), third.key())).doesNotHaveDuplicates();
                assertThat(bucket.object(first.key()).orElseThrow().bytes()).isEqualTo(other);
                assertThat(bucket.object(second.key()).orElseThrow().bytes()).isEqualTo(whole);
                assertThat(second.eTag())
                        .isEqualTo(bucket.object(second.key()).orElseThrow().eTag());
                assertThat(sending.notes)
                        .hasSize(2)
                        .allMatch(note -> note.matches(first.key() + " is (empty|not this bundle, or not all of it)"));
            }
        }
    }

    private static void put(Sending sending, String key, byte[] bytes) {
        sending.accounts()
                .s3()
                .putObject(
                        request -> request.bucket(TwoAccounts.BUCKET)
                                .key(key)
                                .overrideConfiguration(as -> as.credentialsProvider(
                                        sending.accounts().development())),
                        RequestBody.fromBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isNotDeployedWhenSomethingElseCameToHaveItsKeyMeanwhile(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        byte[] other = "foreign".getBytes(StandardCharsets.UTF_8);
        try (Sending sending = new Sending(workspace, aws)) {
            assertThatThrownBy(() -> sending.send(
                            sending.upload("shop", Map.of()),
                            upload -> new AfterTheLook(
                                    upload,
                                    contents -> put(sending, "revisions/shop/" + contents.digest() + ".zip", other))))
                    .hasMessage("another object is there");

            assertThat(object().bytes()).isEqualTo(other);
            assertThat(bucket.versions()).hasSize(1);
            assertThat(bucket.openMultipartUploads()).isEmpty();
        }
    }

    /** With SSE-KMS each object has an entity tag of its own: the second would take the first from under its deployment. */
    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void isThatOfTheFirstWhenTwoDeploymentsOfOneWorkspaceSendItAtOnce(boolean multipart, boolean withKey)
            throws Exception {
        Sending.fill(workspace, multipart);
        bucket.versioned(false);
        List<S3Revision> revisions = new ArrayList<>();
        try (Sending sending = sendingWith(withKey ? createKey("one").arn() : "")) {
            revisions.add(sending.send(
                    sending.upload("shop", Map.of("jenkins-build", "2")),
                    upload -> new AfterTheLook(
                            upload,
                            contents -> revisions.add(sending.send(
                                    sending.upload("shop", Map.of("jenkins-build", "1")), UnaryOperator.identity())))));

            assertThat(revisions).hasSize(2).containsOnly(revisions.get(0));
            assertThat(object().eTag()).isEqualTo(revisions.get(0).eTag());
            assertThat(object().metadata()).as("the first").containsEntry("jenkins-build", "1");
            assertThat(bucket.openMultipartUploads()).isEmpty();
        }
    }

    private KmsKey createKey(String id) {
        KmsKey key = aws.createKey(TwoAccounts.DEVELOPMENT, TwoAccounts.REGION, id, KEY_POLICY);
        aws.development().user(TwoAccounts.USER).putPolicy("kms-" + id, """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "%s",
                  "Action": ["kms:GenerateDataKey", "kms:Decrypt"]}]}
                """.formatted(key.arn()));
        return key;
    }

    private Sending sendingWith(String kmsKeyArn) {
        return new Sending(workspace, aws, aws.endpoint().toString(), Sending.store(TwoAccounts.BUCKET, kmsKeyArn));
    }

    /** It was uploaded before the key was named, or when another one was. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isSentAgainWhenItIsToBeEncryptedOtherwise(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        List<String> keys = List.of("", createKey("one").arn(), createKey("two").arn());
        for (int round = 0; round < 2; round++) {
            for (String key : keys) {
                try (Sending sending = sendingWith(key)) {
                    S3Revision revision = sending.send();

                    StoredObject sent = bucket.object(revision.key()).orElseThrow();
                    assertThat(sent.encryption().keyArn().orElse("")).isEqualTo(key);
                    assertThat(sending.notes).isEmpty();
                }
            }
        }
        assertThat(bucket.versions()).as("each once").hasSize(3);
    }

    @Test
    void isNotDeployedWhenItIsNotEncryptedAsItsKeySays() throws Exception {
        Sending.fill(workspace, false);
        String arn = createKey("one").arn();
        byte[] whole;
        try (Sending sending = sendingWith("")) {
            sending.send();
            whole = object().bytes();
        }
        try (Sending sending = sendingWith(arn)) {
            String key = sending.send().key();
            bucket.versions().forEach(bucket::delete);
            put(sending, key, whole);

            S3Revision revision = sending.send();

            assertThat(sending.notes).containsExactly(key + " is encrypted with AES256, not with " + arn);
            assertThat(bucket.object(revision.key()).orElseThrow().encryption().keyArn())
                    .contains(arn);
        }
    }

    @Test
    void saysWhichKeyIsDisabledThatItIsEncryptedWith() throws Exception {
        Sending.fill(workspace, false);
        KmsKey key = createKey("one");
        bucket.encryption(Encryption.kms(key.arn()));
        try (Sending sending = sendingWith("")) {
            S3Revision first = sending.send();
            bucket.encryption(Encryption.DEFAULT);
            key.enabled(false);

            S3Revision second = sending.send();

            assertThat(sending.notes)
                    .containsExactly(first.key() + " cannot be decrypted (KMS.DisabledException: " + key.arn()
                            + " is disabled.)");
            assertThat(bucket.object(second.key()).orElseThrow().encryption().keyArn())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isSentByEachRunWhereBundlesAreNotReused(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        Store store = new Store(TwoAccounts.BUCKET, Store.Owner.DEVELOPMENT, "", "revisions", "", false);
        try (Sending sending = new Sending(workspace, aws, aws.endpoint().toString(), store)) {
            S3Revision first = sending.send();
            S3Revision second = sending.send();

            assertThat(second.digest()).isEqualTo(first.digest());
            assertThat(second.key()).isNotEqualTo(first.key());
            assertThat(bucket.object(second.key()).orElseThrow().eTag()).isEqualTo(second.eTag());
            assertThat(bucket.objects()).hasSize(2);
            assertThat(aws.calls().operations()).doesNotContain("S3.GetObject");
        }
    }

    /** Nothing can be known of what is there: it is neither overwritten nor deployed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isSentByEachRunThatMayNotLook(boolean multipart) throws Exception {
        Sending.fill(workspace, multipart);
        try (Sending sending = new Sending(workspace, aws)) {
            S3Revision first = sending.send();
            aws.faults().on("S3.GetObject").always().denyAccess();
            aws.faults()
                    .on(multipart ? "S3.CompleteMultipartUpload" : "S3.PutObject")
                    .cutAfter();

            S3Revision unsure = sending.send();
            S3Revision sure = sending.send();

            assertThat(List.of(first.key(), unsure.key(), sure.key())).doesNotHaveDuplicates();
            assertThat(bucket.objects()).hasSize(3);
            assertThat(sure.eTag())
                    .isEqualTo(bucket.object(sure.key()).orElseThrow().eTag());
            assertThat(sending.notes).containsExactly("cannot look", "cannot look");
        }
    }

    /** Lets something happen between the look for the bundle and the first part. */
    private static final class AfterTheLook extends UploadFaultsTest.Channel {

        interface Event {
            void happen(Contents contents) throws IOException, InterruptedException;
        }

        private final Event event;

        AfterTheLook(Destination controller, Event event) {
            super(controller, () -> {});
            this.event = event;
        }

        @Override
        public boolean holds(Contents contents) throws IOException, InterruptedException {
            boolean holds = super.holds(contents);
            event.happen(contents);
            return holds;
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
