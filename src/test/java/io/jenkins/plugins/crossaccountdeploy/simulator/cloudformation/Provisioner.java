package io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation;

import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.cloudformation.Stack.Created;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Account;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.ManagedPolicy;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.OidcIssuer;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.OidcProvider;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Bucket;
import io.jenkins.plugins.crossaccountdeploy.simulator.s3.Encryption;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates one resource after the other. Their properties are known to be of the right types. */
final class Provisioner {

    private final Simulator aws;
    private final Account account;
    private final String region;
    private final List<OidcIssuer> issuers;
    private int keys;

    Provisioner(Simulator aws, String account, String region, List<OidcIssuer> issuers) {
        this.aws = aws;
        this.account = aws.account(account);
        this.region = region;
        this.issuers = issuers;
    }

    Created create(String type, Json properties) {
        return switch (type) {
            case "AWS::IAM::Role" -> role(type, properties);
            case "AWS::IAM::RolePolicy" -> {
                String policy = text(properties, "PolicyName");
                account.role(text(properties, "RoleName")).putPolicy(policy, document(properties, "PolicyDocument"));
                yield new Created(type, policy, Map.of());
            }
            case "AWS::IAM::ManagedPolicy" -> {
                ManagedPolicy policy = account.createPolicy(
                        text(properties, "ManagedPolicyName"), document(properties, "PolicyDocument"));
                properties.strings("Users").forEach(user -> account.user(user).attach(policy));
                yield new Created(type, policy.arn(), Map.of("PolicyArn", policy.arn()));
            }
            case "AWS::IAM::OIDCProvider" -> provider(type, properties);
            case "AWS::KMS::Key" -> key(type, properties);
            case "AWS::S3::Bucket" -> bucket(type, properties);
            case "AWS::S3::BucketPolicy" -> {
                Bucket bucket = aws.bucket(text(properties, "Bucket"));
                aws.requirePrincipals(document(properties, "PolicyDocument"));
                bucket.policy(document(properties, "PolicyDocument"));
                yield new Created(type, bucket.name(), Map.of());
            }
            default -> throw new IllegalArgumentException("The simulator cannot create " + type);
        };
    }

    private Created role(String type, Json properties) {
        String name = text(properties, "RoleName");
        if (account.roles().stream().anyMatch(role -> role.name().equals(name))) {
            throw new IllegalArgumentException("Role with name " + name + " already exists.");
        }
        String trust = document(properties, "AssumeRolePolicyDocument");
        aws.requirePrincipals(trust);
        Role role = account.createRole(name, trust);
        properties.string("Path").ifPresent(role::path);
        properties
                .number("MaxSessionDuration")
                .map(BigDecimal::longValueExact)
                .map(Duration::ofSeconds)
                .ifPresent(role::maxSessionDuration);
        properties
                .objects("Policies")
                .forEach(policy -> role.putPolicy(text(policy, "PolicyName"), document(policy, "PolicyDocument")));
        return new Created(type, name, Map.of("Arn", role.arn(), "RoleId", role.roleId()));
    }

    private Created provider(String type, Json properties) {
        String url = text(properties, "Url");
        OidcIssuer issuer = issuers.stream()
                .filter(known -> known.url().equals(url))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Nobody answers at " + url));
        OidcProvider provider = account.createOidcProvider(issuer, properties.strings("ClientIdList"));
        return new Created(type, provider.arn(), Map.of("Arn", provider.arn()));
    }

    private Created key(String type, Json properties) {
        keys++;
        String policy = document(properties, "KeyPolicy");
        aws.requirePrincipals(policy);
        if (!policy.contains("\"kms:*\"") && !policy.contains("kms:PutKeyPolicy")) {
            throw new IllegalArgumentException(
                    "The new key policy will not allow you to update the key policy in the future.");
        }
        KmsKey key =
                aws.createKey(account.id(), region, "%08x-0000-4000-8000-%s".formatted(keys, account.id()), policy);
        return new Created(type, key.id(), Map.of("Arn", key.arn(), "KeyId", key.id()));
    }

    private Created bucket(String type, Json properties) {
        Bucket bucket = aws.createBucket(account.id(), text(properties, "BucketName"), region);
        bucket.versioned(properties
                .object("VersioningConfiguration")
                .flatMap(versioning -> versioning.string("Status"))
                .equals(Optional.of("Enabled")));
        properties.object("BucketEncryption").ifPresent(encryption -> {
            for (Json rule : encryption.objects("ServerSideEncryptionConfiguration")) {
                bucket.encryption(encryption(rule));
            }
        });
        properties
                .object("PublicAccessBlockConfiguration")
                .ifPresent(block -> bucket.protection()
                        .blocksOnly(block.members().keySet().stream()
                                .filter(name -> block.bool(name).orElse(false))
                                .toArray(String[]::new)));
        properties
                .object("OwnershipControls")
                .ifPresent(controls -> bucket.protection()
                        .ownership(controls.objects("Rules").get(0).string("ObjectOwnership")));
        return new Created(type, bucket.name(), Map.of("Arn", bucket.arn()));
    }

    private static Encryption encryption(Json rule) {
        Json byDefault = rule.object("ServerSideEncryptionByDefault").orElseThrow();
        if (text(byDefault, "SSEAlgorithm").equals("AES256")) {
            return Encryption.DEFAULT;
        }
        Encryption encryption =
                byDefault.string("KMSMasterKeyID").map(Encryption::kms).orElseGet(Encryption::managedKms);
        return rule.bool("BucketKeyEnabled").orElse(false) ? encryption.withBucketKey() : encryption;
    }

    private static String text(Json properties, String name) {
        return properties
                .string(name)
                .orElseThrow(() -> new IllegalArgumentException("The simulator makes up no " + name));
    }

    private static String document(Json properties, String name) {
        return properties.object(name).orElseThrow().toString();
    }
}
