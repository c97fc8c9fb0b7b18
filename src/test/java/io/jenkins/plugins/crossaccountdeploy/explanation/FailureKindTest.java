package io.jenkins.plugins.crossaccountdeploy.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.account.TestEndpoints;
import io.jenkins.plugins.crossaccountdeploy.deployment.RunHarness;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.simulator.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.codedeploy.model.CodeDeployException;
import software.amazon.awssdk.services.sts.model.StsException;

/** Of what a failure is the refusal, and what is said of failures of one kind or another. */
class FailureKindTest {

    @TempDir
    Path workspace;

    private static AwsServiceException answer(int status, String code) {
        return answer(AwsServiceException.builder(), status, code);
    }

    private static AwsServiceException answer(AwsServiceException.Builder builder, int status, String code) {
        return builder.statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("It did not work.")
                        .build())
                .build();
    }

    @Test
    void aRefusedSessionIsNoDenialOfTheCallThatNeededIt() {
        Attempt.Of attempts = attempts();
        AwsServiceException session = answer(StsException.builder(), 403, "AccessDenied");
        AwsServiceException call = answer(CodeDeployException.builder(), 403, "AccessDeniedException");

        assertThat(Refusal.of(attempts.create(), session, attempts).attempt()).isEqualTo(attempts.assume());
        assertThat(Refusal.of(attempts.create(), session, attempts).isDenied()).isFalse();
        assertThat(Refusal.of(attempts.identify(), session, attempts).attempt()).isEqualTo(attempts.identify());
        assertThat(Refusal.of(attempts.create(), call, attempts))
                .satisfies(refusal -> assertThat(refusal.isDenied()).isTrue())
                .satisfies(refusal -> assertThat(refusal.attempt()).isEqualTo(attempts.create()))
                .satisfies(refusal -> assertThat(refusal.failure()).isSameAs(call))
                .satisfies(refusal -> assertThat(refusal.isPartial()).isFalse())
                .satisfies(
                        refusal -> assertThat(refusal.amidAnswers().isPartial()).isTrue());
    }

    private Attempt.Of attempts() {
        return new Explanation(request()).attempts();
    }

    private DeploymentRequest request() {
        try (RunHarness harness = new RunHarness(workspace, Scenario.twoAccounts())) {
            return harness.request();
        }
    }

    @Test
    void saysWhichRegionTheBucketIsInIfAwsDoes() {
        assertThat(explained("expecting 'us-east-1'")).contains("The bucket is in us-east-1, the environment in");
        assertThat(explained("expecting 'nonsense'")).contains("The bucket is in another region, the environment in");
        assertThat(explained("somewhere")).contains("The bucket is in another region, the environment in");
    }

    private String explained(String message) {
        DeploymentRequest request = request();
        return new Explanation(request)
                .remedy(
                        AwsServiceException.builder()
                                .message(message)
                                .statusCode(400)
                                .awsErrorDetails(AwsErrorDetails.builder()
                                        .errorCode("AuthorizationHeaderMalformed")
                                        .errorMessage(message)
                                        .build())
                                .build(),
                        new Explanation(request).attempts().write(),
                        Optional.empty());
    }

    /** What is not AWS's own is a fault of the machine or of what is between. */
    @ParameterizedTest
    @CsvSource({
        "407, asks who uses it",
        "499, 'no policy of AWS'",
        "500, 'build again later'",
        "403, 'no policy of AWS'"
    })
    void explainsAnAnswerWithoutACode(int status, String words) {
        assertThat(new ForeignAnswer(status, "", "", "").remedy("agent")).contains(words, "agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void namesWhatFailedWhereNothingIsSaidOfIt(String message) {
        assertThat(Explanation.reason(new IOException(message))).isEqualTo("IOException");
        assertThat(Explanation.reason(new IOException("disk full."))).isEqualTo("disk full");
    }

    @Test
    void aRequestWithoutADeploymentConfigIsExplainedByTheGroups() {
        DeploymentRequest request = request();

        assertThat(Remedies.of("InvalidDeploymentConfigName", request, new Attempt.Of(request).create()))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                request.target().deploymentConfig().isEmpty()
                                        ? "config of the group"
                                        : request.target().deploymentConfig()));
    }

    // ---- an instance that may not fetch its bundle

    private String fetching(String message) {
        return FetchRefusal.remedy(message, request()).orElse("");
    }

    @Test
    void whatIsNoMatterOfPermissionsIsNotExplainedAsOne() {
        assertThat(FetchRefusal.remedy("No space left on device", request())).isEmpty();
    }

    @Test
    void anInstanceThatMayNotFetchNeedsBothPolicies() {
        assertThat(fetching("Access Denied"))
                .startsWith("The instances' role may not fetch the bundle.")
                .contains("s3:GetObjectVersion", "if the bucket is another account's");
    }

    private DeploymentRequest toThirdAccount() {
        return RunHarness.with(
                request(), new Store("artifacts-of-all", Store.Owner.THIRD, "333333333333", "revisions", "", true));
    }

    @Test
    void aBucketOfAThirdAccountHasToOwnWhatIsWrittenIntoIt() {
        assertThat(FetchRefusal.remedy("Access Denied", toThirdAccount()).orElse(""))
                .endsWith(
                        "If both do, see whether the bucket has the Object Ownership 'Bucket owner enforced': without it,"
                                + " what Jenkins writes belongs to the development account, and the bucket's policy does not count"
                                + " for it.");
        assertThat(fetching("Access Denied")).doesNotContain("Object Ownership");
    }

    @Test
    void aBucketOfAThirdAccountCannotAskForAnAcl() {
        Explanation explanation = new Explanation(toThirdAccount());
        AwsServiceException denied = AwsServiceException.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDenied")
                        .errorMessage(
                                "not authorized to perform: s3:PutObject with an explicit deny in a resource-based policy")
                        .build())
                .build();

        assertThat(explanation.remedy(denied, explanation.attempts().write(), Optional.empty()))
                .endsWith(
                        "One that asks for the ACL bucket-owner-full-control cannot be met, since bundles have no ACL:"
                                + " give bucket artifacts-of-all the Object Ownership 'Bucket owner enforced' in place of that"
                                + " statement.");
        Explanation own = new Explanation(request());
        assertThat(own.remedy(denied, own.attempts().write(), Optional.empty())).doesNotContain("ACL");
    }

    @Test
    void namesTheRoleAndItsPolicyIfAwsDoes() {
        assertThat(fetching(
                        "User: arn:aws:sts::222222222222:assumed-role/CodeDeployDemo-EC2/i-0a is not authorized to perform:"
                                + " s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows"
                                + " the s3:GetObject action"))
                .startsWith("Add to the policy of the instances' role CodeDeployDemo-EC2: {")
                .contains("s3:GetObjectVersion");
    }

    @Test
    void namesTheKeyWhereThatIsWhatIsDenied() {
        assertThat(fetching(
                        "not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111111111111:key/1"))
                .contains("kms:Decrypt", "if the key is another account's", "the policy of the KMS key");
    }

    @Test
    void blamesADenyStatementThatIsOne() {
        assertThat(fetching("not authorized to perform: s3:GetObject with an explicit deny in a resource-based policy"))
                .startsWith("A policy denies the instances' role s3:GetObject")
                .endsWith("see the Deny statements of the policy of bucket "
                        + request().store().bucket() + ".");
    }

    @Test
    void takesTheSourceRoleForTheOneThatAsks() {
        DeploymentRequest request = request();
        Role role = request.environment().role();
        Environment chained = new Environment(
                "prod", "eu-west-1", role, TestEndpoints.PUBLIC, "arn:aws:iam::111111111111:role/JenkinsDeployer");
        Explanation explanation = new Explanation(RunHarness.with(request, chained));

        assertThat(explanation.fault(
                        answer(400, "ValidationError"),
                        explanation.attempts().assumeSource("sts:AssumeRole"),
                        Optional.empty()))
                .hasMessageStartingWith("The role JenkinsDeployer of the development account cannot be assumed."
                        + " Development account 111111111111, sts:AssumeRole on ");
    }
}
