package io.jenkins.plugins.crossaccountdeploy.setup;

import io.jenkins.plugins.crossaccountdeploy.setup.PolicyDocument.Kind;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Account;
import io.jenkins.plugins.crossaccountdeploy.simulator.kms.KmsKey;
import java.util.Collection;

/** Somebody who attaches documents in simulated accounts, in their order, as they are. */
final class Administrator {

    private static final String POLICY = "jenkins-deploys-prod";

    private final Simulator aws;
    private final Blueprint blueprint;

    Administrator(Simulator aws, Blueprint blueprint) {
        this.aws = aws;
        this.blueprint = blueprint;
    }

    void apply(Collection<PolicyDocument> documents) {
        if (blueprint.bucket().isEncryptedWithKey()
                && !blueprint.bucket().isKeyNew()
                && documents.stream().noneMatch(document -> document.kind() == Kind.KMS_KEY)) {
            createKey("");
        }
        documents.forEach(this::apply);
    }

    private void apply(PolicyDocument document) {
        String policy = document.policy().json();
        Account account = aws.account(document.account());
        switch (document.kind()) {
            case SOURCE_ROLE_TRUST -> account.role(document.target()).trust(policy);
            case DEVELOPMENT_PRINCIPAL -> {
                if (blueprint.principal().isRole()) {
                    account.role(document.target()).putPolicy(POLICY, policy);
                } else {
                    String name = Templates.managedPolicyName(blueprint);
                    account.policy(name)
                            .ifPresentOrElse(
                                    existing -> existing.newVersion(policy),
                                    () -> account.user(document.target()).attach(account.createPolicy(name, policy)));
                }
            }
            case BUCKET -> {
                aws.requirePrincipals(policy);
                aws.bucket(document.target()).policy(policy);
            }
            case KMS_KEY -> {
                aws.requirePrincipals(policy);
                createKey(policy.replaceFirst(".*?\"Statement\":\\[", "").replaceFirst("]}$", ""));
            }
            case ROLE_TRUST -> {
                aws.requirePrincipals(policy);
                account.createRole(document.target(), policy);
            }
            case ROLE_PERMISSIONS -> account.role(document.target()).putPolicy(POLICY, policy);
            case INSTANCE_PROFILE -> account.role(TwoAccounts.INSTANCE_ROLE).putPolicy(POLICY, policy);
        }
    }

    /** A key that was there before, with the statement that KMS gives to keys by itself. */
    KmsKey createKey(String moreStatements) {
        return aws.createKey(blueprint.keyAccount(), TwoAccounts.REGION, Blueprints.KEY_ID, """
                {"Version": "2012-10-17", "Statement": [{"Sid": "Enable IAM User Permissions", "Effect": "Allow",
                  "Principal": {"AWS": "arn:aws:iam::%s:root"}, "Action": "kms:*", "Resource": "*"}%s]}
                """.formatted(
                        blueprint.keyAccount(), moreStatements.isEmpty() ? "" : "," + moreStatements));
    }
}
