package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import java.util.List;

/**
 * One of the policies that an environment needs.
 *
 * @param kind which of them
 * @param account the 12 digits of the account that it belongs to
 * @param target the name or ARN of what it is attached to
 * @param permissions its statements
 */
public record PolicyDocument(Kind kind, String account, String target, List<Permission> permissions) {

    public PolicyDocument {
        permissions = List.copyOf(permissions);
    }

    /**
     * What a policy is attached to. The sizes are those of <a
     * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and AWS STS quotas</a>, of <a
     * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html">bucket policies</a> and of <a
     * href="https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html">KMS resource quotas</a>.
     */
    public enum Kind {
        SOURCE_ROLE_TRUST("source-role-trust", "Trust policy of the development role", 2_048),
        /** A managed policy of a user, an inline policy of a role, which may be longer. */
        DEVELOPMENT_PRINCIPAL("development-principal", "Policy of the development principal", 6_144),
        BUCKET("bucket", "Bucket policy", 20 * 1_024),
        KMS_KEY("kms-key", "Statements of the KMS key policy", 32 * 1_024),
        ROLE_TRUST("role-trust", "Trust policy of the production role", 2_048),
        ROLE_PERMISSIONS("role-permissions", "Permissions of the production role", 10_240),
        INSTANCE_PROFILE("instance-profile", "Policy of the instances' roles", 10_240);

        private final String fileName;
        private final String title;
        private final int longest;

        Kind(String fileName, String title, int longest) {
            this.fileName = fileName;
            this.title = title;
            this.longest = longest;
        }

        /** Without an extension. */
        public String fileName() {
            return fileName;
        }

        /** For people to read. */
        public String title() {
            return title;
        }

        /** How many characters AWS takes, spaces apart. */
        public int longest() {
            return longest;
        }
    }

    /**
     * A statement and what it is for.
     *
     * @param statement with a Sid
     * @param purpose half a sentence: what it lets happen
     * @param without what is missing without it, if a deployment goes on all the same; empty if it does not
     */
    public record Permission(Statement statement, String purpose, String without) {

        static Permission needed(Statement statement, String purpose) {
            return new Permission(statement, purpose, "");
        }

        static Permission optional(Statement statement, String purpose, String without) {
            return new Permission(statement, purpose, without);
        }

        /** Whether a deployment goes on without it. */
        public boolean isOptional() {
            return !without.isEmpty();
        }
    }

    /** Whether AWS takes it: what a document is written with to be read does not count. */
    boolean fits() {
        return policy().json().length() <= kind.longest();
    }

    /** The document, as it is attached. */
    public Policy policy() {
        return new Policy(permissions.stream().map(Permission::statement).toList());
    }
}
