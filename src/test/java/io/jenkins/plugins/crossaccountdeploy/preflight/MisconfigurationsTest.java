package io.jenkins.plugins.crossaccountdeploy.preflight;

import static io.jenkins.plugins.crossaccountdeploy.preflight.CheckedAccounts.DEVELOPMENT;
import static io.jenkins.plugins.crossaccountdeploy.preflight.CheckedAccounts.PRODUCTION;
import static io.jenkins.plugins.crossaccountdeploy.preflight.CheckedAccounts.ROLE_ARN;
import static io.jenkins.plugins.crossaccountdeploy.preflight.CheckedAccounts.THIRD;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Status;
import io.jenkins.plugins.crossaccountdeploy.preflight.CheckItem.Topic;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Encryption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What administrators get wrong, one thing at a time: each is one line that says what to do. */
class MisconfigurationsTest {

    /**
     * @param bucketAccount where the bucket is
     * @param encrypted whether bundles have a key of their own
     * @param finding what the line says
     * @param remedy what it says to do; empty if nothing is to be done
     */
    private record Misconfiguration(
            String name,
            String bucketAccount,
            boolean encrypted,
            Consumer<CheckedAccounts> spoil,
            Status status,
            Topic topic,
            String finding,
            String remedy) {

        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Misconfiguration> all = new ArrayList<>();

    /** Begins a misconfiguration of the most usual set-up. */
    private Spoiled when(String name, Consumer<CheckedAccounts> spoil) {
        return new Spoiled(name, DEVELOPMENT, false, spoil);
    }

    private Spoiled whenEncrypted(String name, Consumer<CheckedAccounts> spoil) {
        return new Spoiled(name, DEVELOPMENT, true, spoil);
    }

    private final class Spoiled {
        private final String name;
        private final String bucketAccount;
        private final boolean encrypted;
        private final Consumer<CheckedAccounts> spoil;

        Spoiled(String name, String bucketAccount, boolean encrypted, Consumer<CheckedAccounts> spoil) {
            this.name = name;
            this.bucketAccount = bucketAccount;
            this.encrypted = encrypted;
            this.spoil = spoil;
        }

        Spoiled inAccount(String account) {
            return new Spoiled(name, account, encrypted, spoil);
        }

        void fails(Topic topic, String finding, String remedy) {
            is(Status.FAILED, topic, finding, remedy);
        }

        void warns(Topic topic, String finding, String remedy) {
            is(Status.WARNING, topic, finding, remedy);
        }

        void cannotTell(Topic topic, String finding, String remedy) {
            is(Status.UNKNOWN, topic, finding, remedy);
        }

        private void is(Status status, Topic topic, String finding, String remedy) {
            all.add(new Misconfiguration(name, bucketAccount, encrypted, spoil, status, topic, finding, remedy));
        }
    }

    private void credentials() {
        when("the key was deleted", it -> it.aws().revoke(it.aws().accessKey("jenkins")))
                .fails(Topic.CALLER, "InvalidClientTokenId", "credentials");
        when(
                        "the secret is mistyped",
                        it -> it.credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                it.aws().accessKey("jenkins").id(), "wrong")))
                .fails(Topic.CALLER, "SignatureDoesNotMatch", "secret");
        when("the credentials are blank", it -> it.credentials = () -> AwsBasicCredentials.create("", ""))
                .fails(Topic.CALLER, "Access key ID cannot be blank", "");
        when(
                        "there are no credentials",
                        it -> it.credentials = () -> {
                            throw SdkClientException.create("Unable to load credentials from any of the providers");
                        })
                .fails(Topic.CALLER, "Unable to load credentials", "Choose credentials in the environment");
        when(
                        "the store of the credentials is broken",
                        it -> it.credentials = () -> {
                            throw new IllegalStateException("the vault is sealed");
                        })
                .fails(Topic.CALLER, "the vault is sealed", "");
        when(
                        "the clock is 20 minutes behind",
                        it -> it.clock = () -> it.aws().clock().instant().minus(Duration.ofMinutes(20)))
                .fails(Topic.CLOCK, " s behind AWS's", "NTP");
        when(
                        "the clock is 2 minutes ahead",
                        it -> it.clock = () -> it.aws().clock().instant().plus(Duration.ofMinutes(2)))
                .warns(Topic.CLOCK, " s ahead of AWS's", "NTP");
        when(
                        "the clock is 10 minutes behind",
                        it -> it.clock = () -> it.aws().clock().instant().minus(Duration.ofMinutes(10)))
                .warns(Topic.CLOCK, " s behind AWS's", "NTP");
        when(
                        "a firewall answers for AWS",
                        it -> it.aws().faults().on("*").always().firewall())
                .fails(Topic.CALLER, "403", "");
    }

    private void role() {
        when("the role's ARN has the wrong account", it -> {
                    it.role = role("arn:aws:iam::111111111111:role/JenkinsDeploys");
                    it.instanceRoleArns = List.of();
                })
                .fails(Topic.ROLE, "sts:AssumeRole", "trust policy must name this principal");
        when("the role's name is mistyped", it -> it.role = role("arn:aws:iam::222222222222:role/JenkinsDeploy"))
                .fails(Topic.ROLE, "role/JenkinsDeploy", "trust policy must name this principal");
        when(
                        "the external ID is mistyped",
                        it -> it.role = new Role(ROLE_ARN, "3f1c8a2e-pord", Role.DEFAULT_DURATION, true, true))
                .fails(Topic.ROLE, "AccessDenied", "the sts:ExternalId that environment 'prod' has");
        when("the external ID was forgotten", it -> it.role = new Role(ROLE_ARN, "", Role.DEFAULT_DURATION, true, true))
                .fails(Topic.ROLE, "AccessDenied", "no sts:ExternalId, since the environment has none");
        when(
                        "the role trusts somebody else",
                        it -> it.role()
                                .trust(trust(
                                        "arn:aws:iam::111111111111:user/somebody",
                                        "\"sts:ExternalId\":\"3f1c8a2e-prod\"")))
                .fails(Topic.ROLE, "AccessDenied", "trust policy must name this principal");
        when("the principal may not assume it", it -> it.user().removeStatement("deploy", "AssumeRole"))
                .fails(Topic.ROLE, "AccessDenied", "\"sts:AssumeRole\"");
        when(
                        "the role takes no session tags",
                        it -> it.role().trust(it.role().trust().text().replace("\"sts:TagSession\",", "")))
                .fails(Topic.ROLE, "sts:TagSession", "sts:TagSession");
        when(
                        "sessions of four hours are too long",
                        it -> it.role = new Role(ROLE_ARN, "3f1c8a2e-prod", Duration.ofHours(4), true, true))
                .warns(Topic.ROLE, "240 minutes", "MaxSessionDuration");
        when("no session policy fits", it -> it.aws().packedPolicySpace(60))
                .fails(Topic.SESSION_POLICY, "allotted space", "");
        when("the session policy does not fit", it -> it.aws().packedPolicySpace(200))
                .warns(Topic.SESSION_POLICY, "it is widened to all", "Leave out session tags");
        when("the session policy hardly fits", it -> it.aws().packedPolicySpace(280))
                .warns(Topic.SESSION_POLICY, "of the space", "leave out session tags");
        when(
                        "the role asks for no external ID",
                        it -> it.role().trust(trust("arn:aws:iam::111111111111:user/jenkins", "")))
                .warns(Topic.EXTERNAL_ID, "without it too (confused deputy)", "sts:ExternalId");
        when(
                        "the role takes any external ID",
                        it -> it.role()
                                .trust(it.role()
                                        .trust()
                                        .text()
                                        .replace("StringEquals", "StringLike")
                                        .replace("3f1c8a2e-prod", "*")))
                .warns(Topic.EXTERNAL_ID, "with any other too (confused deputy)", "sts:ExternalId");
        when("nobody uses an external ID", it -> {
                    it.role().trust(trust("arn:aws:iam::111111111111:user/jenkins", ""));
                    it.role = new Role(ROLE_ARN, "", Role.DEFAULT_DURATION, true, true);
                })
                .warns(Topic.EXTERNAL_ID, "confused deputy", "Enter a random external ID");
    }

    private void bucket() {
        when("the bucket does not exist", it -> it.bucketName = "bundels-of-shop")
                .fails(Topic.BUCKET, "NoSuchBucket", "correct its name");
        when("the bucket is in another region", it -> {
                    it.aws().createBucket(DEVELOPMENT, "bundles-elsewhere", "us-east-1");
                    it.bucketName = "bundles-elsewhere";
                })
                .fails(Topic.BUCKET, "us-east-1", "name a bucket of eu-west-1");
        when("the bucket is another account's", it -> {
                    it.aws()
                            .createBucket(THIRD, "bundles-of-others", "eu-west-1")
                            .policy(anyone("bundles-of-others"));
                    it.bucketName = "bundles-of-others";
                    it.user().putPolicy("others", allow("s3:*", "*"));
                })
                .fails(Topic.BUCKET_OWNER, "does not belong to account 111111111111", "bucketAccount");
        when("the bucket may not be looked at", it -> it.user().removeStatement("deploy", "FindBundles"))
                .cannotTell(Topic.BUCKET, "needs s3:ListBucket", "s3:ListBucket");
        when("the bucket keeps no versions", it -> it.bucket().versioned(false))
                .warns(Topic.VERSIONING, "not enabled", "Enable the versioning");
        when(
                        "public access is blocked by halves",
                        it -> it.bucket().protection().blocksOnly("BlockPublicAcls"))
                .warns(Topic.PUBLIC_ACCESS, "not blocked in every way", "Block all public access");
        when("public access is not blocked", it -> it.bucket().protection().blocksNothing())
                .warns(Topic.PUBLIC_ACCESS, "not blocked by the bucket's own settings", "Block all public access");
        when("the bucket encrypts with aws/s3", it -> it.bucket().encryption(Encryption.managedKms()))
                .fails(Topic.ENCRYPTION, "no other account than 111111111111", "kmsKeyArn");
        when("the bucket's own key is not for the instances", it -> {
                    it.user().putPolicy("keys", allow("kms:*", "*"));
                    it.bucket()
                            .encryption(Encryption.kms(it.aws()
                                    .createKey(DEVELOPMENT, "eu-west-1", CheckedAccounts.KEY_ID, administration())
                                    .arn()));
                })
                .warns(Topic.DECRYPTING, "does not allow arn:aws:iam::222222222222:role/ShopInstances", "kms:Decrypt");
        when("the bucket's own key is named without its account", it -> {
                    it.user().putPolicy("keys", allow("kms:*", "*"));
                    it.aws().createKey(DEVELOPMENT, "eu-west-1", CheckedAccounts.KEY_ID, administration());
                    it.bucket().encryption(Encryption.kms(CheckedAccounts.KEY_ID));
                })
                .warns(Topic.DECRYPTING, "does not allow arn:aws:iam::222222222222:role/ShopInstances", "kms:Decrypt");
        when(
                        "the bucket's own key is named without its account for another's use",
                        it -> it.bucket().encryption(Encryption.kms(CheckedAccounts.KEY_ID)))
                .inAccount(THIRD)
                .fails(Topic.KEY, "is no ARN of a key", "Name the key by its ARN");
        when(
                        "the bucket's own key is an alias",
                        it -> it.bucket()
                                .encryption(Encryption.kms("arn:aws:kms:eu-west-1:111111111111:alias/bundles")))
                .cannotTell(Topic.ENCRYPTION, "which key an alias means", "Name the key by its ARN");
        when("the bucket is for others", it -> it.bucket().removeStatement("InstancesRead"))
                .fails(
                        Topic.READING,
                        "does not allow arn:aws:iam::222222222222:role/ShopInstances",
                        "s3:GetObjectVersion");
        when("the bucket has no policy", it -> it.bucket().removePolicy())
                .fails(Topic.READING, "does not allow", "Add to the policy of bucket");
        when(
                        "the instances may read another prefix",
                        it -> it.bucket()
                                .policy(it.bucket()
                                        .policy()
                                        .orElseThrow()
                                        .text()
                                        .replace("/revisions/*", "/revision/*")))
                .fails(Topic.READING, "does not allow", "bundles-of-shop/revisions/*");
        when(
                        "the bucket denies the instances",
                        it -> it.bucket()
                                .policy(with(
                                        it.bucket().policy().orElseThrow().text(),
                                        "{\"Sid\":\"NotThem\",\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"222222222222\"},"
                                                + "\"Action\":\"s3:Get*\",\"Resource\":\"*\"}")))
                .fails(Topic.READING, "in statement NotThem", "Nothing outweighs a Deny statement");
        when(
                        "the bucket takes only encrypted objects",
                        it -> it.bucket()
                                .policy(with(
                                        it.bucket().policy().orElseThrow().text(),
                                        "{\"Sid\":\"OnlyKms\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObject\","
                                                + "\"Resource\":\"arn:aws:s3:::bundles-of-shop/*\",\"Condition\":{\"StringNotEquals\":"
                                                + "{\"s3:x-amz-server-side-encryption\":\"aws:kms\"}}}")))
                .fails(Topic.WRITING, "in statement OnlyKms", "name the key as kmsKeyArn");
        whenEncrypted(
                        "the bucket takes objects of another key only",
                        it -> it.bucket()
                                .policy(it.bucket()
                                        .policy()
                                        .orElseThrow()
                                        .text()
                                        .replace("7890ab", "7890ac")))
                .fails(Topic.WRITING, "in statement OnlyEncrypted", "meet its condition");
        when(
                        "the bucket's policy may not be read",
                        it -> it.user()
                                .putPolicy(
                                        "deploy",
                                        it.user()
                                                .policyDocuments()
                                                .get("deploy")
                                                .replace(",\"s3:GetBucketPolicy\"", "")))
                .cannotTell(Topic.READING, "cannot tell, needs s3:GetBucketPolicy", "\"s3:GetBucketPolicy\"");
        when(
                        "the bucket of production is for nobody",
                        it -> it.bucket()
                                .policy(
                                        "{\"Statement\":[{\"Sid\":\"Closed\",\"Effect\":\"Deny\",\"Principal\":{\"AWS\":"
                                                + "\"arn:aws:iam::222222222222:role/ShopInstances\"},\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"))
                .inAccount(PRODUCTION)
                .fails(Topic.READING, "in statement Closed", "");
        when(
                        "the bucket is too new for its address",
                        it -> it.aws().faults().on("S3.HeadBucket").always().bareStatus(307))
                .fails(Topic.BUCKET, "307", "");
        when(
                        "the bucket's policy is no policy",
                        it -> it.aws()
                                .faults()
                                .on("S3.GetBucketPolicy")
                                .always()
                                .rewrite(body -> "{\"Statement"))
                .cannotTell(Topic.READING, "Not a policy in JSON", "");
        when("S3 is down", it -> it.aws().faults().on("S3").always().unavailable())
                .fails(Topic.BUCKET, "503", "");
    }

    private void key() {
        whenEncrypted("the key is disabled", it -> it.key().enabled(false))
                .fails(Topic.KEY, "is Disabled", "enable it");
        whenEncrypted("the key is being deleted", it -> it.key().scheduleDeletion())
                .fails(Topic.KEY, "is PendingDeletion", "cancel its deletion");
        whenEncrypted("the key is somebody else's", it -> it.key().policy("{\"Statement\":[]}"))
                .cannotTell(Topic.KEY, "needs kms:DescribeKey", "kms:DescribeKey");
        whenEncrypted("the key does not exist", it -> {
                    it.kmsKeyArn = it.kmsKeyArn.replace("7890ab", "7890ac");
                    it.bucket().removeStatement("OnlyEncrypted");
                    it.user().putPolicy("keys", allow("kms:*", "*"));
                })
                .fails(Topic.KEY, "does not exist", "Correct kmsKeyArn");
        whenEncrypted("the key is asymmetric", it -> it.key().spec("RSA_2048"))
                .fails(Topic.KEY, "RSA_2048", "symmetric key");
        whenEncrypted("the key is in another region", it -> {
                    it.kmsKeyArn = it.kmsKeyArn.replace("eu-west-1", "us-east-1");
                    it.bucket().removeStatement("OnlyEncrypted");
                })
                .fails(Topic.KEY, "is in us-east-1", "name one of eu-west-1");
        whenEncrypted("the key's ARN is an alias", it -> {
                    it.kmsKeyArn = "arn:aws:kms:eu-west-1:111111111111:alias/bundles";
                    it.bucket().removeStatement("OnlyEncrypted");
                })
                .fails(Topic.KEY, "is no ARN of a key", "an alias or a bare ID");
        whenEncrypted("the key is not for the instances", it -> it.key().removeStatement("InstancesDecrypt"))
                .warns(
                        Topic.DECRYPTING,
                        "does not allow arn:aws:iam::222222222222:role/ShopInstances",
                        "\"kms:Decrypt\"");
        whenEncrypted("the key is for the instances by a grant", it -> {
                    it.key().removeStatement("InstancesDecrypt");
                    it.key().grant("arn:aws:iam::222222222222:role/ShopInstances", "Decrypt");
                })
                .warns(Topic.DECRYPTING, "grants of the key are not looked at", "Unless a grant does, add");
        whenEncrypted(
                        "the key denies the instances",
                        it -> it.key()
                                .policy(with(
                                        it.key().policy().text(),
                                        "{\"Sid\":\"NotThem\",\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"222222222222\"},"
                                                + "\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}")))
                .fails(Topic.DECRYPTING, "in statement NotThem", "Nothing outweighs a Deny statement");
        whenEncrypted(
                        "the key is for another region's S3",
                        it -> it.key().policy(it.key().policy().text().replace("s3.eu-west-1", "s3.eu-west-2")))
                .warns(Topic.DECRYPTING, "does not allow", "kms:Decrypt");
        whenEncrypted(
                        "the key may not be looked at",
                        it -> it.user()
                                .putPolicy(
                                        "deploy",
                                        it.user()
                                                .policyDocuments()
                                                .get("deploy")
                                                .replace("\"kms:DescribeKey\",", "")))
                .cannotTell(Topic.KEY, "cannot tell, needs kms:DescribeKey", "\"kms:DescribeKey\"");
        whenEncrypted(
                        "a proxy answers for KMS",
                        it -> it.aws().faults().on("KMS").always().gatewayError(502))
                .cannotTell(Topic.KEY, "cannot tell, HTTP 502 without an error code of AWS", "a proxy");
    }

    private void whatIsDeployedTo() {
        when("the application does not exist", it -> {
                    it.application = "Shopp";
                    it.role().putPolicy("any", allow("codedeploy:*", "*"));
                })
                .fails(Topic.APPLICATION, "ApplicationDoesNotExist", "Create the application 'Shopp'");
        when("the group does not exist", it -> {
                    it.group = "Prd";
                    it.role().putPolicy("any", allow("codedeploy:*", "*"));
                })
                .fails(Topic.GROUP, "DeploymentGroupDoesNotExist", "Create the deployment group 'Prd'");
        when("the group may not be looked at", it -> it.role().removeStatement("deploy", "Groups"))
                .cannotTell(Topic.GROUP, "cannot tell, needs codedeploy:GetDeploymentGroup", "GetDeploymentGroup");
        when("the role is for another group", it -> it.group = "Prd")
                .cannotTell(Topic.GROUP, "cannot tell, needs codedeploy:GetDeploymentGroup", "correct the names here");
        when("the deployment config is for another platform", it -> it.config = "CodeDeployDefault.LambdaAllAtOnce")
                .fails(Topic.CONFIG, "is for Lambda", "Name a deployment config for Server");
        when("the deployment config does not exist", it -> it.config = "Carefully")
                .fails(Topic.CONFIG, "DeploymentConfigDoesNotExist", "Correct the deployment config 'Carefully'");
        when("the group has no service role", it -> it.group().settings().serviceRoleArn(""))
                .fails(Topic.SERVICE_ROLE, "has none", "AWSCodeDeployRole");
        when(
                        "the service role is another account's",
                        it -> it.group().settings().serviceRoleArn("arn:aws:iam::111111111111:role/CodeDeploy"))
                .fails(Topic.SERVICE_ROLE, "no role of account 222222222222", "its own account");
        when("the group names no targets", it -> it.group().settings().withoutTags())
                .fails(Topic.TARGETS, "no tag, no Auto Scaling group", "Say in CodeDeploy");
        when("the group deploys to no service", it -> {
                    it.aws()
                            .createApplication(PRODUCTION, "eu-west-1", "Web", "ECS")
                            .createGroup("Prod");
                    it.role().putPolicy("any", allow("codedeploy:*", "*"));
                    it.application = "Web";
                })
                .fails(Topic.TARGETS, "no service", "Say in CodeDeploy");
        when("the alarms are switched off", it -> it.group().settings().alarms(false, "errors"))
                .warns(Topic.ALARMS, "switched off: errors", "Switch the alarms");
        when("the rollbacks are switched off", it -> it.group().wouldRollBackOn("DEPLOYMENT_FAILURE"))
                .warns(Topic.ROLLBACK, "switched off: DEPLOYMENT_FAILURE", "Switch the rollbacks");
        when("there is no alarm to roll back on", it -> it.group().rollsBackOn("DEPLOYMENT_STOP_ON_ALARM"))
                .warns(Topic.ROLLBACK, "on alarms, of which none is watched", "Name an alarm");
        when("a deployment is in progress", it -> {
                    it.aws()
                            .createBucket(DEVELOPMENT, TwoAccounts.BUCKET, "eu-west-1")
                            .policy(anyone(TwoAccounts.BUCKET));
                    it.aws().account(PRODUCTION).role("ShopInstances").putPolicy("any", allow("s3:*", "*"));
                    it.aws().deployedBefore("Shop", "Prod", "revisions/last.zip");
                    it.aws().launchInstance("Shop", "Prod", "i-0a1b2c3d");
                })
                .warns(Topic.IN_PROGRESS, "has to wait for it", "for what it waits for");
        when(
                        "CodeDeploy is asked too often",
                        it -> it.aws().faults().on("CodeDeploy").always().throttle())
                .fails(Topic.GROUP, "Rate exceeded", "");
    }

    private void instances() {
        when(
                        "an instance role is of the wrong account",
                        it -> it.instanceRoleArns = List.of("arn:aws:iam::111111111111:role/ShopInstances"))
                .fails(Topic.INSTANCES, "is not of account 222222222222", "instanceRoleArns");
        when(
                        "an instance profile is named instead of its role",
                        it -> it.instanceRoleArns = List.of("arn:aws:iam::222222222222:instance-profile/ShopInstances"))
                .fails(Topic.INSTANCES, "is not the ARN of a role", "instanceRoleArns");
        when("no instance role is named", it -> it.instanceRoleArns = List.of())
                .cannotTell(Topic.INSTANCES, "their roles are not named", "instanceRoleArns");
    }

    static Stream<Misconfiguration> misconfigurations() {
        MisconfigurationsTest test = new MisconfigurationsTest();
        test.credentials();
        test.role();
        test.bucket();
        test.key();
        test.whatIsDeployedTo();
        test.instances();
        return test.all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misconfigurations")
    void isOneLineThatSaysWhatToDo(Misconfiguration wrong) {
        try (CheckedAccounts accounts = new CheckedAccounts(wrong.bucketAccount(), wrong.encrypted())) {
            wrong.spoil().accept(accounts);

            Checklist checklist = accounts.check();

            String lines = String.join("\n", checklist.lines());
            assertThat(checklist.items()).as(lines).anySatisfy(item -> {
                assertThat(item.topic()).isEqualTo(wrong.topic());
                assertThat(item.status()).isEqualTo(wrong.status());
                assertThat(item.finding()).contains(wrong.finding());
                assertThat(item.remedy()).contains(wrong.remedy());
                assertThat(wrong.status() == Status.UNKNOWN || !item.remedy().isEmpty())
                        .as("has a remedy")
                        .isTrue();
            });
            assertThat(checklist.items().stream().filter(item -> item.status().compareTo(Status.WARNING) >= 0))
                    .as(lines)
                    .hasSize(wrong.status() == Status.UNKNOWN ? 0 : 1);
            assertThat(checklist.lines())
                    .allSatisfy(line -> assertThat(line)
                            .doesNotContain("\n", "\tat ", "java.", "Request ID", "null", "..")
                            .endsWith("."));
            boolean isTriedAgain =
                    Stream.of("is down", "asked too often", "a proxy answers").anyMatch(wrong.name()::contains);
            assertThat(accounts.aws().calls().operations())
                    .hasSizeLessThanOrEqualTo(isTriedAgain ? 2 * RoundTrips.MOST : RoundTrips.MOST);
        }
    }

    @Test
    void areAtLeastThirty() {
        assertThat(misconfigurations().map(Misconfiguration::name))
                .hasSizeGreaterThan(30)
                .doesNotHaveDuplicates();
    }

    private static Role role(String arn) {
        return new Role(arn, "3f1c8a2e-prod", Role.DEFAULT_DURATION, true, true);
    }

    private static String trust(String principal, String condition) {
        return "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + principal
                + "\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]"
                + (condition.isEmpty() ? "" : ",\"Condition\":{\"StringEquals\":{" + condition + "}}") + "}]}";
    }

    private static String allow(String action, String resource) {
        return "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"" + resource
                + "\"}]}";
    }

    private static String anyone(String bucket) {
        return "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":"
                + "[\"arn:aws:s3:::" + bucket + "\",\"arn:aws:s3:::" + bucket + "/*\"]}]}";
    }

    private static String administration() {
        return "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:root\"},"
                + "\"Action\":\"kms:*\",\"Resource\":\"*\"}]}";
    }

    private static String with(String policy, String statement) {
        return policy.replaceFirst("\"Statement\":\\[", "\"Statement\":[" + statement.replace("\\", "\\\\") + ",");
    }
}
