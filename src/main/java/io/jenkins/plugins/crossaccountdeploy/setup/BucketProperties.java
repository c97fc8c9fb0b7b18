package io.jenkins.plugins.crossaccountdeploy.setup;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What CloudFormation makes the bucket for bundles like: versioned, encrypted, closed to the public.
 *
 * @param keysStart what the keys of all bundles start with; may be empty
 * @param key the ARN of the key, or a reference to it; empty for keys of S3
 */
record BucketProperties(String keysStart, Optional<Object> key) {

    Map<String, Object> of(String bucket) {
        return Templates.entries(
                "BucketName",
                bucket,
                "VersioningConfiguration",
                Map.of("Status", "Enabled"),
                "BucketEncryption",
                Map.of("ServerSideEncryptionConfiguration", List.of(encryption())),
                "PublicAccessBlockConfiguration",
                Templates.entries(
                        "BlockPublicAcls",
                        true,
                        "BlockPublicPolicy",
                        true,
                        "IgnorePublicAcls",
                        true,
                        "RestrictPublicBuckets",
                        true),
                "OwnershipControls",
                Map.of("Rules", List.of(Map.of("ObjectOwnership", "BucketOwnerEnforced"))),
                "LifecycleConfiguration",
                Map.of("Rules", List.of(lifecycle())));
    }

    private Map<String, Object> encryption() {
        return key.map(arn -> Templates.entries(
                        "ServerSideEncryptionByDefault",
                        Templates.entries("SSEAlgorithm", "aws:kms", "KMSMasterKeyID", arn),
                        "BucketKeyEnabled",
                        true))
                .orElseGet(() -> Map.of("ServerSideEncryptionByDefault", Map.of("SSEAlgorithm", "AES256")));
    }

    private Map<String, Object> lifecycle() {
        Map<String, Object> rule = Templates.entries("Id", "Bundles", "Status", "Enabled");
        if (!keysStart.isEmpty()) {
            rule.put("Prefix", keysStart);
        }
        rule.put("AbortIncompleteMultipartUpload", Map.of("DaysAfterInitiation", Templates.INCOMPLETE_UPLOAD_DAYS));
        rule.put("NoncurrentVersionExpiration", Map.of("NoncurrentDays", Templates.OLD_VERSION_DAYS));
        return rule;
    }
}
