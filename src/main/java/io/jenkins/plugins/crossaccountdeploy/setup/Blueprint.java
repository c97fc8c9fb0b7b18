package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import java.util.List;
import java.util.Set;

/**
 * What an environment consists of in its accounts, as its policies have to name it.
 *
 * @param environment its name, such as {@code prod}
 * @param region of CodeDeploy and of the bucket
 * @param principal who Jenkins is in the development account
 * @param role what it assumes in the production account
 * @param bucket where bundles go
 * @param applications of CodeDeploy: names and patterns of names; empty for all
 * @param deploymentGroups of these applications: names and patterns of names; empty for all
 * @param instanceRoleArns the roles of the instances that fetch bundles
 * @param serverless what jobs make for ECS and Lambda
 * @param existing what is there already and gets statements, where the rest is created
 */
public record Blueprint(
        String environment,
        String region,
        DevelopmentPrincipal principal,
        Role role,
        Bucket bucket,
        List<String> applications,
        List<String> deploymentGroups,
        List<String> instanceRoleArns,
        Serverless serverless,
        Set<Part> existing) {

    public Blueprint {
        applications = List.copyOf(applications);
        deploymentGroups = List.copyOf(deploymentGroups);
        instanceRoleArns = List.copyOf(instanceRoleArns);
        existing = Set.copyOf(existing);
    }

    /**
     * What jobs make for ECS and Lambda.
     *
     * @param taskRoleArns the roles of the task definitions that they register; empty if they register none
     * @param lambdaFunctions whose versions they publish
     */
    public record Serverless(List<String> taskRoleArns, List<String> lambdaFunctions) {

        public Serverless {
            taskRoleArns = List.copyOf(taskRoleArns);
            lambdaFunctions = List.copyOf(lambdaFunctions);
        }
    }

    /** What the templates create, unless it is there already. */
    public enum Part {
        /** The role of the production account. */
        ROLE,
        /** The bucket. */
        BUCKET,
        /** The role of the development account, and the provider of its tokens, where Jenkins has no key. */
        SOURCE_ROLE
    }

    /** Stands for the ARN of a key that a template creates, until it is known. */
    public static final String NEW_KEY = "{ARN of the new key}";

    /**
     * Where bundles go.
     *
     * @param name of the bucket
     * @param account the 12 digits of its account
     * @param keyPrefix what every key starts with; may be empty
     * @param kmsKeyArn the key that bundles are encrypted with; {@link #NEW_KEY} for one that is to be created; empty for the
     *     bucket's default encryption
     */
    public record Bucket(String name, String account, String keyPrefix, String kmsKeyArn) {

        boolean isKeyNew() {
            return kmsKeyArn.equals(NEW_KEY);
        }

        boolean isEncryptedWithKey() {
            return !kmsKeyArn.isEmpty();
        }
    }

    /** The same with a key that is created for it. */
    public Blueprint withNewKey() {
        return new Blueprint(
                environment,
                region,
                principal,
                role,
                new Bucket(bucket.name(), bucket.account(), bucket.keyPrefix(), NEW_KEY),
                applications,
                deploymentGroups,
                instanceRoleArns,
                serverless,
                existing);
    }

    /** The one that all of it is in. */
    Partition partition() {
        return role.partition();
    }

    /** Whether the role session writes the bucket; else Jenkins' own principal does. */
    boolean isWrittenByRole() {
        return bucket.account().equals(role.account());
    }

    /** The ARN of who writes the bucket. */
    String writer() {
        return isWrittenByRole() ? role.arn() : principal.arn();
    }

    String writerAccount() {
        return isWrittenByRole() ? role.account() : principal.account();
    }

    String bucketArn() {
        return "arn:" + partition().id() + ":s3:::" + bucket.name();
    }

    /** The ARN of all bundles. */
    String objectsArn() {
        return bucketArn() + "/" + keysStart() + "*";
    }

    /** What the keys of all bundles start with; may be empty. */
    String keysStart() {
        return bucket.keyPrefix().isEmpty() ? "" : bucket.keyPrefix() + "/";
    }

    /** What a policy names an account by. */
    String root(String account) {
        return "arn:" + partition().id() + ":iam::" + account + ":root";
    }

    String keyAccount() {
        return bucket.isKeyNew() ? bucket.account() : bucket.kmsKeyArn().split(":")[4];
    }

    /** The ARN of something of CodeDeploy in the production account. */
    String codeDeployArn(String type, String name) {
        return arnOf("codedeploy") + ":" + type + ":" + name;
    }

    /** What the ARNs of a service's resources in the production account begin with. */
    String arnOf(String service) {
        return "arn:" + partition().id() + ":" + service + ":" + region + ":" + role.account();
    }
}
