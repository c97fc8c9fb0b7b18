package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Kind;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The policies that an environment needs, and nothing beyond them. All other forms are made of these. Which actions know
 * which resources says the <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">Service
 * Authorization Reference</a>.
 */
public final class PolicyDocuments {

    /** What the writer of the bucket does with bundles; the parts of a multipart upload count as PutObject. */
    private static final List<String> WRITE = List.of("s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload");

    private static final List<String> READ = List.of("s3:GetObject", "s3:GetObjectVersion");

    /** What the check of an environment reads of a bucket besides its policy, which is for the bucket's account alone. */
    private static final List<String> BUCKET_SETTINGS =
            List.of("s3:GetBucketPublicAccessBlock", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration");

    /** Parts are encrypted, and read again to be joined. */
    private static final List<String> ENCRYPT = List.of("kms:GenerateDataKey", "kms:Decrypt");

    private static final String CHECKING = "the check of the environment reads how bucket and key are set up";

    private static final String WITHOUT_CHECKING = "the check cannot tell some of what it looks at";

    private final Blueprint blueprint;

    private PolicyDocuments(Blueprint blueprint) {
        this.blueprint = blueprint;
    }

    /** The documents, in the order in which they are applied; those without a statement are left out. */
    public static List<PolicyDocument> of(Blueprint blueprint) {
        PolicyDocuments documents = new PolicyDocuments(blueprint);
        return Stream.of(
                        documents.roleTrust(),
                        documents.rolePermissions(),
                        documents.instances(),
                        documents.sourceRoleTrust(),
                        documents.developmentPrincipal(),
                        documents.bucket(),
                        documents.key())
                .filter(document -> !document.permissions().isEmpty())
                .toList();
    }

    // ---- the production account

    private PolicyDocument roleTrust() {
        List<String> actions = new ArrayList<>(List.of("sts:AssumeRole"));
        if (blueprint.role().sessionTags()) {
            actions.add("sts:TagSession");
        }
        if (blueprint.role().sourceIdentity()) {
            actions.add("sts:SetSourceIdentity");
        }
        Statement assume = Statement.allow(actions, List.of())
                .named("JenkinsAssumes")
                .of(List.of(blueprint.principal().arn()));
        return production(
                Kind.ROLE_TRUST,
                blueprint.role().name(),
                List.of(needed(
                        blueprint.role().externalId().isEmpty()
                                ? assume
                                : assume.when(
                                        "StringEquals",
                                        "sts:ExternalId",
                                        List.of(blueprint.role().externalId())),
                        "Jenkins, and nobody else, assumes the role")));
    }

    private PolicyDocument rolePermissions() {
        String application = blueprint.application();
        List<String> groups = (blueprint.deploymentGroups().isEmpty() ? List.of("*") : blueprint.deploymentGroups())
                .stream()
                        .map(group -> blueprint.codeDeployArn("deploymentgroup", application + "/" + group))
                        .toList();
        List<Permission> permissions = new ArrayList<>(List.of(
                needed(
                        Statement.allow(
                                        List.of(
                                                "codedeploy:RegisterApplicationRevision",
                                                "codedeploy:GetApplicationRevision"),
                                        List.of(blueprint.codeDeployArn("application", application)))
                                .named("Revisions"),
                        "CodeDeploy learns of revisions"),
                needed(
                        Statement.allow(List.of("codedeploy:CreateDeployment", "codedeploy:GetDeployment"), groups)
                                .named("Deployments"),
                        "deployments are created and watched"),
                needed(
                        Statement.allow(
                                        List.of("codedeploy:GetDeploymentConfig"),
                                        List.of(blueprint.codeDeployArn("deploymentconfig", "*")))
                                .named("Configs"),
                        "CreateDeployment reads the deployment config"),
                optional(
                        Statement.allow(List.of("codedeploy:GetDeploymentGroup"), groups)
                                .named("Groups"),
                        "the group is checked before anything is bundled, and its rollback settings are kept",
                        "a wrong group shows when it is deployed to"),
                optional(
                        Statement.allow(List.of("codedeploy:ListDeployments", "codedeploy:BatchGetDeployments"), groups)
                                .named("Adopting"),
                        "a deployment is found again whose creation was cut off",
                        "a deployment whose creation was cut off cannot always be found again, and the build fails"),
                optional(
                        Statement.allow(
                                        List.of(
                                                "codedeploy:ListDeploymentTargets",
                                                "codedeploy:BatchGetDeploymentTargets"),
                                        List.of("*"))
                                .named("TargetEvents"),
                        "the console tells each event of each target; these actions know no narrower resource",
                        "the console tells counts instead of events"),
                optional(
                        Statement.allow(List.of("codedeploy:StopDeployment"), List.of("*"))
                                .named("Stopping"),
                        "an aborted build stops its deployment; the action knows no narrower resource",
                        "an aborted build leaves its deployment running")));
        if (blueprint.isWrittenByRole()) {
            permissions.addAll(writing(blueprint.role().account()));
        }
        checking(blueprint.role().account()).ifPresent(permissions::add);
        return production(Kind.ROLE_PERMISSIONS, blueprint.role().name(), permissions);
    }

    private PolicyDocument instances() {
        List<Permission> permissions = new ArrayList<>();
        permissions.add(needed(
                Statement.allow(READ, List.of(blueprint.objectsArn())).named("ReadBundles"),
                "instances fetch bundles"));
        if (blueprint.bucket().isEncryptedWithKey()) {
            permissions.add(needed(
                    throughS3(Statement.allow(
                                    List.of("kms:Decrypt"),
                                    List.of(blueprint.bucket().kmsKeyArn()))
                            .named("DecryptBundles")),
                    "instances decrypt bundles"));
        }
        return production(
                Kind.INSTANCE_PROFILE,
                String.join(", ", blueprint.instanceRoleArns()),
                blueprint.instanceRoleArns().isEmpty() ? List.of() : permissions);
    }

    // ---- the development account

    private PolicyDocument sourceRoleTrust() {
        return development(
                Kind.SOURCE_ROLE_TRUST,
                blueprint.principal().webIdentity().stream()
                        .map(identity -> needed(
                                Statement.allow(List.of("sts:AssumeRoleWithWebIdentity"), List.of())
                                        .named("JenkinsTokens")
                                        .of(
                                                "Federated",
                                                List.of("arn:"
                                                        + blueprint.partition().id() + ":iam::"
                                                        + blueprint.principal().account() + ":oidc-provider/"
                                                        + identity.provider()))
                                        .when(
                                                "StringEquals",
                                                identity.provider() + ":aud",
                                                List.of(identity.audience()))
                                        .when("StringLike", identity.provider() + ":sub", List.of(identity.subject())),
                                "tokens that Jenkins issues assume the role"))
                        .toList());
    }

    private PolicyDocument developmentPrincipal() {
        List<Permission> permissions = new ArrayList<>();
        if (!blueprint.isWrittenByRole()) {
            permissions.addAll(writing(blueprint.principal().account()));
        }
        List<String> actions = new ArrayList<>(List.of("sts:AssumeRole"));
        if (blueprint.role().sessionTags()) {
            actions.add("sts:TagSession");
        }
        if (blueprint.role().sourceIdentity()) {
            actions.add("sts:SetSourceIdentity");
        }
        permissions.add(needed(
                Statement.allow(actions, List.of(blueprint.role().arn())).named("AssumeRole"),
                "Jenkins assumes the role of the production account"));
        checking(blueprint.principal().account()).ifPresent(permissions::add);
        return development(Kind.DEVELOPMENT_PRINCIPAL, permissions);
    }

    // ---- the bucket and its key, whose account may be either, or a third one

    /** What whoever writes the bucket needs of its own account. */
    private List<Permission> writing(String account) {
        List<Permission> permissions = new ArrayList<>(List.of(
                needed(
                        Statement.allow(WRITE, List.of(blueprint.objectsArn())).named("WriteBundles"),
                        "bundles are sent, and what is left of a broken upload is removed"),
                optional(
                        Statement.allow(List.of("s3:ListBucket"), List.of(blueprint.bucketArn()))
                                .named("FindBundles"),
                        "an object that is not there is told from one that may not be read",
                        "a bundle that is not there yet looks like one that may not be read")));
        if (blueprint.bucket().isEncryptedWithKey()) {
            permissions.add(needed(
                    throughS3(
                            Statement.allow(ENCRYPT, List.of(blueprint.bucket().kmsKeyArn()))
                                    .named("EncryptBundles")),
                    "bundles are encrypted with the key"));
        }
        return permissions;
    }

    /** What whoever checks the environment from an account needs there: its own bucket and key, or a third one's. */
    private Optional<Permission> checking(String account) {
        boolean asksOthers = account.equals(blueprint.writerAccount());
        List<String> actions = new ArrayList<>();
        List<String> resources = new ArrayList<>();
        String bucketAccount = blueprint.bucket().account();
        if (bucketAccount.equals(account) || asksOthers && isThird(bucketAccount)) {
            actions.addAll(BUCKET_SETTINGS);
            resources.add(blueprint.bucketArn());
            if (bucketAccount.equals(account)) {
                actions.add("s3:GetBucketPolicy");
            }
        }
        if (blueprint.bucket().isEncryptedWithKey()) {
            String keyAccount = blueprint.keyAccount();
            if (keyAccount.equals(account) || asksOthers && isThird(keyAccount)) {
                actions.add("kms:DescribeKey");
                resources.add(blueprint.bucket().kmsKeyArn());
                if (keyAccount.equals(account)) {
                    actions.add("kms:GetKeyPolicy");
                }
            }
        }
        return actions.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        optional(Statement.allow(actions, resources).named("Checking"), CHECKING, WITHOUT_CHECKING));
    }

    private boolean isThird(String account) {
        return !account.equals(blueprint.role().account())
                && !account.equals(blueprint.principal().account());
    }

    private PolicyDocument bucket() {
        List<Permission> permissions = new ArrayList<>();
        permissions.add(needed(
                Statement.deny(List.of("s3:*"), List.of(blueprint.bucketArn(), blueprint.bucketArn() + "/*"))
                        .named("OnlyTls")
                        .when("Bool", "aws:SecureTransport", List.of("false")),
                "nobody reads or writes without TLS"));
        if (blueprint.bucket().isEncryptedWithKey()) {
            permissions.add(needed(
                    Statement.deny(List.of("s3:PutObject"), List.of(blueprint.objectsArn()))
                            .named("OnlyEncrypted")
                            .when(
                                    "StringNotEquals",
                                    "s3:x-amz-server-side-encryption-aws-kms-key-id",
                                    List.of(blueprint.bucket().kmsKeyArn())),
                    "nothing is stored that is not encrypted with the key"));
        }
        String account = blueprint.bucket().account();
        if (!blueprint.writerAccount().equals(account)) {
            permissions.add(needed(
                    Statement.allow(WRITE, List.of(blueprint.objectsArn()))
                            .named("JenkinsWrites")
                            .of(List.of(blueprint.writer())),
                    "Jenkins, of another account, sends bundles"));
            permissions.add(optional(
                    Statement.allow(List.of("s3:ListBucket"), List.of(blueprint.bucketArn()))
                            .named("JenkinsFinds")
                            .of(List.of(blueprint.writer())),
                    "an object that is not there is told from one that may not be read",
                    "a bundle that is not there yet looks like one that may not be read"));
        }
        if (isThird(account)) {
            permissions.add(optional(
                    Statement.allow(BUCKET_SETTINGS, List.of(blueprint.bucketArn()))
                            .named("JenkinsChecks")
                            .of(List.of(blueprint.writer())),
                    CHECKING,
                    WITHOUT_CHECKING));
        }
        if (!account.equals(blueprint.role().account())
                && !blueprint.instanceRoleArns().isEmpty()) {
            permissions.add(needed(
                    Statement.allow(READ, List.of(blueprint.objectsArn()))
                            .named("InstancesRead")
                            .of(blueprint.instanceRoleArns()),
                    "the instances, of another account, fetch bundles"));
        }
        return new PolicyDocument(Kind.BUCKET, account, blueprint.bucket().name(), permissions);
    }

    /** What is added to the key's policy, which lets the administrators of its account manage it. */
    private PolicyDocument key() {
        List<Permission> permissions = new ArrayList<>();
        if (!blueprint.bucket().isEncryptedWithKey()) {
            return new PolicyDocument(Kind.KMS_KEY, blueprint.bucket().account(), "", permissions);
        }
        permissions.add(needed(
                throughS3(Statement.allow(ENCRYPT, List.of("*"))
                        .named("JenkinsEncrypts")
                        .of(List.of(blueprint.writer()))),
                "Jenkins encrypts bundles"));
        if (isThird(blueprint.keyAccount())) {
            permissions.add(optional(
                    Statement.allow(List.of("kms:DescribeKey"), List.of("*"))
                            .named("JenkinsChecks")
                            .of(List.of(blueprint.writer())),
                    CHECKING,
                    WITHOUT_CHECKING));
        }
        if (!blueprint.instanceRoleArns().isEmpty()) {
            permissions.add(needed(
                    throughS3(Statement.allow(List.of("kms:Decrypt"), List.of("*"))
                            .named("InstancesDecrypt")
                            .of(blueprint.instanceRoleArns())),
                    "the instances decrypt bundles"));
        }
        return new PolicyDocument(
                Kind.KMS_KEY, blueprint.keyAccount(), blueprint.bucket().kmsKeyArn(), permissions);
    }

    /** The key is used by S3 on somebody's behalf only. */
    private Statement throughS3(Statement statement) {
        return statement.when(
                "StringEquals",
                "kms:ViaService",
                List.of("s3." + blueprint.region() + "." + blueprint.partition().dnsSuffix()));
    }

    private PolicyDocument production(Kind kind, String target, List<Permission> permissions) {
        return new PolicyDocument(kind, blueprint.role().account(), target, permissions);
    }

    private PolicyDocument development(Kind kind, List<Permission> permissions) {
        return new PolicyDocument(
                kind, blueprint.principal().account(), blueprint.principal().name(), permissions);
    }

    private static Permission needed(Statement statement, String purpose) {
        return new Permission(statement, purpose, "");
    }

    private static Permission optional(Statement statement, String purpose, String without) {
        return new Permission(statement, purpose, without);
    }
}
