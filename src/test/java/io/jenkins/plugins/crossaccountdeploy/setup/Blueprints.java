package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.account.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Environments to write policies for: who Jenkins is, where the bucket is, and what its bundles are encrypted with. */
final class Blueprints {

    static final String THIRD = "333333333333";
    static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
    static final String ISSUER = "jenkins.example/oidc";
    static final String AUDIENCE = "sts.amazonaws.com";
    static final String SOURCE_ROLE = "JenkinsController";
    static final String USER_ARN = "arn:aws:iam::" + TwoAccounts.DEVELOPMENT + ":user/" + TwoAccounts.USER;
    static final String SOURCE_ROLE_ARN = "arn:aws:iam::" + TwoAccounts.DEVELOPMENT + ":role/" + SOURCE_ROLE;
    static final String ROLE_ARN = "arn:aws:iam::" + TwoAccounts.PRODUCTION + ":role/" + TwoAccounts.ROLE;
    static final String INSTANCE_ROLE_ARN =
            "arn:aws:iam::" + TwoAccounts.PRODUCTION + ":role/" + TwoAccounts.INSTANCE_ROLE;

    /** Jobs make nothing for ECS and Lambda. */
    static final Blueprint.Serverless NO_SERVERLESS = new Blueprint.Serverless(List.of(), List.of());

    /** What Jenkins shows in the development account. */
    enum Jenkins {
        USER,
        ROLE,
        WEB_IDENTITY;

        DevelopmentPrincipal principal() {
            return new DevelopmentPrincipal(
                    this == USER ? USER_ARN : SOURCE_ROLE_ARN,
                    TwoAccounts.DEVELOPMENT,
                    this == WEB_IDENTITY
                            ? Optional.of(new DevelopmentPrincipal.WebIdentity(ISSUER, AUDIENCE, "job/*"))
                            : Optional.empty());
        }
    }

    private Blueprints() {}

    /**
     * An environment with all optional features.
     *
     * @param bucketAccount of the bucket, and of its key
     * @param key ARN of a key; empty for none
     */
    static Blueprint blueprint(Jenkins jenkins, String bucketAccount, String key) {
        return new Blueprint(
                "prod",
                TwoAccounts.REGION,
                jenkins.principal(),
                new Role(ROLE_ARN, TwoAccounts.EXTERNAL_ID, Role.DEFAULT_DURATION, true, true),
                new Blueprint.Bucket(TwoAccounts.BUCKET, bucketAccount, "revisions", key),
                List.of(TwoAccounts.APPLICATION),
                List.of(TwoAccounts.GROUP),
                List.of(INSTANCE_ROLE_ARN),
                NO_SERVERLESS,
                Set.of());
    }

    static String keyArn(String account) {
        return "arn:aws:kms:" + TwoAccounts.REGION + ":" + account + ":key/" + KEY_ID;
    }

    /** The same with a key that there is. */
    static Blueprint withKey(Blueprint blueprint, String arn) {
        Blueprint.Bucket bucket = blueprint.bucket();
        return with(
                blueprint,
                new Blueprint.Bucket(bucket.name(), bucket.account(), bucket.keyPrefix(), arn),
                blueprint.existing());
    }

    /** The same for another Jenkins. */
    static Blueprint of(DevelopmentPrincipal principal, Blueprint blueprint) {
        return new Blueprint(
                blueprint.environment(),
                blueprint.region(),
                principal,
                blueprint.role(),
                blueprint.bucket(),
                blueprint.applications(),
                blueprint.deploymentGroups(),
                blueprint.instanceRoleArns(),
                blueprint.serverless(),
                blueprint.existing());
    }

    /** Another environment with a role and a bucket of its own. */
    static Blueprint named(Blueprint blueprint, String environment) {
        Role role = blueprint.role();
        Blueprint.Bucket bucket = blueprint.bucket();
        return new Blueprint(
                environment,
                blueprint.region(),
                blueprint.principal(),
                new Role(
                        role.arn() + "-" + environment,
                        role.externalId(),
                        role.duration(),
                        role.sessionTags(),
                        role.sourceIdentity()),
                new Blueprint.Bucket(
                        bucket.name() + "-" + environment, bucket.account(), bucket.keyPrefix(), bucket.kmsKeyArn()),
                blueprint.applications(),
                blueprint.deploymentGroups(),
                blueprint.instanceRoleArns(),
                blueprint.serverless(),
                blueprint.existing());
    }

    /** The same where some of it is there already. */
    static Blueprint with(Blueprint blueprint, Set<Blueprint.Part> existing) {
        return with(blueprint, blueprint.bucket(), existing);
    }

    private static Blueprint with(Blueprint blueprint, Blueprint.Bucket bucket, Set<Blueprint.Part> existing) {
        return new Blueprint(
                blueprint.environment(),
                blueprint.region(),
                blueprint.principal(),
                blueprint.role(),
                bucket,
                blueprint.applications(),
                blueprint.deploymentGroups(),
                blueprint.instanceRoleArns(),
                blueprint.serverless(),
                existing);
    }

    /** The bucket in each of the accounts, with a key and without, for each kind of credentials. */
    static List<Blueprint> all() {
        List<Blueprint> all = new ArrayList<>();
        for (Jenkins jenkins : Jenkins.values()) {
            for (String account : List.of(TwoAccounts.DEVELOPMENT, TwoAccounts.PRODUCTION, THIRD)) {
                all.add(blueprint(jenkins, account, ""));
                all.add(blueprint(jenkins, account, keyArn(account)));
            }
        }
        return all;
    }

    static String name(Blueprint blueprint) {
        return (blueprint.principal().webIdentity().isPresent()
                        ? "a token"
                        : blueprint.principal().isRole() ? "a role" : "a user")
                + ", bucket in " + blueprint.bucket().account()
                + (blueprint.bucket().isEncryptedWithKey() ? ", with a key" : "");
    }
}
