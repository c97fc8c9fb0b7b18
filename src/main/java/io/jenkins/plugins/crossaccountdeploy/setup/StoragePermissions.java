package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Permission;
import java.util.ArrayList;
import java.util.List;

/**
 * What has to be allowed about the bucket and its key, which may be of the development account, the production account or a
 * third one: inside an account the own policies of a principal suffice, across accounts the bucket's and the key's have to
 * agree. The policy of a key must leave the principals of its account to their own policies, as KMS writes it by default.
 */
final class StoragePermissions {

    private static final String FINDING = "an object that is not there is told from one that may not be read";

    private static final String WITHOUT_FINDING = "a bundle that is not there yet looks like one that may not be read";

    private static final String CHECKING = "the check of the environment reads how bucket and key are set up";

    private static final String WITHOUT_CHECKING = "the check cannot tell some of what it looks at";

    private final Blueprint blueprint;

    StoragePermissions(Blueprint blueprint) {
        this.blueprint = blueprint;
    }

    // ---- in the policies of principals

    /** For whoever writes the bucket. */
    List<Permission> writing() {
        List<Permission> permissions = new ArrayList<>(List.of(
                Permission.needed(
                        Statement.allow(BundleScope.WRITE, List.of(blueprint.objectsArn()))
                                .named("WriteBundles"),
                        "bundles are sent, and what is left of a broken upload is removed"),
                Permission.optional(
                        Statement.allow(BundleScope.FIND, List.of(blueprint.bucketArn()))
                                .named("FindBundles"),
                        FINDING,
                        WITHOUT_FINDING)));
        if (blueprint.bucket().isEncryptedWithKey()) {
            permissions.add(Permission.needed(
                    throughS3(Statement.allow(
                                    BundleScope.ENCRYPT,
                                    List.of(blueprint.bucket().kmsKeyArn()))
                            .named("EncryptBundles")),
                    "bundles are encrypted with the key"));
        }
        return permissions;
    }

    /** For the instances. */
    List<Permission> reading() {
        List<Permission> permissions = new ArrayList<>(List.of(Permission.needed(
                Statement.allow(BundleScope.READ, List.of(blueprint.objectsArn()))
                        .named("ReadBundles"),
                "instances fetch bundles")));
        if (blueprint.bucket().isEncryptedWithKey()) {
            permissions.add(Permission.needed(
                    throughS3(Statement.allow(
                                    BundleScope.DECRYPT,
                                    List.of(blueprint.bucket().kmsKeyArn()))
                            .named("DecryptBundles")),
                    "instances decrypt bundles"));
        }
        return permissions;
    }

    /**
     * For whoever looks at the bucket or the key when the environment is checked: the writer, but somebody of the key's own
     * account at its key.
     *
     * @param principal the ARN of Jenkins' own principal, or of the role
     */
    List<Permission> checking(String principal) {
        List<String> actions = new ArrayList<>();
        List<String> resources = new ArrayList<>();
        if (principal.equals(blueprint.writer())) {
            actions.addAll(settings());
            resources.add(blueprint.bucketArn());
            if (blueprint.bucket().account().equals(blueprint.writerAccount())) {
                actions.add(BundleScope.READ_BUCKET_POLICY);
            }
        }
        if (blueprint.bucket().isEncryptedWithKey() && principal.equals(keyReader())) {
            actions.add(BundleScope.DESCRIBE_KEY);
            resources.add(blueprint.bucket().kmsKeyArn());
            if (!isThird(blueprint.keyAccount())) {
                actions.add(BundleScope.READ_KEY_POLICY);
            }
        }
        return actions.isEmpty()
                ? List.of()
                : List.of(Permission.optional(
                        Statement.allow(actions, resources).named("Checking"), CHECKING, WITHOUT_CHECKING));
    }

    /** What a check reads of a bucket besides its policy; an own key is used whatever the bucket's default encryption is. */
    private List<String> settings() {
        List<String> settings =
                new ArrayList<>(List.of(BundleScope.READ_PUBLIC_ACCESS_BLOCK, BundleScope.READ_VERSIONING));
        if (!blueprint.bucket().isEncryptedWithKey()) {
            settings.add(BundleScope.READ_DEFAULT_ENCRYPTION);
        }
        return settings;
    }

    private String keyReader() {
        String account = blueprint.keyAccount();
        if (account.equals(blueprint.principal().account())) {
            return blueprint.principal().arn();
        }
        return account.equals(blueprint.role().account()) ? blueprint.role().arn() : blueprint.writer();
    }

    // ---- in the policies of the bucket and the key

    /** @param namesEachRole whether the instances' roles are named, instead of their account */
    List<Permission> bucketPolicy(boolean namesEachRole) {
        List<Permission> permissions = new ArrayList<>();
        permissions.add(Permission.needed(
                Statement.deny(List.of("s3:*"), List.of(blueprint.bucketArn(), blueprint.bucketArn() + "/*"))
                        .named("OnlyTls")
                        .when("Bool", "aws:SecureTransport", List.of("false")),
                "nobody reads or writes without TLS"));
        if (blueprint.bucket().isEncryptedWithKey()) {
            // Of the parts of an upload, S3 knows what it was begun with; the bucket's default encryption does not
            // count.
            permissions.add(Permission.needed(
                    Statement.deny(List.of("s3:PutObject"), List.of(blueprint.objectsArn()))
                            .named("OnlyEncrypted")
                            .when(
                                    "StringNotEquals",
                                    "s3:x-amz-server-side-encryption-aws-kms-key-id",
                                    List.of(blueprint.bucket().kmsKeyArn())),
                    "nothing is stored that is not encrypted with the key"));
        }
        String account = blueprint.bucket().account();
        if (!account.equals(blueprint.writerAccount())) {
            permissions.add(Permission.needed(
                    byWriter(Statement.allow(BundleScope.WRITE, List.of(blueprint.objectsArn()))
                            .named("JenkinsWrites")),
                    "Jenkins, of another account, sends bundles"));
            permissions.add(Permission.optional(
                    byWriter(Statement.allow(BundleScope.FIND, List.of(blueprint.bucketArn()))
                            .named("JenkinsFinds")),
                    FINDING,
                    WITHOUT_FINDING));
            permissions.add(Permission.optional(
                    byWriter(Statement.allow(settings(), List.of(blueprint.bucketArn()))
                            .named("JenkinsChecks")),
                    CHECKING,
                    WITHOUT_CHECKING));
        }
        if (!account.equals(blueprint.role().account())
                && !blueprint.instanceRoleArns().isEmpty()) {
            permissions.add(Permission.needed(
                    Statement.allow(BundleScope.READ, List.of(blueprint.objectsArn()))
                            .named("InstancesRead")
                            .of(instances(namesEachRole)),
                    "the instances, of another account, fetch bundles" + howNamed(namesEachRole)));
        }
        return permissions;
    }

    /**
     * The whole policy of a new key, or what is added to that of a key which is there.
     *
     * @param namesEachRole whether the instances' roles are named, instead of their account
     */
    List<Permission> keyPolicy(boolean namesEachRole) {
        List<Permission> permissions = new ArrayList<>();
        String account = blueprint.keyAccount();
        if (blueprint.bucket().isKeyNew()) {
            permissions.add(Permission.needed(
                    Statement.allow(List.of("kms:*"), List.of("*"))
                            .named("Administration")
                            .of(List.of(blueprint.root(account))),
                    "the key's account manages it, and decides by its own policies who of it uses the key"));
        }
        if (!account.equals(blueprint.writerAccount())) {
            permissions.add(Permission.needed(
                    throughS3(byWriter(
                            Statement.allow(BundleScope.ENCRYPT, List.of("*")).named("JenkinsEncrypts"))),
                    "Jenkins, of another account, encrypts bundles"));
        }
        if (isThird(account)) {
            permissions.add(Permission.optional(
                    byWriter(Statement.allow(List.of(BundleScope.DESCRIBE_KEY), List.of("*"))
                            .named("JenkinsChecks")),
                    CHECKING,
                    WITHOUT_CHECKING));
        }
        if (!account.equals(blueprint.role().account())
                && !blueprint.instanceRoleArns().isEmpty()) {
            permissions.add(Permission.needed(
                    throughS3(Statement.allow(BundleScope.DECRYPT, List.of("*"))
                            .named("InstancesDecrypt")
                            .of(instances(namesEachRole))),
                    "the instances, of another account, decrypt bundles" + howNamed(namesEachRole)));
        }
        return permissions;
    }

    private boolean isThird(String account) {
        return !account.equals(blueprint.role().account())
                && !account.equals(blueprint.principal().account());
    }

    /** By a condition, which unlike a principal may name a role that is created later, or again. */
    private Statement byWriter(Statement statement) {
        return statement
                .of(List.of(blueprint.root(blueprint.writerAccount())))
                .when("ArnEquals", "aws:PrincipalArn", List.of(blueprint.writer()));
    }

    private List<String> instances(boolean namesEachRole) {
        return namesEachRole
                ? blueprint.instanceRoleArns()
                : List.of(blueprint.root(blueprint.role().account()));
    }

    private static String howNamed(boolean namesEachRole) {
        return namesEachRole ? "" : "; all their roles do not fit here, so that their account's own policies decide";
    }

    private Statement throughS3(Statement statement) {
        return BundleScope.throughS3(statement, blueprint.partition(), blueprint.region());
    }
}
