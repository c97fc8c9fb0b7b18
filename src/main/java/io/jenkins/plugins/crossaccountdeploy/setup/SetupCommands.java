package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The commands that apply the files, for the AWS CLI (<a href="https://docs.aws.amazon.com/cli/latest/reference/">command
 * reference</a>) and Terraform. Names of users, roles, buckets, keys and environments have no characters that mean something
 * to a shell; what a token says may have any.
 */
final class SetupCommands {

    /** The one region that CreateBucket takes by default, and by default only. */
    private static final String DEFAULT_REGION = "us-east-1";

    private final Blueprint blueprint;

    SetupCommands(Blueprint blueprint) {
        this.blueprint = blueprint;
    }

    List<String> cloudFormation(String file, boolean needsKey) {
        return List.of("aws cloudformation deploy --stack-name jenkins-deploys-"
                + blueprint.environment().replaceAll("[^A-Za-z0-9-]", "-") + " --template-file " + file
                + " --capabilities CAPABILITY_NAMED_IAM"
                + (needsKey ? " --parameter-overrides " + CloudFormationTemplate.KEY_PARAMETER + "=KEY_ARN" : "")
                + region());
    }

    static List<String> terraform(List<String> variables) {
        return List.of(
                "terraform init",
                "terraform apply"
                        + variables.stream()
                                .map(name -> " -var " + name + "=" + name.replace("_profile", ""))
                                .collect(Collectors.joining()));
    }

    List<String> json(String file, PolicyDocument document) {
        return switch (document.kind()) {
            case SOURCE_ROLE_TRUST -> sourceRoleTrust(file);
            case DEVELOPMENT_PRINCIPAL ->
                blueprint.principal().isRole()
                        ? List.of(putRolePolicy(blueprint.principal().name(), file))
                        : userPolicy(file);
            case BUCKET -> bucket(file);
            case KMS_KEY -> key(file, document);
            case ROLE_TRUST ->
                List.of(
                        blueprint.existing().contains(Part.ROLE)
                                ? updateTrust(blueprint.role().name(), file)
                                : createRole(blueprint.role().arn(), file) + maxSessionDuration());
            case ROLE_PERMISSIONS -> List.of(putRolePolicy(blueprint.role().name(), file));
            case INSTANCE_PROFILE ->
                blueprint.instanceRoleArns().stream()
                        .map(arn -> putRolePolicy(IamName.of(arn).name(), file))
                        .toList();
        };
    }

    private List<String> sourceRoleTrust(String file) {
        DevelopmentPrincipal principal = blueprint.principal();
        if (blueprint.existing().contains(Part.SOURCE_ROLE)) {
            return List.of(updateTrust(principal.name(), file));
        }
        DevelopmentPrincipal.WebIdentity identity = principal.webIdentity().orElseThrow();
        return List.of(
                "aws iam create-open-id-connect-provider --url " + quoted("https://" + identity.provider())
                        + " --client-id-list " + quoted(identity.audience()),
                createRole(principal.arn(), file));
    }

    private List<String> userPolicy(String file) {
        return List.of(
                "aws iam create-policy --policy-name " + Templates.managedPolicyName(blueprint)
                        + " --policy-document file://" + file,
                "aws iam attach-user-policy --user-name "
                        + blueprint.principal().name() + " --policy-arn " + userPolicyArn());
    }

    /** The command that takes the place of the first where the policy is there already. */
    String newVersionOfUserPolicy(String file) {
        return "aws iam create-policy-version --policy-arn " + userPolicyArn() + " --policy-document file://" + file
                + " --set-as-default";
    }

    private String userPolicyArn() {
        return "arn:" + blueprint.partition().id() + ":iam::"
                + blueprint.principal().account() + ":policy/" + Templates.managedPolicyName(blueprint);
    }

    private List<String> bucket(String file) {
        String bucket = " --bucket " + blueprint.bucket().name();
        if (blueprint.existing().contains(Part.BUCKET)) {
            return List.of(
                    "aws s3api get-bucket-policy" + bucket + " --query Policy --output text > bucket-policy.json",
                    "aws s3api put-bucket-policy" + bucket + " --policy file://bucket-policy.json");
        }
        List<String> commands = new ArrayList<>();
        commands.add("aws s3api create-bucket" + bucket
                + (blueprint.region().equals(DEFAULT_REGION)
                        ? ""
                        : " --create-bucket-configuration LocationConstraint=" + blueprint.region())
                + region());
        commands.add("aws s3api put-public-access-block" + bucket + " --public-access-block-configuration"
                + " BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true");
        commands.add("aws s3api put-bucket-versioning" + bucket + " --versioning-configuration Status=Enabled");
        if (blueprint.bucket().isEncryptedWithKey()) {
            commands.add("aws s3api put-bucket-encryption" + bucket + " --server-side-encryption-configuration"
                    + " '{\"Rules\": [{\"ApplyServerSideEncryptionByDefault\": {\"SSEAlgorithm\": \"aws:kms\","
                    + " \"KMSMasterKeyID\": \"" + blueprint.bucket().kmsKeyArn()
                    + "\"}, \"BucketKeyEnabled\": true}]}'");
        }
        commands.add("aws s3api put-bucket-lifecycle-configuration" + bucket + " --lifecycle-configuration "
                + quoted("{\"Rules\": [{\"ID\": \"Bundles\", \"Status\": \"Enabled\", \"Filter\": {\"Prefix\": \""
                        + blueprint.keysStart() + "\"}, \"AbortIncompleteMultipartUpload\": {\"DaysAfterInitiation\": "
                        + Templates.INCOMPLETE_UPLOAD_DAYS
                        + "}, \"NoncurrentVersionExpiration\": {\"NoncurrentDays\": " + Templates.OLD_VERSION_DAYS
                        + "}}]}"));
        commands.add("aws s3api put-bucket-policy" + bucket + " --policy file://" + file);
        return commands;
    }

    private List<String> key(String file, PolicyDocument document) {
        if (blueprint.bucket().isKeyNew()) {
            return List.of(
                    "aws kms create-key --policy file://" + file + region() + " --query KeyMetadata.Arn --output text");
        }
        String key = " --key-id " + document.target() + " --policy-name default" + region();
        return List.of(
                "aws kms get-key-policy" + key + " --query Policy --output text > key-policy.json",
                "aws kms put-key-policy" + key + " --policy file://key-policy.json");
    }

    private static String createRole(String arn, String file) {
        IamName role = IamName.of(arn);
        return "aws iam create-role --role-name " + role.name()
                + (role.path().equals("/") ? "" : " --path " + role.path())
                + " --assume-role-policy-document file://" + file;
    }

    /** What a role has by default need not be said. */
    private String maxSessionDuration() {
        return blueprint.role().duration().compareTo(Role.DEFAULT_DURATION) > 0
                ? " --max-session-duration " + blueprint.role().duration().toSeconds()
                : "";
    }

    private static String updateTrust(String role, String file) {
        return "aws iam update-assume-role-policy --role-name " + role + " --policy-document file://" + file;
    }

    private String putRolePolicy(String role, String file) {
        return "aws iam put-role-policy --role-name " + role + " --policy-name " + Templates.policyName(blueprint)
                + " --policy-document file://" + file;
    }

    private static String quoted(String text) {
        return text.matches("[\\w./:=,@+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private String region() {
        return " --region " + blueprint.region();
    }
}
