package io.jenkins.plugins.crossaccountdeploy.simulator;

import static io.jenkins.plugins.crossaccountdeploy.simulator.PublishedPolicies.published;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Encryption;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.codedeploy.model.LifecycleEvent;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The policies of AWS's own walkthroughs, with real ARNs in their placeholders, are enough to deploy. */
class PublishedPoliciesTest {

    private final Simulator aws = Simulator.start(Scenario.twoAccounts());
    private final Clients user = Clients.ofUser(aws);
    private final Clients role = Clients.ofRole(aws);
    private final KmsKey key =
            aws.createKey("111111111111", "eu-west-1", "2222222-3333333-4444-556677EXAMPLE", published("key"));

    @BeforeEach
    void dropThePolicies() {
        aws.bucket("my-demo-application").removePolicy();
        instanceRole().removePolicy("bundles");
        aws.development().user("deployer").removePolicy("deploy");
        aws.production().role("CrossAccountRole").removePolicy("deploy");
    }

    @AfterEach
    void close() {
        user.close();
        role.close();
        aws.close();
    }

    @Test
    void thoseOfTheDeveloperGuideDeployAcrossAccounts() {
        aws.bucket("my-demo-application").policy(published("guide-bucket"));
        instanceRole().putPolicy("instance", published("instance-profile"));
        codeshipPolicies();

        put(r -> {});

        assertThat(downloadOf(deploy())).isEqualTo("Succeeded");
    }

    @Test
    void thoseOfThePipelineGuideDeployAnEncryptedBundle() {
        aws.bucket("my-demo-application").policy(published("pipeline-bucket"));
        instanceRole().putPolicy("bucket", published("pipeline-instance-s3"));
        instanceRole().putPolicy("key", keyPolicyFor(key.arn()));
        aws.production().role("CrossAccountRole").putPolicy("deploy", published("pipeline-codedeploy"));
        codeshipPolicies();

        assertThat(refusal(() -> put(r -> {})).getMessage())
                .contains("s3:PutObject")
                .contains("with an explicit deny in a resource-based policy");
        put(r -> r.serverSideEncryption("aws:kms").ssekmsKeyId(key.arn()));

        assertThat(downloadOf(deploy())).isEqualTo("Succeeded");
    }

    @Test
    void theKeyMattersToTheInstances() {
        aws.bucket("my-demo-application").policy(published("pipeline-bucket"));
        instanceRole().putPolicy("bucket", published("pipeline-instance-s3"));
        codeshipPolicies();
        put(r -> r.serverSideEncryption("aws:kms").ssekmsKeyId(key.arn()));

        assertThat(downloadOf(deploy()))
                .isEqualTo(
                        "User: arn:aws:sts::222222222222:assumed-role/CodeDeployDemo-EC2/i-0a1b2c3d is not authorized"
                                + " to perform: kms:Decrypt on resource: " + key.arn()
                                + " because no identity-based policy allows the kms:Decrypt action");

        instanceRole().putPolicy("key", keyPolicyFor(key.arn()));
        key.removeStatement("Allow use of the key");
        assertThat(downloadOf(deploy()))
                .contains(
                        "because the resource does not exist in this Region, no resource-based policies allow access");
    }

    @Test
    void aGrantIsAsGoodAsTheKeysPolicy() {
        aws.bucket("my-demo-application").policy(published("pipeline-bucket"));
        instanceRole().putPolicy("bucket", published("pipeline-instance-s3"));
        instanceRole().putPolicy("key", keyPolicyFor(key.arn()));
        aws.development().user("deployer").putPolicy("key", keyPolicyFor(key.arn()));
        codeshipPolicies();
        key.removeStatement("Allow use of the key");
        put(r -> r.serverSideEncryption("aws:kms").ssekmsKeyId(key.arn()));
        assertThat(downloadOf(deploy())).contains("is not authorized to perform: kms:Decrypt");

        key.grant("arn:aws:iam::222222222222:role/CodeDeployDemo-EC2", "Decrypt");

        assertThat(downloadOf(deploy())).isEqualTo("Succeeded");
    }

    @Test
    void anEncryptedUploadInPartsNeedsToDecryptToo() {
        aws.development().user("deployer").putPolicy("bucket", """
                        {"Version": "2012-10-17", "Statement": [
                          {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
                          {"Effect": "Allow", "Action": "kms:GenerateDataKey", "Resource": "*"}]}
                        """);
        key.removeStatement("Allow use of the key");
        aws.bucket("my-demo-application").encryption(Encryption.kms(key.arn()));
        String id = user.s3()
                .createMultipartUpload(r -> r.bucket("my-demo-application").key("x"))
                .uploadId();

        assertThat(refusal(() -> user.s3()
                                .uploadPart(
                                        r -> r.bucket("my-demo-application")
                                                .key("x")
                                                .uploadId(id)
                                                .partNumber(1),
                                        RequestBody.fromString("x")))
                        .getMessage())
                .contains("is not authorized to perform: kms:Decrypt on resource: " + key.arn());
    }

    @Test
    void aBundleUnderTheManagedKeyCannotBeReadFromAnotherAccount() {
        aws.bucket("my-demo-application").policy(published("pipeline-bucket"));
        instanceRole().putPolicy("bucket", published("pipeline-instance-s3"));
        instanceRole().putPolicy("key", keyPolicyFor("*"));
        codeshipPolicies();
        put(r -> r.serverSideEncryption("aws:kms"));

        assertThat(downloadOf(deploy())).contains("is not authorized to perform: kms:Decrypt");
    }

    @Test
    void plainHttpIsRefusedWhereThePolicySaysSo() {
        aws.close();
        try (Simulator plain = Simulator.start(Scenario.twoAccounts().withInsecureTransport());
                Clients client = Clients.ofUser(plain)) {
            plain.bucket("my-demo-application").policy(published("pipeline-bucket"));

            assertThat(refusal(() -> client.s3()
                                    .getObject(
                                            r -> r.bucket("my-demo-application").key("demo.zip")))
                            .getMessage())
                    .contains("with an explicit deny in a resource-based policy");
        }
    }

    private static String keyPolicyFor(String keyArn) {
        return published("pipeline-instance-key").formatted(keyArn);
    }

    /** The policies of the build service's guide: for the bucket, and for CodeDeploy with its ARNs by resource type. */
    private void codeshipPolicies() {
        aws.development().user("deployer").putPolicy("bucket", published("codeship-s3"));
        aws.production().role("CrossAccountRole").putPolicy("codedeploy", published("codeship-codedeploy"));
    }

    private Role instanceRole() {
        return aws.production().role("CodeDeployDemo-EC2");
    }

    private void put(Consumer<PutObjectRequest.Builder> more) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket("my-demo-application").key("demo.zip");
        more.accept(request);
        user.s3()
                .putObject(
                        request.build(),
                        RequestBody.fromBytes(MinimalBundle.zip("appspec.yml", "version: 0.0\nos: linux\n")));
    }

    private String deploy() {
        role.codeDeploy()
                .registerApplicationRevision(
                        r -> r.applicationName("CodeDeployDemo").revision(Clients.bundle("demo.zip")));
        String id = role.codeDeploy()
                .createDeployment(r -> r.applicationName("CodeDeployDemo")
                        .deploymentGroupName("Prod")
                        .revision(Clients.bundle("demo.zip")))
                .deploymentId();
        aws.clock().advance(Duration.ofMinutes(5));
        return id;
    }

    /** How the first instance fared: Succeeded, or why it failed. */
    private String downloadOf(String id) {
        aws.production().role("CrossAccountRole").putPolicy("watch", """
                        {"Version": "2012-10-17", "Statement": [
                          {"Effect": "Allow", "Action": "codedeploy:BatchGetDeploymentTargets", "Resource": "*"}]}
                        """);
        LifecycleEvent download = role.codeDeploy()
                .batchGetDeploymentTargets(r -> r.deploymentId(id).targetIds("i-0a1b2c3d"))
                .deploymentTargets()
                .get(0)
                .instanceTarget()
                .lifecycleEvents()
                .get(1);
        return download.diagnostics().message();
    }

    private static S3Exception refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(S3Exception.class, call);
    }
}
