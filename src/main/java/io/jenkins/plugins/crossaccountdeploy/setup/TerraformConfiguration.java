package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint.Part;
import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Terraform configuration of all accounts, with a provider for each: creates what is not there yet, and attaches policies to
 * what is. One file in Terraform's <a href="https://developer.hashicorp.com/terraform/language/syntax/json">JSON syntax</a>.
 */
public final class TerraformConfiguration {

    /** The first that creates an OpenID Connect provider without the thumbprints of its certificates. */
    private static final String PROVIDER_VERSION = ">= 5.81";

    private static final String NEW_KEY = "${aws_kms_key.bundles.arn}";

    private final Blueprint blueprint;
    private final List<PolicyDocument> documents;
    private final Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
    private final Map<String, Object> variables = new LinkedHashMap<>();

    private TerraformConfiguration(Blueprint blueprint) {
        this.blueprint = blueprint;
        this.documents = PolicyDocuments.of(blueprint);
    }

    /**
     * A file as it is applied.
     *
     * @param json its text, of a {@code .tf.json} file
     * @param variables the names of its variables
     */
    public record File(String json, List<String> variables) {}

    /** The file for all accounts together. */
    public static File of(Blueprint blueprint) {
        TerraformConfiguration configuration = new TerraformConfiguration(blueprint);
        String json = Templates.json(configuration.file());
        return new File(json, List.copyOf(configuration.variables.keySet()));
    }

    private Map<String, Object> file() {
        addSourceRole();
        addProductionRole();
        addInstancePolicies();
        addKey();
        addBucket();
        Map<String, Object> file = new LinkedHashMap<>();
        file.put(
                "terraform",
                Templates.entries(
                        "required_providers",
                        Map.of("aws", Templates.entries("source", "hashicorp/aws", "version", PROVIDER_VERSION))));
        List<Object> providers = new ArrayList<>();
        for (String account : Templates.accounts(blueprint)) {
            String alias = alias(account);
            variables.put(
                    alias + "_profile",
                    Templates.entries(
                            "type",
                            "string",
                            "description",
                            "AWS CLI profile of an administrator of account " + account));
            providers.add(Templates.entries(
                    "alias",
                    alias,
                    "region",
                    blueprint.region(),
                    "profile",
                    "${var." + alias + "_profile}",
                    "allowed_account_ids",
                    List.of(account)));
        }
        file.put("variable", variables);
        file.put("provider", Map.of("aws", providers));
        file.put("resource", resources);
        if (resources.containsKey("aws_kms_key")) {
            file.put(
                    "output",
                    Map.of(
                            "kms_key_arn",
                            Templates.entries(
                                    "description",
                                    "Enter it in Jenkins as the environment's KMS key",
                                    "value",
                                    NEW_KEY)));
        }
        return file;
    }

    private String alias(String account) {
        if (account.equals(blueprint.role().account())) {
            return "production";
        }
        return account.equals(blueprint.principal().account()) ? "development" : "bucket";
    }

    // ---- who deploys

    private void addSourceRole() {
        PolicyDocument permissions = find(Kind.DEVELOPMENT_PRINCIPAL).orElseThrow();
        Optional<PolicyDocument> trust = find(Kind.SOURCE_ROLE_TRUST);
        if (trust.isPresent() && !blueprint.existing().contains(Part.SOURCE_ROLE)) {
            DevelopmentPrincipal.WebIdentity identity =
                    blueprint.principal().webIdentity().orElseThrow();
            resource(
                    "aws_iam_openid_connect_provider",
                    "jenkins",
                    permissions,
                    Templates.entries(
                            "url", "https://" + identity.provider(), "client_id_list", List.of(identity.audience())));
            resource(
                    "aws_iam_role",
                    "source",
                    permissions,
                    role(blueprint.principal().arn(), trust.get()));
            resource(
                    "aws_iam_role_policy", "source", permissions, attached("${aws_iam_role.source.name}", permissions));
        } else if (blueprint.principal().isRole()) {
            resource("aws_iam_role_policy", "source", permissions, attached(permissions.target(), permissions));
        } else {
            resource(
                    "aws_iam_policy",
                    "source",
                    permissions,
                    Templates.entries(
                            "name", Templates.managedPolicyName(blueprint), "policy", text(permissions.policy())));
            resource(
                    "aws_iam_user_policy_attachment",
                    "source",
                    permissions,
                    Templates.entries("user", permissions.target(), "policy_arn", "${aws_iam_policy.source.arn}"));
        }
    }

    private void addProductionRole() {
        PolicyDocument permissions = find(Kind.ROLE_PERMISSIONS).orElseThrow();
        String name = blueprint.role().name();
        if (!blueprint.existing().contains(Part.ROLE)) {
            Map<String, Object> role =
                    role(blueprint.role().arn(), find(Kind.ROLE_TRUST).orElseThrow());
            role.put("max_session_duration", Templates.maxSessionSeconds(blueprint.role()));
            // The trust policy can only name what is there.
            if (resources.containsKey("aws_iam_role")) {
                role.put("depends_on", List.of("aws_iam_role.source"));
            }
            resource("aws_iam_role", "deploy", permissions, role);
            name = "${aws_iam_role.deploy.name}";
        }
        resource("aws_iam_role_policy", "deploy", permissions, attached(name, permissions));
    }

    private static Map<String, Object> role(String arn, PolicyDocument trust) {
        IamName role = IamName.of(arn);
        return Templates.entries("name", role.name(), "path", role.path(), "assume_role_policy", text(trust.policy()));
    }

    private void addInstancePolicies() {
        find(Kind.INSTANCE_PROFILE).ifPresent(document -> {
            int number = 0;
            for (String arn : blueprint.instanceRoleArns()) {
                number++;
                resource(
                        "aws_iam_role_policy",
                        "instances_" + number,
                        document,
                        attached(IamName.of(arn).name(), document));
            }
        });
    }

    private Map<String, Object> attached(String role, PolicyDocument document) {
        return Templates.entries(
                "role", role, "name", Templates.policyName(blueprint), "policy", text(document.policy()));
    }

    // ---- where bundles go

    private void addKey() {
        if (!blueprint.bucket().isKeyNew()) {
            return;
        }
        PolicyDocument document = find(Kind.KMS_KEY).orElseThrow();
        resource(
                "aws_kms_key",
                "bundles",
                document,
                Templates.entries(
                        "description",
                        "Bundles that Jenkins deploys to " + blueprint.environment(),
                        "enable_key_rotation",
                        true,
                        "policy",
                        text(document.policy())));
    }

    private void addBucket() {
        if (blueprint.existing().contains(Part.BUCKET)) {
            return;
        }
        PolicyDocument policy = find(Kind.BUCKET).orElseThrow();
        resource(
                "aws_s3_bucket",
                "bundles",
                policy,
                Templates.entries("bucket", blueprint.bucket().name()));
        onBucket("aws_s3_bucket_versioning", "versioning_configuration", Map.of("status", "Enabled"));
        onBucket("aws_s3_bucket_server_side_encryption_configuration", "rule", encryption());
        resource(
                "aws_s3_bucket_public_access_block",
                "bundles",
                policy,
                Templates.entries(
                        "bucket",
                        "${aws_s3_bucket.bundles.id}",
                        "block_public_acls",
                        true,
                        "block_public_policy",
                        true,
                        "ignore_public_acls",
                        true,
                        "restrict_public_buckets",
                        true));
        onBucket("aws_s3_bucket_ownership_controls", "rule", Map.of("object_ownership", "BucketOwnerEnforced"));
        onBucket("aws_s3_bucket_lifecycle_configuration", "rule", lifecycle());
        resource(
                "aws_s3_bucket_policy",
                "bundles",
                policy,
                Templates.entries("bucket", "${aws_s3_bucket.bundles.id}", "policy", text(policy.policy())));
    }

    private void onBucket(String type, String block, Map<String, Object> content) {
        resource(
                type,
                "bundles",
                find(Kind.BUCKET).orElseThrow(),
                Templates.entries("bucket", "${aws_s3_bucket.bundles.id}", block, content));
    }

    private Map<String, Object> encryption() {
        String key =
                blueprint.bucket().isKeyNew() ? NEW_KEY : blueprint.bucket().kmsKeyArn();
        return blueprint.bucket().isEncryptedWithKey()
                ? Templates.entries(
                        "apply_server_side_encryption_by_default",
                        Templates.entries("sse_algorithm", "aws:kms", "kms_master_key_id", key),
                        "bucket_key_enabled",
                        true)
                : Templates.entries("apply_server_side_encryption_by_default", Map.of("sse_algorithm", "AES256"));
    }

    private Map<String, Object> lifecycle() {
        return Templates.entries(
                "id",
                "bundles",
                "status",
                "Enabled",
                "filter",
                Map.of("prefix", blueprint.keysStart()),
                "abort_incomplete_multipart_upload",
                Map.of("days_after_initiation", Templates.INCOMPLETE_UPLOAD_DAYS),
                "noncurrent_version_expiration",
                Map.of("noncurrent_days", Templates.OLD_VERSION_DAYS));
    }

    // ---- parts of the file

    private Optional<PolicyDocument> find(Kind kind) {
        return documents.stream().filter(document -> document.kind() == kind).findFirst();
    }

    private void resource(String type, String name, PolicyDocument document, Map<String, Object> arguments) {
        Map<String, Object> resource = Templates.entries("provider", "aws." + alias(document.account()));
        resource.putAll(arguments);
        resources.computeIfAbsent(type, key -> new LinkedHashMap<>()).put(name, resource);
    }

    /** A policy as the text of an argument, in which Terraform would take what looks like a template for one. */
    private static String text(Policy policy) {
        return policy.json().replace("${", "$${").replace("%{", "%%{").replace(Blueprint.NEW_KEY, NEW_KEY);
    }
}
