package io.jenkins.plugins.crossaccountdeploy.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.AwsErrors;
import io.jenkins.plugins.crossaccountdeploy.account.CredentialsException;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.account.TestEndpoints;
import io.jenkins.plugins.crossaccountdeploy.bundle.SendException;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.codedeploy.CodeDeployClient;
import software.amazon.awssdk.services.codedeploy.model.CodeDeployException;
import software.amazon.awssdk.services.codedeploy.model.ComputePlatform;
import software.amazon.awssdk.services.codedeploy.model.ErrorCode;
import software.amazon.awssdk.services.codedeploy.model.LifecycleErrorCode;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** Whatever AWS answers is explained: a newer SDK that knows another error makes this fail until it is. */
class ExplanationTest {

    private static final String GENERAL = "See the AWS documentation of";
    private static final String KEY = "arn:aws:kms:eu-west-1:111111111111:key/0f1e";
    private static final String BUCKET = "arn:aws:s3:::my-demo-application";
    private static final String USER = "arn:aws:iam::111111111111:user/deployer";

    private static final DeploymentRequest ORDER = order(KEY);
    private static final Attempt.Of ATTEMPTS = new Attempt.Of(ORDER);
    private static final Optional<Principal> DEPLOYER = Optional.of(new Principal(USER, "111111111111"));

    private static DeploymentRequest order(String kmsKey) {
        return new DeploymentRequest(
                new Environment(
                        "prod",
                        "eu-west-1",
                        new Role(
                                "arn:aws:iam::222222222222:role/CrossAccountRole",
                                "3f1c8a2e-prod",
                                Role.DEFAULT_DURATION,
                                false,
                                false),
                        TestEndpoints.PUBLIC,
                        ""),
                Stores.of("my-demo-application", Store.Owner.DEVELOPMENT, "revisions", kmsKey),
                new DeploymentRequest.Target("CodeDeployDemo", "Prod", "CodeDeployDefault.OneAtATime"),
                new DeploymentRequest.FromWorkspace(Selection.ALL, ""),
                new Rules("", "", false, false, false, false, List.of()),
                new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL),
                new Requester("shop", 42, "ada", "https://jenkins.example/job/shop/42/"));
    }

    private static AwsServiceException refusal(int status, String code, String message) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    private static String explained(Attempt attempt, AwsServiceException refused) {
        return new Explanation(ORDER).fault(refused, attempt, DEPLOYER).getMessage();
    }

    private static String remedy(String code) {
        return Remedies.of(code, ORDER, ATTEMPTS.create())
                .orElseThrow(() -> new AssertionError("nothing is known of " + code));
    }

    // ---- errors of calls

    /** The names of the errors that operations of a client are modelled to answer with. */
    private static Set<String> modelled(Class<?> client, Class<?> general, String... operations) {
        Set<String> codes = new TreeSet<>();
        for (String operation : operations) {
            List<Class<?>> thrown = Arrays.stream(client.getMethods())
                    .filter(method -> method.getName().equals(operation))
                    .<Class<?>>flatMap(method -> Arrays.stream(method.getExceptionTypes()))
                    .toList();
            assertThat(thrown).as(operation).contains(general);
            thrown.stream()
                    .filter(type -> general.isAssignableFrom(type) && type != general)
                    .map(Class::getSimpleName)
                    .forEach(codes::add);
        }
        return codes;
    }

    private static Stream<String> modelledErrors() {
        Set<String> codes = modelled(
                CodeDeployClient.class,
                CodeDeployException.class,
                "getDeploymentGroup",
                "registerApplicationRevision",
                "createDeployment",
                "listDeployments",
                "batchGetDeployments",
                "getDeployment",
                "listDeploymentTargets",
                "batchGetDeploymentTargets",
                "stopDeployment");
        assertThat(codes).hasSizeGreaterThan(40);
        codes.addAll(modelled(StsClient.class, StsException.class, "assumeRole", "getCallerIdentity"));
        codes.addAll(modelled(
                S3Client.class,
                S3Exception.class,
                "putObject",
                "createMultipartUpload",
                "uploadPart",
                "completeMultipartUpload",
                "abortMultipartUpload",
                "getObject"));
        return codes.stream();
    }

    /** What the services' documentation names without modelling it. */
    private static Stream<String> documentedErrors() {
        return Stream.of(
                // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
                "ExpiredToken",
                "IncompleteSignature",
                "InternalFailure",
                "InvalidAction",
                "InvalidClientTokenId",
                "MalformedPolicyDocument",
                "MissingAuthenticationToken",
                "OptInRequired",
                "PackedPolicyTooLarge",
                "RequestExpired",
                "ServiceUnavailable",
                "Throttling",
                "ValidationError",
                // https://docs.aws.amazon.com/codedeploy/latest/APIReference/CommonErrors.html
                "ExpiredTokenException",
                "InvalidSignatureException",
                "MalformedHttpRequestException",
                "RequestAbortedException",
                "RequestEntityTooLargeException",
                "RequestTimeoutException",
                "SerializationException",
                "ThrottlingException",
                "UnknownOperationException",
                "UnrecognizedClientException",
                // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
                "AccountProblem",
                "AllAccessDisabled",
                "BadDigest",
                "EntityTooLarge",
                "EntityTooSmall",
                "IncompleteBody",
                "InternalError",
                "InvalidAccessKeyId",
                "InvalidArgument",
                "InvalidBucketName",
                "InvalidDigest",
                "InvalidEncryptionAlgorithmError",
                "InvalidObjectState",
                "InvalidPart",
                "InvalidPartOrder",
                "InvalidRange",
                "InvalidRequest",
                "InvalidSecurity",
                "InvalidToken",
                "KeyTooLongError",
                "MalformedXML",
                "MetadataTooLarge",
                "MethodNotAllowed",
                "MissingContentLength",
                "MissingSecurityHeader",
                "NoSuchBucket",
                "NoSuchKey",
                "NoSuchUpload",
                "NoSuchVersion",
                "NotImplemented",
                "NotSignedUp",
                "OperationAborted",
                "PreconditionFailed",
                "RequestTimeTooSkewed",
                "SignatureDoesNotMatch",
                "SlowDown",
                "TokenRefreshRequired",
                "XAmzContentChecksumMismatch",
                "XAmzContentSHA256Mismatch",
                // The errors of KMS's GenerateDataKey and Decrypt, as S3 passes them on
                "KMS.DependencyTimeoutException",
                "KMS.DisabledException",
                "KMS.InvalidGrantTokenException",
                "KMS.InvalidKeyUsageException",
                "KMS.InvalidStateException",
                "KMS.KMSInternalException",
                "KMS.KMSInvalidStateException",
                "KMS.KeyUnavailableException",
                "KMS.NotFoundException",
                "KMS.ThrottlingException");
    }

    @ParameterizedTest
    @MethodSource({"modelledErrors", "documentedErrors"})
    void saysOfEachErrorWhatToDo(String code) {
        String error = explained(ATTEMPTS.create(), refusal(400, code, "It did not work."));

        assertThat(error)
                .startsWith("The deployment cannot be created. Production account 222222222222, role CrossAccountRole,"
                        + " codedeploy:CreateDeployment on ")
                .contains(": " + code + ": It did not work. ")
                .endsWith(". " + remedy(code))
                .doesNotContain(GENERAL)
                .doesNotContainPattern("[{}]");
    }

    @Test
    void saysSomethingElseOfEachError() {
        Map<String, String> codes = new TreeMap<>();

        Stream.concat(modelledErrors(), documentedErrors())
                .map(code -> code.replaceFirst("Exception$", ""))
                .distinct()
                .forEach(code -> assertThat(codes.put(remedy(code), code))
                        .as("another error that is explained like " + code)
                        .isNull());
    }

    @Test
    void refersToTheDocumentationForAnErrorThatItDoesNotKnow() {
        assertThat(explained(ATTEMPTS.create(), refusal(400, "NewlyInventedException", "What now?")))
                .endsWith("NewlyInventedException: What now?. " + GENERAL
                        + " codedeploy:CreateDeployment for this error.");
    }

    @Test
    void blamesAwsForAnUnknownFailureOfItsOwn() {
        assertThat(explained(ATTEMPTS.create(), refusal(500, "Oops", "Sorry")))
                .endsWith("Oops: Sorry. " + remedy("InternalFailure"));
        assertThat(explained(ATTEMPTS.create(), refusal(429, "TooManyRequestsException", "Slow down")))
                .endsWith(remedy("Throttling"));
    }

    @Test
    void namesWhatTheOrderNames() {
        assertThat(remedy("DeploymentGroupDoesNotExistException"))
                .isEqualTo("Create the deployment group 'Prod' of application 'CodeDeployDemo' in region eu-west-1 of"
                        + " account 222222222222, or correct its name.");
        assertThat(remedy("KMS.DisabledException")).contains("The KMS key " + KEY + " is disabled");
        assertThat(Remedies.of("KMS.DisabledException", order(""), ATTEMPTS.create()))
                .hasValueSatisfying(text -> assertThat(text).contains("of bucket my-demo-application"));
    }

    /** It has to be active for the account whose role is assumed, whoever asks. */
    @Test
    void namesTheAccountThatHasToActivateSts() {
        AwsServiceException disabled = refusal(403, "RegionDisabledException", "STS is not activated in this region");
        Environment environment = new Environment(
                "prod",
                "eu-south-1",
                ORDER.environment().role(),
                TestEndpoints.PUBLIC,
                "arn:aws:iam::111111111111:role/JenkinsDeployer");
        DeploymentRequest request = new DeploymentRequest(
                environment,
                ORDER.store(),
                ORDER.target(),
                ORDER.content(),
                ORDER.rules(),
                ORDER.options(),
                ORDER.requester());
        Explanation explanation = new Explanation(request);

        assertThat(explanation.remedy(disabled, explanation.attempts().assume(), DEPLOYER))
                .contains("not active in region eu-south-1 for account 222222222222, which has the role");
        assertThat(explanation.remedy(
                        disabled, explanation.attempts().assumeSource("sts:AssumeRole"), Optional.empty()))
                .contains("not active in region eu-south-1 for account 111111111111, which has the role");
    }

    @ParameterizedTest
    @CsvSource({
        "LimitExceededException, 'Deregister and delete revisions of task definitions'",
        "InvalidParameterException, 'Mend the task definition'"
    })
    void saysWhatToDoAboutErrorsOfEcs(String code, String remedy) {
        assertThat(explained(ATTEMPTS.registerTaskDefinition("shop"), refusal(400, code, "No")))
                .contains(code + ": No. " + remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "PreconditionFailedException, 'Something else changes the function'",
        "CodeStorageExceededException, 'Delete versions of functions'",
        "FunctionVersionsPerCapacityProviderLimitExceededException, 'Delete versions of functions'"
    })
    void saysWhatToDoAboutErrorsOfLambda(String code, String remedy) {
        assertThat(explained(ATTEMPTS.onFunction("PublishVersion", "checkout"), refusal(400, code, "No")))
                .contains(code + ": No. " + remedy);
    }

    @Test
    void doubtsTheRegionWhereTheKeyIsNotKnown() {
        assertThat(explained(ATTEMPTS.identify(), refusal(403, "InvalidClientTokenId", "The token is invalid")))
                .endsWith(
                        "AWS knows none like it. In a region that accounts have to enable, see whether the development"
                                + " account has enabled region eu-west-1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"})
    void saysThatTheBucketIsInAnotherRegion(String code) {
        assertThat(explained(
                        ATTEMPTS.write(),
                        refusal(
                                400,
                                code,
                                "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting"
                                        + " 'us-east-1'")))
                .contains("The bucket is in", "the environment in eu-west-1", "Name a bucket of eu-west-1");
    }

    @Test
    void saysWhatAnAgentHeardFromS3() {
        assertThat(new Explanation(ORDER)
                        .fault(
                                new SendException(
                                        "part 3 was refused", 400, "KMS.DisabledException", "0f1e is disabled", "", ""),
                                ATTEMPTS.write(),
                                DEPLOYER))
                .hasMessageContaining("KMS.DisabledException: 0f1e is disabled. " + remedy("KMS.DisabledException"));
        assertThat(new Explanation(ORDER)
                        .fault(new SendException("no route to host", 0, "", "", "", ""), ATTEMPTS.write(), DEPLOYER))
                .hasMessageEndingWith("no route to host. Check the agent's way to S3: its proxy and its firewall.");
    }

    @Test
    void tellsAMissingNetworkFromMissingCredentials() {
        Explanation explanation = new Explanation(ORDER);

        assertThat(explanation.fault(
                        SdkClientException.create("Unable to load credentials from any of the providers"),
                        ATTEMPTS.identify(),
                        Optional.empty()))
                .hasMessageContaining("Choose credentials in the environment");
        assertThat(explanation.fault(
                        SdkClientException.create("failed", new java.net.ConnectException("Connection refused")),
                        ATTEMPTS.identify(),
                        Optional.empty()))
                .hasMessageContaining("ConnectException: Connection refused. Check the controller's way to AWS");
    }

    @Test
    void doesNotBlameTheNetworkForCredentialsThatCannotSign() {
        assertThat(new Explanation(ORDER)
                        .fault(
                                new CredentialsException("The AWS credentials 'dev' have no key. Enter them again"),
                                ATTEMPTS.identify(),
                                Optional.empty()))
                .hasMessage("The development credentials of environment 'prod' are not accepted by AWS."
                        + " The AWS credentials 'dev' have no key. Enter them again.");
    }

    // ---- answers that AWS has not given

    private static AwsServiceException foreign(int status) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .sdkHttpResponse(SdkHttpResponse.builder()
                                .statusCode(status)
                                .putHeader("server", "squid")
                                .putHeader("via", "1.1 proxy.example")
                                .build())
                        .build())
                .build();
    }

    @Test
    void takesNoFirewallForAMissingPermission() {
        assertThat(explained(ATTEMPTS.identify(), foreign(403)))
                .contains(
                        ": HTTP 403 without an error code of AWS, from server 'squid', via '1.1 proxy.example'. That is"
                                + " no policy of AWS, but a proxy or a firewall between the controller and AWS")
                .doesNotContain("not authorized", "Add to the policy");
        assertThat(AwsErrors.isDenied(foreign(403))).isFalse();
        assertThat(explained(ATTEMPTS.identify(), foreign(407))).contains("give it a user and a password");
    }

    @Test
    void namesWhoHasAnsweredInThePlaceOfAws() {
        assertThat(Explanation.words(foreign(502)))
                .isEqualTo("HTTP 502 without an error code of AWS, from server 'squid', via '1.1 proxy.example'");
        assertThat(Explanation.words(refusal(503, null, null))).isEqualTo("HTTP 503 without an error code of AWS");
        assertThat(explained(ATTEMPTS.create(), foreign(502))).contains("overloaded or broken: build again later");
        assertThat(new Explanation(ORDER)
                        .fault(new SendException("refused", 403, "", "", "", ""), ATTEMPTS.write(), DEPLOYER))
                .hasMessageContaining("a proxy or a firewall between the agent and AWS");
    }

    /** Something in between may have refused the answer, and not the request. */
    @Test
    void isSureOfARefusalByAwsAlone() {
        assertThat(AwsErrors.certainlyRefused(foreign(403))).isFalse();
        assertThat(AwsErrors.certainlyRefused(refusal(400, "InvalidRevisionException", "")))
                .isTrue();
        assertThat(AwsErrors.certainlyRefused(refusal(500, "InternalFailure", "")))
                .isFalse();
    }

    // ---- denials

    private static String denied(String action, String resource, String because) {
        return "User: " + USER + " is not authorized to perform: " + action + " on resource: \"" + resource + "\" "
                + because;
    }

    private static String explainedDenial(Attempt attempt, String message) {
        String error = explained(attempt, refusal(403, "AccessDenied", message));
        assertThat(error).contains(": not authorized (AccessDenied: " + message.strip() + "). ");
        return error.substring(error.indexOf("). ", error.indexOf("(AccessDenied")) + 3);
    }

    private static String toWrite(String because) {
        return explainedDenial(ATTEMPTS.write(), denied("s3:PutObject", BUCKET + "/revisions/shop/9f2c.zip", because));
    }

    @Test
    void givesTheStatementThatThePrincipalLacks() {
        assertThat(toWrite("because no identity-based policy allows the s3:PutObject action"))
                .isEqualTo("Add to the policy of this principal:"
                        + " {\"Effect\":\"Allow\",\"Action\":[\"s3:PutObject\"],\"Resource\":[\"" + BUCKET
                        + "/revisions/*\"]}.");
    }

    @Test
    void givesTheStatementThatTheBucketPolicyLacks() {
        assertThat(toWrite("because no resource-based policy allows the s3:PutObject action"))
                .isEqualTo(
                        "Add to the policy of bucket my-demo-application: {\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                                + USER + "\"},\"Action\":[\"s3:PutObject\"],\"Resource\":[\"" + BUCKET
                                + "/revisions/*\"]}.");
    }

    @Test
    void givesTheStatementThatTheKeyPolicyLacks() {
        assertThat(explainedDenial(
                        ATTEMPTS.write(),
                        denied(
                                "kms:GenerateDataKey",
                                KEY,
                                "because no resource-based policy allows the kms:GenerateDataKey action")))
                .isEqualTo("Add to the policy of the KMS key: {\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + USER
                        + "\"},\"Action\":[\"kms:GenerateDataKey\",\"kms:Decrypt\"],\"Resource\":[\"*\"]}.");
    }

    @Test
    void givesTheStatementForTheKeyThatThePrincipalLacks() {
        assertThat(explainedDenial(
                        ATTEMPTS.write(),
                        denied(
                                "kms:GenerateDataKey",
                                KEY,
                                "because no identity-based policy allows the kms:GenerateDataKey action")))
                .isEqualTo("Add to the policy of this principal:"
                        + " {\"Effect\":\"Allow\",\"Action\":[\"kms:GenerateDataKey\",\"kms:Decrypt\"],\"Resource\":[\""
                        + KEY + "\"]}.");
    }

    @Test
    void asksForBothPoliciesOfAKeyOfAnotherAccount() {
        assertThat(explainedDenial(
                        ATTEMPTS.write(),
                        denied(
                                "kms:Decrypt",
                                KEY,
                                "because the resource does not exist in this Region, no resource-based policies allow"
                                        + " access, or a resource-based policy explicitly denies access")))
                .startsWith("Add to the policy of the KMS key: {");
        assertThat(explainedDenial(ATTEMPTS.write(), denied("kms:Decrypt", KEY, "")))
                .startsWith("Both the principal's own policy and the key's have to allow it: {");
    }

    @Test
    void namesTheActionThatWasDeniedWhereAnotherWasAskedFor() {
        String config = "arn:aws:codedeploy:eu-west-1:222222222222:deploymentconfig:CodeDeployDefault.OneAtATime";

        assertThat(explainedDenial(
                        ATTEMPTS.create(),
                        denied(
                                "codedeploy:GetDeploymentConfig",
                                config,
                                "because no identity-based policy allows the codedeploy:GetDeploymentConfig action")))
                .isEqualTo("Add to the policy of the role:"
                        + " {\"Effect\":\"Allow\",\"Action\":[\"codedeploy:GetDeploymentConfig\"],\"Resource\":[\""
                        + config
                        + "\"]}.");
    }

    @Test
    void asksForTheNameOfAnApplicationThatMayNotBeThere() {
        String application = "arn:aws:codedeploy:eu-west-1:222222222222:application:CodeDeployDemo";
        assertThat(explainedDenial(
                        ATTEMPTS.register(),
                        denied(
                                "codedeploy:RegisterApplicationRevision",
                                application,
                                "because no identity-based policy allows the codedeploy:RegisterApplicationRevision"
                                        + " action")))
                .startsWith("Add to the policy of the role: {")
                .endsWith(". AWS answers the same where there is no such application or deployment group: see whether"
                        + " their names are right.");
    }

    @Test
    void givesTheStatementThatTheTrustPolicyLacks() {
        assertThat(explainedDenial(
                        ATTEMPTS.assume(),
                        denied(
                                "sts:TagSession",
                                ORDER.environment().role().arn(),
                                "because no role trust policy allows the sts:TagSession action")))
                .isEqualTo(
                        "Add to the trust policy of role CrossAccountRole: {\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                                + USER
                                + "\"},\"Action\":[\"sts:TagSession\"]}, with the sts:ExternalId that environment 'prod'"
                                + " has.");
    }

    @Test
    void looksAtBothSidesWhereAwsDoesNotSayWhichPolicyItWas() {
        assertThat(explainedDenial(
                        ATTEMPTS.assume(),
                        "User: " + USER + " is not authorized to perform: sts:AssumeRole on resource: "
                                + ORDER.environment().role().arn()))
                .startsWith("The role's trust policy must name this principal or its account")
                .contains("the principal's own policy must have the statement {")
                .endsWith("AWS answers the same where there is no such role: see whether its ARN is right.");
        assertThat(explainedDenial(ATTEMPTS.write(), "Access Denied"))
                .startsWith("Add to the policy of this principal: {")
                .contains("see whether the bucket belongs to this account");
        assertThat(explainedDenial(ATTEMPTS.register(), "no"))
                .isEqualTo("Add to the policy of the role:"
                        + " {\"Effect\":\"Allow\",\"Action\":[\"codedeploy:RegisterApplicationRevision\"],\"Resource\":"
                        + "[\"arn:aws:codedeploy:eu-west-1:222222222222:application:CodeDeployDemo\"]}.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            with an explicit deny in an identity-based policy | Deny statements of the policies of this principal
            with an explicit deny in a resource-based policy | Deny statements of the policy of bucket my-demo-application
            with an explicit deny | Deny statements of every policy that applies
            because no permissions boundary allows the s3:PutObject action | boundary of this principal does not include it
            with an explicit deny in a permissions boundary | permissions boundary of this principal denies it
            because no session policy allows the s3:PutObject action | whoever issues them has to let it allow {
            because no VPC endpoint policy allows the s3:PutObject action | policy of the s3 endpoint in Jenkins' network
            with an explicit deny in a VPC endpoint policy | VPC endpoint whose policy denies it
            because no service control policy allows the s3:PutObject action | the organization of the development account does not allow it
            with an explicit deny in a service control policy | the organization of the development account denies it
            because no resource control policy allows the s3:PutObject action | the organization that owns arn:aws:s3:::my-demo-application/revisions/* does not allow it
            with an explicit deny in a resource control policy | the organization that owns arn:aws:s3:::my-demo-application/revisions/* denies it
            """)
    void pointsToTheKindOfPolicyThatAwsNames(String because, String advice) {
        assertThat(toWrite(because)).contains(advice);
    }

    @Test
    void neverProposesAStatementAgainstAnExplicitDeny() {
        for (String policy : List.of(
                "identity-based policy", "resource-based policy", "service control policy", "permissions boundary")) {
            assertThat(toWrite("with an explicit deny in a " + policy)).doesNotContain("Add to", "\"Allow\"");
        }
    }

    @Test
    void takesTheRunsOwnSessionPolicyForItsOwnFault() {
        assertThat(explainedDenial(
                        ATTEMPTS.create(),
                        denied(
                                "codedeploy:CreateDeployment",
                                "x",
                                "because no session policy allows the codedeploy:CreateDeployment action")))
                .isEqualTo("The run's own session policy does not allow it: please report this as a bug.");
    }

    @Test
    void asksForEncryptionWhereTheBucketMayWantIt() {
        String message = denied(
                "s3:PutObject", BUCKET + "/revisions/9f2c.zip", "with an explicit deny in a resource-based policy");
        DeploymentRequest unencrypted = order("");

        assertThat(new Explanation(unencrypted)
                        .fault(refusal(403, "AccessDenied", message), new Attempt.Of(unencrypted).write(), DEPLOYER))
                .hasMessageEndingWith(
                        "A bucket that takes only encrypted objects asks for the environment's kmsKeyArn.");
        assertThat(toWrite("with an explicit deny in a resource-based policy")).doesNotContain("kmsKeyArn");
    }

    @Test
    void doesNotTakeAnOldSignatureForAMissingPermission() {
        assertThat(explainedDenial(ATTEMPTS.write(), "Request has expired"))
                .startsWith("The signature was over before the request came: check the controller's clock");
    }

    // ---- ends of deployments

    @Test
    void saysOfEachEndOfADeploymentItsOwnCause() {
        Map<String, ErrorCode> causes = new TreeMap<>();
        String unknown = DeploymentErrors.cause(ErrorCode.UNKNOWN_TO_SDK_VERSION);

        assertThat(ErrorCode.knownValues())
                .hasSizeGreaterThan(30)
                .allSatisfy(code -> assertThat(causes.put(DeploymentErrors.cause(code), code))
                        .as("another cause that is explained like " + code)
                        .isNull());
        assertThat(causes).doesNotContainKey(unknown);
    }

    @Test
    void saysOfEachFailureOfAnEventItsOwnAdvice() {
        Map<String, LifecycleErrorCode> advices = new TreeMap<>();
        String unknown = DeploymentErrors.advice(LifecycleErrorCode.UNKNOWN_TO_SDK_VERSION, ComputePlatform.SERVER);

        assertThat(LifecycleErrorCode.knownValues())
                .hasSizeGreaterThan(5)
                .allSatisfy(code -> assertThat(advices.put(DeploymentErrors.advice(code, ComputePlatform.SERVER), code))
                        .as("another advice like that of " + code)
                        .isNull());
        assertThat(advices).doesNotContainKey(unknown);
    }

    @Test
    void sendsToTheLogOfTheAgentOnInstancesAndOfTheFunctionElsewhere() {
        assertThat(DeploymentErrors.advice(LifecycleErrorCode.UNKNOWN_ERROR, ComputePlatform.SERVER))
                .contains("codedeploy-agent.log");
        for (ComputePlatform platform : List.of(ComputePlatform.LAMBDA, ComputePlatform.ECS)) {
            assertThat(DeploymentErrors.advice(LifecycleErrorCode.UNKNOWN_ERROR, platform))
                    .contains("Lambda function in CloudWatch")
                    .doesNotContain("codedeploy-agent.log");
        }
    }
}
