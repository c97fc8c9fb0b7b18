package io.jenkins.plugins.crossaccountdeploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Encryption;
import org.junit.jupiter.api.Test;

/** What is said when a run may not look whether its bundle is in the bucket already. */
class LookingBackTest extends InTwoAccounts {

    private static final String EACH_TIME = ": an unchanged bundle is sent again each time";

    private static final String WITHOUT_A_STATEMENT = """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "sts:*", "Resource": "*"},
              {"Effect": "Allow", "Action": ["kms:GenerateDataKey"], "Resource": "*"},
              {"Effect": "Allow", "Action": ["s3:PutObject"%s], "Resource": "*"}]}
            """;

    private void allowInS3(String more) {
        harness.aws().development().user(TwoAccounts.USER).putPolicy("deploy", WITHOUT_A_STATEMENT.formatted(more));
    }

    private String note() throws Exception {
        Result result = harness.run(harness.request());
        assertThat(result.outcome()).as(result.error()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(harness.told("[prod] note")).hasSize(1);
        return harness.told("[prod] note").get(0).substring("[prod] note    ".length());
    }

    @Test
    void itMayNotRead() throws Exception {
        allowInS3(", \"s3:ListBucket\"");
        assertThat(note()).isEqualTo("s3:GetObject is not allowed on the bucket" + EACH_TIME);
    }

    @Test
    void itMayNotBeToldThatThereIsNone() throws Exception {
        allowInS3(", \"s3:GetObject\"");
        assertThat(note()).isEqualTo("s3:ListBucket is not allowed on the bucket" + EACH_TIME);
    }

    @Test
    void s3KeepsTheReasonToItself() throws Exception {
        harness.aws().faults().on("S3.GetObject").always().denyAccess("Access Denied");
        assertThat(note()).isEqualTo("s3:GetObject or s3:ListBucket is not allowed on the bucket" + EACH_TIME);
    }

    @Test
    void itMayNotDecrypt() throws Exception {
        KmsKey key = harness.aws().createKey(TwoAccounts.DEVELOPMENT, TwoAccounts.REGION, "0f1e", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
                  "Principal": {"AWS": ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"]}}]}
                """);
        harness.aws().bucket(TwoAccounts.BUCKET).encryption(Encryption.kms(key.arn()));
        harness.aws().production().role(TwoAccounts.INSTANCE_ROLE).putPolicy("key", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}]}
                """);
        allowInS3(", \"s3:GetObject\", \"s3:ListBucket\"");
        assertThat(harness.run(harness.request()).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(note()).isEqualTo("kms:Decrypt is not allowed on the bundle's key " + key.arn() + EACH_TIME);
    }

    /** A lifecycle rule has moved it, and CodeDeploy's agents could read it no more than the run. */
    @Test
    void itIsInAnArchiveStorageClass() throws Exception {
        harness.aws()
                .faults()
                .on("S3.GetObject")
                .error(403, "InvalidObjectState", "The operation is not valid for the object's storage class");
        assertThat(note())
                .startsWith("revisions/shop/")
                .endsWith(".zip is in an archive storage class, from which nothing is read: this bundle is sent under a"
                        + " key of its own, and so each time. Delete that object");
    }

    /** Nobody's permission is missing: what the firewall refuses the look, it refuses the upload too. */
    @Test
    void aFirewallRefusesTheLook() throws Exception {
        harness.aws().faults().on("S3").always().firewall();
        Result result = harness.run(harness.request());
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.error())
                .contains(
                        "HTTP 403 without an error code of AWS", "a proxy or a firewall between the controller and AWS")
                .doesNotContain("not authorized", "Add to the policy");
        assertThat(harness.told("[prod] note")).isEmpty();
    }
}
