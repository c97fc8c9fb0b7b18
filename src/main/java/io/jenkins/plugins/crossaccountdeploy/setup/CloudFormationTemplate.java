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
 * The CloudFormation template of one account: creates what is not there yet, and attaches policies to what is (<a
 * href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html">resource type
 * reference</a>).
 */
public final class CloudFormationTemplate {

    static final String KEY_PARAMETER = "KmsKeyArn";

    private final Blueprint blueprint;
    private final String account;
    private final List<PolicyDocument> documents;
    private final Map<String, Object> resources = new LinkedHashMap<>();
    private final Map<String, Object> outputs = new LinkedHashMap<>();
    private boolean usesKeyParameter;

    private CloudFormationTemplate(Blueprint blueprint, String account) {
        this.blueprint = blueprint;
        this.account = account;
        this.documents = PolicyDocuments.of(blueprint).stream()
                .filter(document -> document.account().equals(account))
                .toList();
    }

    /**
     * A template as it is applied.
     *
     * @param account the 12 digits of the account that it is for
     * @param json its text
     * @param needsKey whether its parameter is the ARN of a key that the stack of another account creates
     */
    public record Template(String account, String json, boolean needsKey) {}

    /** The templates in the order in which they have to be applied; none for an account that has all. */
    public static List<Template> of(Blueprint blueprint) {
        List<Template> templates = new ArrayList<>();
        for (String account : Templates.accounts(blueprint)) {
            CloudFormationTemplate template = new CloudFormationTemplate(blueprint, account);
            Map<String, Object> document = template.template();
            if (!template.resources.isEmpty()) {
                templates.add(new Template(account, Templates.json(document), template.usesKeyParameter));
            }
        }
        return templates;
    }

    private Map<String, Object> template() {
        addSourceRole();
        addProductionRole();
        addInstancePolicies();
        addKey();
        addBucket();
        Map<String, Object> template = new LinkedHashMap<>();
        template.put("AWSTemplateFormatVersion", "2010-09-09");
        template.put(
                "Description",
                "Jenkins deploys environment " + blueprint.environment() + " with CodeDeploy: what account " + account
                        + " has for it");
        if (usesKeyParameter) {
            template.put(
                    "Parameters",
                    Map.of(
                            KEY_PARAMETER,
                            Templates.entries(
                                    "Type",
                                    "String",
                                    "Description",
                                    "ARN of the key that the stack of account "
                                            + blueprint.bucket().account() + " has created: its output KeyArn",
                                    "AllowedPattern",
                                    "arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/.+")));
        }
        template.put("Resources", resources);
        if (!outputs.isEmpty()) {
            template.put("Outputs", outputs);
        }
        return template;
    }

    // ---- who deploys

    private void addSourceRole() {
        find(Kind.DEVELOPMENT_PRINCIPAL).ifPresent(permissions -> {
            Optional<PolicyDocument> trust = find(Kind.SOURCE_ROLE_TRUST);
            if (trust.isPresent() && !blueprint.existing().contains(Part.SOURCE_ROLE)) {
                DevelopmentPrincipal.WebIdentity identity =
                        blueprint.principal().webIdentity().orElseThrow();
                resource(
                        "TokenProvider",
                        "AWS::IAM::OIDCProvider",
                        Templates.entries(
                                "Url", "https://" + identity.provider(), "ClientIdList", List.of(identity.audience())));
                resource(
                        "SourceRole",
                        "AWS::IAM::Role",
                        role(blueprint.principal().arn(), trust.get(), permissions));
                dependsOn("SourceRole", "TokenProvider");
            } else if (blueprint.principal().isRole()) {
                resource("SourcePolicy", "AWS::IAM::RolePolicy", attached(permissions.target(), permissions));
            } else {
                resource(
                        "UserPolicy",
                        "AWS::IAM::ManagedPolicy",
                        Templates.entries(
                                "ManagedPolicyName",
                                Templates.managedPolicyName(blueprint),
                                "Users",
                                List.of(permissions.target()),
                                "PolicyDocument",
                                policy(permissions.policy())));
            }
        });
    }

    private void addProductionRole() {
        find(Kind.ROLE_PERMISSIONS).ifPresent(permissions -> {
            if (blueprint.existing().contains(Part.ROLE)) {
                resource(
                        "RolePolicy",
                        "AWS::IAM::RolePolicy",
                        attached(blueprint.role().name(), permissions));
            } else {
                Map<String, Object> role =
                        role(blueprint.role().arn(), find(Kind.ROLE_TRUST).orElseThrow(), permissions);
                role.put("MaxSessionDuration", Templates.maxSessionSeconds(blueprint.role()));
                resource("Role", "AWS::IAM::Role", role);
                output("RoleArn", "The role that Jenkins assumes", Map.of("Fn::GetAtt", List.of("Role", "Arn")));
            }
        });
    }

    private Map<String, Object> role(String arn, PolicyDocument trust, PolicyDocument permissions) {
        IamName role = IamName.of(arn);
        return Templates.entries(
                "RoleName",
                role.name(),
                "Path",
                role.path(),
                "AssumeRolePolicyDocument",
                policy(trust.policy()),
                "Policies",
                List.of(Templates.entries(
                        "PolicyName",
                        Templates.policyName(blueprint),
                        "PolicyDocument",
                        policy(permissions.policy()))));
    }

    private void addInstancePolicies() {
        find(Kind.INSTANCE_PROFILE).ifPresent(document -> {
            int number = 0;
            for (String arn : blueprint.instanceRoleArns()) {
                number++;
                resource(
                        "InstancePolicy" + number,
                        "AWS::IAM::RolePolicy",
                        attached(IamName.of(arn).name(), document));
            }
        });
    }

    private Map<String, Object> attached(String role, PolicyDocument document) {
        return Templates.entries(
                "RoleName",
                role,
                "PolicyName",
                Templates.policyName(blueprint),
                "PolicyDocument",
                policy(document.policy()));
    }

    // ---- where bundles go

    private void addKey() {
        if (!blueprint.bucket().isKeyNew()) {
            return;
        }
        find(Kind.KMS_KEY).ifPresent(document -> {
            resource(
                    "Key",
                    "AWS::KMS::Key",
                    Templates.entries(
                            "Description",
                            "Bundles that Jenkins deploys to " + blueprint.environment(),
                            "EnableKeyRotation",
                            true,
                            "KeyPolicy",
                            policy(document.policy())));
            retain("Key");
            output("KeyArn", "Enter it in Jenkins as the environment's KMS key", keyArn());
        });
    }

    private void addBucket() {
        if (!account.equals(blueprint.bucket().account())
                || blueprint.existing().contains(Part.BUCKET)) {
            return;
        }
        Optional<Object> key = blueprint.bucket().isEncryptedWithKey() ? Optional.of(keyArn()) : Optional.empty();
        resource(
                "Bucket",
                "AWS::S3::Bucket",
                new BucketProperties(blueprint.keysStart(), key)
                        .of(blueprint.bucket().name()));
        retain("Bucket");
        resource(
                "BucketPolicy",
                "AWS::S3::BucketPolicy",
                Templates.entries(
                        "Bucket",
                        Map.of("Ref", "Bucket"),
                        "PolicyDocument",
                        policy(find(Kind.BUCKET).orElseThrow().policy())));
    }

    // ---- parts of templates

    private Optional<PolicyDocument> find(Kind kind) {
        return documents.stream().filter(document -> document.kind() == kind).findFirst();
    }

    /** A key that a stack creates is referred to; one that is known is named. */
    private Object keyArn() {
        if (!blueprint.bucket().isKeyNew()) {
            return blueprint.bucket().kmsKeyArn();
        }
        if (account.equals(blueprint.bucket().account())) {
            return Map.of("Fn::GetAtt", List.of("Key", "Arn"));
        }
        usesKeyParameter = true;
        return Map.of("Ref", KEY_PARAMETER);
    }

    private Object policy(Policy policy) {
        return withKey(policy.document());
    }

    private Object withKey(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((name, member) -> copy.put(name, withKey(member)));
            return copy;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(this::withKey).toList();
        }
        return Blueprint.NEW_KEY.equals(value) ? keyArn() : value;
    }

    private void resource(String name, String type, Map<String, Object> properties) {
        resources.put(name, Templates.entries("Type", type, "Properties", properties));
    }

    @SuppressWarnings("unchecked") // that is how resources are put
    private Map<String, Object> resource(String name) {
        return (Map<String, Object>) resources.get(name);
    }

    private void dependsOn(String name, String other) {
        resource(name).put("DependsOn", other);
    }

    /** What bundles and earlier revisions depend on outlives the stack. */
    private void retain(String name) {
        resource(name).put("DeletionPolicy", "Retain");
        resource(name).put("UpdateReplacePolicy", "Retain");
    }

    private void output(String name, String description, Object value) {
        outputs.put(name, Templates.entries("Description", description, "Value", value));
    }
}
